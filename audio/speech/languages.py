"""Languages beside Ukrainian in which a menu may be said. Pure; no numpy here, the console reads it.

Their texts are not read by the Ukrainian normaliser but told to a voice as plain words: letters and the signs of a
sentence. What would be read by luck, a digit or any other sign, is refused with its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audio.speech.text.words import Fault

UKRAINIAN = ""
"""Said where a language is asked for: the language of the box."""


@dataclass(frozen=True, slots=True)
class Language:
    """`name`: as an adjective; `voice`: `engine/voice`, "" where none speaks it and all must be recorded."""

    name: str
    voice: str
    script: str = "LATIN"


LANGUAGES: Mapping[str, Language] = {
    "en": Language("англійська", "espeak/en-gb"),
    "pl": Language("польська", "espeak/pl"),
    "ro": Language("румунська", "espeak/ro"),
    "hu": Language("угорська", "espeak/hu"),
    "bg": Language("болгарська", "espeak/bg", "CYRILLIC"),
    "sk": Language("словацька", "espeak/sk"),
    "de": Language("німецька", "espeak/de"),
    "crh": Language("кримськотатарська", ""),
}
_CODES = {language.voice: code for code, language in LANGUAGES.items() if language.voice}
_SIGNS = frozenset(" \n,.!?:;…-–—'’«»\"„”“()¿¡")


def language_of(voice: str) -> str:
    """Return the code of the language that a voice (`engine/voice`) speaks, "" for Ukrainian."""
    return _CODES.get(voice, UKRAINIAN)


def plain_faults(text: str, code: str) -> list[Fault]:
    """Return what a voice of that language cannot be told; nothing when all are plain words."""
    script = LANGUAGES[code].script
    return [
        Fault(start, end, text[start:end], _why(text[start:end], LANGUAGES[code].name))
        for start, end in _runs(text, script)
    ]


def _runs(text: str, script: str) -> Iterator[tuple[int, int]]:
    """Yield the places of what does not fit, neighbours of one kind together."""
    start = 0
    while start < len(text):
        if _fits(text[start], script):
            start += 1
            continue
        end = start + 1
        while end < len(text) and not _fits(text[end], script) and text[end].isdigit() == text[start].isdigit():
            end += 1
        yield start, end
        start = end


def _fits(sign: str, script: str) -> bool:
    if sign in _SIGNS or unicodedata.category(sign) == "Mn":
        return True
    return sign.isalpha() and unicodedata.name(sign, "").startswith(script)


def _why(run: str, name: str) -> str:
    shown = run[:20]
    if run[0].isdigit():
        return f"Число «{shown}» напишіть словами: інших мов, ніж українська, Слухавка в числах не знає."
    if run[0].isalpha():
        return f"«{shown}»: це не літери цієї мови ({name})."
    if run[0].isprintable():
        return f"Знак «{shown}» не читається: напишіть його словом або приберіть."
    return "Тут стоїть невидимий знак, який не читається: приберіть його."
