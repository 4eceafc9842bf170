"""Every prompt of the menu in force and of the draft: its words, and how it sounds now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.translations import Translation
from appliance.menu.flow import TUNE
from appliance.menu.languages import Translations, code_of, recorded_as
from appliance.menu.published import CURRENT, RECORDED, NotPublished, spoken_file
from audio.recorded.store import RecordedPrompt, RecordedStore
from audio.speech.pace import NORMAL
from audio.speech.store import tidy
from web.aloud import is_key
from web.box import Box
from web.hearing import as_spoken
from web.in_force import menu_in_force


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that can be played: `recorded` by a person or spoken by the box, with its figures."""

    key: str
    recorded: bool
    duration_s: float
    active_dbfs: float
    peak_dbfs: float


@dataclass(frozen=True, slots=True)
class Sounding:
    """One prompt; in another language than Ukrainian it is called `name@code`.

    `text`: as it is being worked on; `in_force`: as callers hear it, None where they do not yet.
    """

    name: str
    text: str
    in_force: str | None
    number: int
    """What the telephone calls it, 0 while it is not published."""
    heard: Sound | None
    """What callers hear."""
    recording: RecordedPrompt | None
    """What a person has recorded, published or not."""
    row: int
    """Of the draft, 0 where it has no such text."""

    @property
    def language(self) -> str:
        """The code of its language, "" for Ukrainian."""
        return code_of(self.name)

    @property
    def tune(self) -> bool:
        """Whether it is music."""
        return self.text.strip() == TUNE

    @property
    def changed(self) -> bool:
        """Whether the draft has other words than callers hear."""
        return self.in_force is not None and tidy(self.text) != tidy(self.in_force)

    @property
    def outdated(self) -> bool:
        """Whether the text was changed after the recording was made."""
        return self.recording is not None and tidy(self.recording.text) != tidy(self.text)

    @property
    def waits(self) -> bool:
        """Whether a recording is not heard by callers yet."""
        made = self.recording.wav.removesuffix(".wav") if self.recording else ""
        return self.in_force is not None and bool(made) and not (self.heard and self.heard.key == made)


def prompts(box: Box) -> list[Sounding]:
    """Return all prompts: those of the menu in force in their order, then what only the draft has."""
    (in_force, count), (worked_on, rows) = _in_force(box), _draft()
    recordings = RecordedStore(box.settings.recorded).all()
    heard = _Heard(box, recordings)
    numbers = dict(zip(in_force, range(1, count + 1), strict=False))
    return [
        Sounding(
            name=name,
            text=worked_on.get(name, in_force.get(name, "")),
            in_force=in_force.get(name),
            number=numbers.get(name, 0),
            heard=heard.of(name, in_force[name]) if name in in_force else None,
            recording=recordings.get(name),
            row=rows.get(name, 0),
        )
        for name in {**in_force, **worked_on}
    ]


def prompt(box: Box, name: str) -> Sounding | None:
    """Return the prompt of that name."""
    return next((each for each in prompts(box) if each.name == name), None)


def _in_force(box: Box) -> tuple[dict[str, str], int]:
    """Return the prompts by name, the Ukrainian first, and how many these are."""
    try:
        flow = menu_in_force(box).flow
    except NotPublished:
        return {}, 0
    return {**flow.prompts, **_named(flow.languages)}, len(flow.prompts)


def _named(languages: Translations) -> dict[str, str]:
    return {recorded_as(name, code): text for code, texts in languages.items() for name, text in texts.items()}


def _draft() -> tuple[dict[str, str], dict[str, int]]:
    """Return the texts of the draft as they will be spoken, and their rows, by name."""
    draft = DraftMenu.of("")
    found = draft.prompts() if draft else []
    others = {code: about["prompts"] for code, about in Translation.document("").items()} if draft else {}
    texts = {each.name: as_spoken(each.text) for each in found} | _named(others)
    return texts, {each.name: each.id for each in found}


class _Heard:
    """What the published directory plays, with the figures that the stores know."""

    def __init__(self, box: Box, recordings: Mapping[str, RecordedPrompt]) -> None:
        self._published = box.settings.published / CURRENT
        self._spoken: dict[str, dict[str, Any]] = {}
        self._recorded = _names(self._published / RECORDED)
        self._store = box.settings.spoken
        self._recordings = {recording.wav: recording for recording in recordings.values()}

    def of(self, name: str, text: str) -> Sound | None:
        """Return the sound of a prompt; None where it is not to be had: music, or a sound that is kept no more."""
        if wav := self._recorded.get(name):
            kept = self._recordings.get(wav)
            return Sound(_key(wav), True, kept.duration_s, kept.active_dbfs, kept.peak_dbfs) if kept else None
        key = _key(self._spoken_in(code_of(name)).get(text, ""))
        told = _names(self._store / f"{key}.json") if is_key(key) else {}
        try:
            return Sound(key, False, float(told["duration_s"]), float(told["active_dbfs"]), float(told["peak_dbfs"]))
        except (KeyError, TypeError, ValueError):
            return None

    def _spoken_in(self, code: str) -> dict[str, Any]:
        if code not in self._spoken:
            self._spoken[code] = _names(self._published / spoken_file(NORMAL, code))
        return self._spoken[code]


def _key(wav: str) -> str:
    return wav.removesuffix(".wav")


def _names(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
