"""All the prompts of a menu at once, by one voice as far as possible. No numpy here: the work is asked of the unit.

The unit is asked for every text each time: it answers at once what it has spoken in the same way, and speaks anew
whatever a new version of an engine, another list of stress, order or chain has made sound otherwise.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from audio.speech import spool
from audio.speech.languages import UKRAINIAN
from audio.speech.pace import NORMAL
from audio.speech.spool import Answer, Request
from audio.speech.store import PromptStore

POLL_S = 0.1


class SetFailed(Exception):
    """A text could not be spoken, or the unit is silent; the text is one Ukrainian sentence."""


class Wanted(NamedTuple):
    """A text at a pace, in percent; `language` as in `languages`."""

    text: str
    pace: int = NORMAL
    language: str = UKRAINIAN


@dataclass(frozen=True, slots=True)
class PromptSet:
    """Where each prompt lies. `strays` are those that another voice than that of the most speaks.

    `faults`: why those that may be missing are.
    """

    paths: Mapping[Wanted, Path]
    strays: Sequence[Wanted] = ()
    faults: Mapping[Wanted, str] = field(default_factory=dict)

    def find(self, text: str, pace: int = NORMAL, language: str = UKRAINIAN) -> Path | None:
        """Return the WAV of a text, None when it is not in the set."""
        return self.paths.get(Wanted(text, pace, language))


class _Lacking(NamedTuple):
    """What may be missing, and what is, with the reason."""

    may_lack: Collection[Wanted]
    faults: dict[Wanted, str]


_NOTHING_LACKS = _Lacking((), {})


def spoken_set(
    spool_dir: Path,
    store_dir: Path,
    wanted: Sequence[Wanted],
    wait_s: float,
    progress: Callable[[int], None] = lambda _count: None,
    may_lack: Collection[Wanted] = (),
) -> PromptSet:
    """Have the unit speak everything; `wait_s` is how long it may be silent. Raises SetFailed, OSError.

    What is in `may_lack` and cannot be spoken is left out. `progress` is told, again and again, how many are done. When
    one voice could not speak all of it, the others that spoke are asked for the rest.
    """
    spool.prepare(spool_dir)
    faults: dict[Wanted, str] = {}
    answered = _asked(spool_dir, wanted, "", wait_s, progress, _Lacking(may_lack, faults))
    foreign = {each: store_dir / answer.wav for each, answer in answered.items() if each.language}
    answers = {each: answer for each, answer in answered.items() if not each.language}
    if not answers:
        return PromptSet(foreign, faults=faults)
    first, *others = _voices(answers)
    best = answers, first
    for voice in others:
        rest = [each for each, answer in answers.items() if answer.voice != voice]
        again = answers | _asked(spool_dir, rest, voice, wait_s, lacking=_Lacking(may_lack, {}))
        if _share(again, voice) > _share(*best):
            best = again, voice
        if _share(*best) == len(answers):
            break
    chosen, voice = best
    paths = {each: store_dir / answer.wav for each, answer in chosen.items()}
    return PromptSet(foreign | paths, [each for each, answer in chosen.items() if answer.voice != voice], faults)


def stored_set(
    store: PromptStore, wanted: Sequence[Wanted], needed: Collection[Wanted] | None = None
) -> PromptSet | None:
    """Return the set out of what was ever spoken: for when nobody can speak.

    None when one of the `needed` is not there, of all those `wanted` unless told.
    """
    needed = wanted if needed is None else needed
    for voice in (*store.voices(), ""):
        found = {each: store.find(*each, "" if each.language else voice) for each in wanted}
        paths = {each: path for each, path in found.items() if path is not None}
        if all(each in paths for each in needed):
            return PromptSet(paths)
    return None


def _asked(
    spool_dir: Path,
    wanted: Sequence[Wanted],
    voice: str,
    wait_s: float,
    progress: Callable[[int], None] = lambda _count: None,
    lacking: _Lacking = _NOTHING_LACKS,
) -> dict[Wanted, Answer]:
    waiting = {spool.put(spool_dir, Request(each.text, voice, each.pace, each.language)): each for each in wanted}
    try:
        return _answered(spool_dir, waiting, wait_s, progress, lacking)
    finally:
        spool.take_back(spool_dir, waiting)


def _answered(
    spool_dir: Path, waiting: dict[str, Wanted], wait_s: float, progress: Callable[[int], None], lacking: _Lacking
) -> dict[Wanted, Answer]:
    """Return the answers to all that is `waiting`, by the id of the request; what is answered is taken out of it."""
    answered: dict[Wanted, Answer] = {}
    give_up = time.monotonic() + wait_s
    while waiting:
        for request, answer in spool.answers(spool_dir, list(waiting)).items():
            each = waiting.pop(request)
            if not answer.error:
                answered[each] = answer
            elif each in lacking.may_lack:
                lacking.faults[each] = answer.error
            else:
                raise SetFailed(f"Не вдалося озвучити «{each.text}»: {answer.error}")
            give_up = time.monotonic() + wait_s
        progress(len(answered) + len(lacking.faults))
        if time.monotonic() > give_up:
            raise SetFailed(f"Мовний блок мовчить {wait_s:g} с, не озвучено {len(waiting)} текстів. Чи він працює?")
        time.sleep(POLL_S if waiting else 0.0)
    return answered


def _voices(answers: Mapping[Wanted, Answer]) -> list[str]:
    """Return who spoke, the busiest first."""
    return [voice for voice, _ in Counter(answer.voice for answer in answers.values()).most_common()]


def _share(answers: Mapping[Wanted, Answer], voice: str) -> int:
    return sum(answer.voice == voice for answer in answers.values())
