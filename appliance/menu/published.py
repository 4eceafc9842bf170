"""The published directory: all that a call needs, made whole and switched by rename.

`published/<n>/flow.toml`, `hours.toml`, `content.json` (services and other things told; may be left out), `facts.json`
(what is filled in in its prompts), `spoken.json` (words -> file name), `slower.json` (the same, where the menu offers
it), `spoken.<code>.json` and `slower.<code>.json` (the same in another language), `recorded.json` (name of a prompt, or
`name@code` -> file name) and the WAVs;
`published/current` is a link to the newest. A call keeps the one it began with. The database is not needed.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours_file import from_toml
from appliance.contracts import Prompt
from appliance.errors import SlukhavkaError
from appliance.menu.content import NOTHING, Background, Content
from appliance.menu.flow import TUNE, Flow, read_flow
from appliance.menu.languages import recorded_as
from appliance.menu.node import ReadLanguage, Spoken
from audio.line.tune import tune
from audio.line.wav import HEADER_BYTES, WavError, read_wav
from audio.speech.pace import NORMAL, SLOWER

CURRENT = "current"
SPOKEN = {NORMAL: "spoken.json", SLOWER: "slower.json"}
RECORDED = "recorded.json"
FACTS = "facts.json"
CONTENT = "content.json"
KEPT = 8
"""As many published menus stay on the disk: a call reads the slower set of the one it began with."""


class NotPublished(SlukhavkaError):
    """There is no published menu, or it is not whole."""


class NotSpoken(SlukhavkaError):
    """Some words of a menu have not been spoken yet."""

    def __init__(self, texts: list[str]) -> None:
        """Keep the words that are missing."""
        super().__init__(f"Не озвучено {len(texts)} текстів, перший: «{texts[0]}».")
        self.texts = texts


class SpokenWords(Protocol):
    """Where spoken words are found."""

    def find(self, text: str, pace: int, language: str = "") -> Path | None:
        """Return the WAV of `text` at a pace in percent, None when it is not spoken yet."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """A published menu in memory, ready to be played."""

    revision: str
    flow: Flow
    background: Background
    prompts: Mapping[str, Prompt]
    phrases: Mapping[str, Prompt]
    slower: Callable[[], Spoken] | None = None
    """Reads prompts and phrases once more, slower, where a caller may ask for them. Raises NotPublished."""
    languages: Mapping[str, ReadLanguage] = field(default_factory=dict)
    """Reads the prompts that have words in another language, by its code. Raises NotPublished."""

    @property
    def calendar(self) -> WorkCalendar:
        """The hours that callers are told."""
        return self.background.calendar


def read_source(directory: Path, facts: Mapping[str, str] | None = None) -> tuple[Flow, Background]:
    """Read and check a menu and what it stands on. Raises FlowError, HoursError, NotPublished.

    `facts` are filled in in its prompts; None: those it was published with.
    """
    try:
        if facts is None:
            # A menu published before there were facts has no such file, nor has a source.
            facts = _names(directory, FACTS) if (directory / FACTS).exists() else {}
        flow = (directory / "flow.toml").read_text(encoding="utf-8")
        hours = tomllib.loads((directory / "hours.toml").read_text(encoding="utf-8"))
        content = _content(directory)
    except (OSError, ValueError, RecursionError) as error:
        raise NotPublished(f"{directory}: меню не читається ({error}).") from error
    return read_flow(flow, facts), Background(from_toml(hours), content)


def _content(directory: Path) -> Content:
    path = directory / CONTENT
    if not path.exists():
        return NOTHING
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict):
        raise NotPublished(f"{path}: вміст меню пошкоджено.")
    return Content(told)


def publish(
    source: Path,
    published: Path,
    words: SpokenWords,
    recordings: Mapping[str, Path] = MappingProxyType({}),
    facts: Mapping[str, str] = MappingProxyType({}),
    *,
    computed_may_lack: bool = False,
) -> str:
    """Make the menu in `source` the current one and return its revision. Raises NotSpoken and what `read_source` does.

    `recordings`: WAVs by the name of the prompt; they win over spoken words. `facts`: what is filled in in prompts.
    `computed_may_lack`: words that nodes put together may be unspoken, and callers then hear less: the office closes by
    hand although nothing can speak. Nothing changes for callers until everything is on disk.
    """
    flow, background = read_source(source, facts)
    recorded = {name: path for name, path in recordings.items() if name in flow.recordable()}
    found = {each: words.find(*each) for each in flow.wanted(background, recorded)}
    own = set(flow.prompts.values())
    missing = [each for each, path in found.items() if path is None]
    if computed_may_lack:
        missing = [each for each in missing if each.language or each.text in own]
    if missing:
        raise NotSpoken([each.text for each in missing])
    published.mkdir(parents=True, exist_ok=True)
    revision = str(1 + max((int(path.name) for path in published.iterdir() if path.name.isdecimal()), default=0))
    making = published / f".{revision}.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for name in ("flow.toml", "hours.toml", CONTENT):
        if (source / name).exists():
            shutil.copyfile(source / name, making / name)
    (making / FACTS).write_text(json.dumps(dict(facts), ensure_ascii=False, indent=1), encoding="utf-8")
    for pace in flow.paces:
        for code in ("", *flow.languages):
            spoken = {each.text: path for each, path in found.items() if path and each[1:] == (pace, code)}
            _copy(making, spoken_file(pace, code), spoken)
    _copy(making, RECORDED, recorded)
    check(making)
    for path in (*making.iterdir(), making):
        _sync(path)
    making.rename(published / revision)
    _switch(published, revision)
    _forget_old(published)
    return revision


def spoken_file(pace: int, code: str = "") -> str:
    """Return the name of the file that says which words are where, at a pace and in a language."""
    return SPOKEN[pace].replace(".json", f".{code}.json") if code else SPOKEN[pace]


def _forget_old(published: Path) -> None:
    """Remove what was current long ago, and what a killed publication left."""
    for path in published.glob(".*.making"):
        shutil.rmtree(path, ignore_errors=True)
    numbers = sorted((int(path.name) for path in published.iterdir() if path.name.isdecimal()), reverse=True)
    for number in numbers[KEPT:]:
        shutil.rmtree(published / str(number), ignore_errors=True)


def _copy(making: Path, file: str, sounds: Mapping[str, Path]) -> None:
    """Copy the sounds, and write into `file` which is which."""
    for path in sounds.values():
        shutil.copyfile(path, making / path.name)
    names = {key: path.name for key, path in sounds.items()}
    (making / file).write_text(json.dumps(names, ensure_ascii=False, indent=1), encoding="utf-8")


def load_current(published: Path) -> Published:
    """Return the current menu. Raises NotPublished; reads the disk, so never on the loop."""
    return load(_current(published))


def check_current(published: Path) -> None:
    """Read everything in the current menu once. Raises NotPublished."""
    check(_current(published))


def _current(published: Path) -> Path:
    current = published / CURRENT
    try:
        if not current.exists():
            raise NotPublished("Меню ще не опубліковано.")
        return current.resolve()
    except (OSError, RuntimeError) as error:  # pathlib calls a link that leads to itself a RuntimeError
        raise NotPublished(f"{current}: опубліковане меню недоступне ({error}).") from error


def check(directory: Path) -> None:
    """Read everything in `directory` once. Raises NotPublished."""
    menu = load(directory)
    if menu.slower is not None:
        menu.slower()
    for code, texts in menu.flow.languages.items():
        for pace in menu.flow.paces:
            menu.languages[code](pace, texts)


def load(directory: Path) -> Published:
    """Return the menu that lies whole in `directory`; what is said slower is only looked for. Raises NotPublished."""
    with _named(directory):
        flow, background = read_source(directory)
        # A menu published before there were recordings has no such file.
        names = _names(directory, RECORDED) if (directory / RECORDED).exists() else {}
        recorded = {name: _prompt(name, directory / file) for name, file in names.items() if name in flow.prompts}
        languages = {code: partial(_translated, directory, code, flow) for code in flow.languages}
        usual = _spoken(directory, NORMAL, flow, recorded)
        if SLOWER not in flow.paces:
            return Published(directory.name, flow, background, usual.prompts, usual.phrases, languages=languages)
        _look_for(directory, SPOKEN[SLOWER])
    slower = partial(_spoken, directory, SLOWER, flow, recorded)
    return Published(directory.name, flow, background, usual.prompts, usual.phrases, slower, languages)


def _look_for(directory: Path, file: str) -> None:
    for name in _names(directory, file).values():
        if not (directory / name).stat().st_size > HEADER_BYTES:
            raise NotPublished(f"{directory / name}: у файлі немає звуку.")


@contextmanager
def _named(directory: Path) -> Iterator[None]:
    """Make a sentence with the directory's name of whatever is broken in it."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotPublished(f"{directory}: опубліковане меню пошкоджене ({error}).") from error
    except NotPublished:
        raise
    except SlukhavkaError as error:
        raise NotPublished(f"{directory}: {error}") from error


def _spoken(directory: Path, pace: int, flow: Flow, recorded: Mapping[str, Prompt]) -> Spoken:
    """Return all that is said at one pace; a recording has but its own. Raises NotPublished."""

    def sound(name: str, text: str) -> bytes:
        if name in recorded:
            return recorded[name].pcm
        return tune() if text == TUNE else phrases[text].pcm

    with _named(directory):
        phrases = _sounds(directory, SPOKEN[pace])
        prompts = {name: Prompt(name, text, sound(name, text)) for name, text in flow.prompts.items()}
    return Spoken(prompts, phrases)


def _translated(directory: Path, code: str, flow: Flow, pace: int, names: Collection[str]) -> dict[str, Prompt]:
    """Return those of the prompts `names` that have words in this language, by name. Raises NotPublished."""
    with _named(directory):
        spoken = _names(directory, spoken_file(pace, code))
        recorded = _names(directory, RECORDED) if (directory / RECORDED).exists() else {}
        found = {}
        for name in flow.prompts:
            text, called = flow.languages[code].get(name), recorded_as(name, code)
            if text is not None and name in names:
                sound = _prompt(text, directory / (recorded.get(called) or spoken[text]))
                found[name] = Prompt(called, text, sound.pcm)
    return found


def _sounds(directory: Path, file: str) -> dict[str, Prompt]:
    return {key: _prompt(key, directory / name) for key, name in _names(directory, file).items()}


def _names(directory: Path, file: str) -> dict[str, str]:
    names: dict[str, str] = json.loads((directory / file).read_text(encoding="utf-8"))
    return names


def _prompt(text: str, path: Path) -> Prompt:
    try:
        pcm = read_wav(path)
    except WavError as error:
        raise NotPublished(f"{path}: {error}") from error
    if not pcm:
        raise NotPublished(f"{path}: у файлі немає звуку.")
    return Prompt("", text, pcm)


def _switch(published: Path, revision: str) -> None:
    link = published / f".{CURRENT}.{revision}"
    link.unlink(missing_ok=True)
    link.symlink_to(revision)
    link.replace(published / CURRENT)
    _sync(published)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
