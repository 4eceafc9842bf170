"""What will be heard of a text: its words with the stress, and what cannot be read, each with its place. No sound."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from appliance.casework.office.community import Community
from appliance.menu.flow import TUNE, UNKNOWN_FACTS, filled
from audio.speech.languages import UKRAINIAN, plain_faults
from audio.speech.pauses import has_words
from audio.speech.spool import LONGEST_TEXT
from audio.speech.stress import Stressed, StressListError, StressLists, mark
from audio.speech.text.words import Fault, Lists, ListsError, Worded, to_words
from web.box import Box

_log = logging.getLogger(__name__)

Changed = tuple[tuple[str, int], ...]
TEXTS_KEPT = 2000
TOO_LONG = f"Текст довший за {LONGEST_TEXT} знаків. Поділіть його на частини."
NO_WORDS = "У тексті немає жодного слова, яке можна сказати."
_FACT = re.compile("|".join(rf"(\{{{name}\}})" for name in UNKNOWN_FACTS))


@dataclass(frozen=True, slots=True)
class Heard:
    """What is spoken for a text. With `faults` nothing is; a word of `unknown` or `ambiguous` stress is, by luck."""

    words: str
    faults: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


class Known(NamedTuple):
    """The lists that the speech unit reads by."""

    words: Lists
    stress: StressLists


def check_words(box: Box, text: str, language: str = UKRAINIAN) -> list[str]:
    """Return why `text` cannot be spoken: Ukrainian sentences, each with the place; [] if it can be or is empty."""
    return list(spoken_words(box, text, language).faults) if text.strip() else []


def spoken_words(box: Box, text: str, language: str = UKRAINIAN) -> Heard:
    """Return what is spoken for `text`, its `{facts}` filled in with what the office has said of itself.

    In another language (a code of `audio.speech.languages`) the words are the text itself.
    """
    if text.strip() == TUNE:
        return Heard(TUNE)
    if len(text) > LONGEST_TEXT:
        return Heard("", (TOO_LONG,))
    if language:
        faults = tuple(_placed(text, {}, fault) for fault in plain_faults(text, language))
        return Heard(text, faults or (() if has_words(text) else (NO_WORDS,)))
    facts = _facts(text)
    worded, stressed = _said(filled(text, facts), *_files(box))
    if not worded.faults and not has_words(worded.text):
        return Heard("", (NO_WORDS,))
    faults = tuple(_placed(text, facts, fault) for fault in worded.faults)
    return Heard(stressed.text, faults, tuple(stressed.unknown), tuple(stressed.ambiguous))


def as_spoken(text: str) -> str:
    """Return the text as the speech unit is asked for it: with the facts in the place of their braces."""
    return filled(text, _facts(text))


def lists(box: Box) -> Known:
    """Return the lists, read again when one has changed."""
    return _read(*_files(box))


def _files(box: Box) -> tuple[Path, Path, Changed]:
    """Return where the lists are, and when each was last changed."""
    stress, words = box.settings.stress, box.settings.lists
    files = (stress, *sorted(words.glob("*.toml")))
    return stress, words, tuple((file.name, file.stat().st_mtime_ns) for file in files if file.exists())


@lru_cache(maxsize=TEXTS_KEPT)
def _said(text: str, stress: Path, words: Path, changed: Changed) -> tuple[Worded, Stressed]:
    """Return what is said for a text; remembered, for a page may ask of all the texts of a menu."""
    known = _read(stress, words, changed)
    worded = to_words(text, known.words)
    return worded, mark(worded.text, known.stress)


@lru_cache(maxsize=1)
def _read(stress: Path, words: Path, _changed: Changed) -> Known:
    """Read them; of the community's a broken one is left out, as the speech unit does."""
    try:
        known_words = Lists.read(words)
    except ListsError as error:
        _log.error("%s", error)
        known_words = Lists.read()
    try:
        return Known(known_words, StressLists(stress))
    except StressListError as error:
        _log.error("%s", error)
        return Known(known_words, StressLists())


def _facts(text: str) -> Mapping[str, str]:
    if not _FACT.search(text):
        return {}
    community = Community.current()
    return {"address": community.address} if community and community.address else {}


def _placed(text: str, facts: Mapping[str, str], fault: Fault) -> str:
    """Return a fault as a sentence that begins with where it stands in what the editor typed."""
    before = text[: _typed_at(text, facts, fault.start)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    where = f"Рядок {line}, знак {column}" if "\n" in text.strip() else f"Знак {column}"
    sign = f"«{fault.sign[:40]}»"
    named = fault.sentence if sign in fault.sentence or not fault.sign.isprintable() else f"{sign}. {fault.sentence}"
    return f"{where}: {named}"


def _typed_at(text: str, facts: Mapping[str, str], at: int) -> int:
    """Return where that which stands at `at` once the facts are filled in stood before."""
    typed = said = 0
    for piece in _pieces(text):
        length = len(filled(piece, facts))
        if at < said + length:
            return typed if _FACT.fullmatch(piece) else typed + at - said
        typed, said = typed + len(piece), said + length
    return typed


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for fact in _FACT.finditer(text):
        yield text[end : fact.start()]
        yield fact[0]
        end = fact.end()
    yield text[end:]
