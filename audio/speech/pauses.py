"""Where speech rests: a text becomes clauses, each with the silence that follows it.

Engines are asked clause by clause and the silences are ours: neither espeak-ng nor RHVoice keeps pauses long enough for
a menu, and a key is understood only when it stands apart from its purpose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMA_MS = 250
SENTENCE_MS = 450
ITEM_MS = 700
"""Between the lines of a text: the items of a menu."""

_BREAK = re.compile(
    r"""(?P<end>[.!?…]*["»”)]*) \s*\n\s*                          # the end of a line
      | (?P<stop>[.!?…]+["»”)]*) \s+ (?![a-zа-яґєії])             # before a small letter it only shortens a word
      | (?P<comma>[,;:]["»”)]*[ ]+ | [ ]+[—–-][ ]+)""",
    re.VERBOSE,
)
_STRAY = " \n,;:—–"
"""Signs that mean nothing at either end of a clause and may be read out there."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said in one breath, and the silence after it."""

    text: str
    pause_ms: int


def clauses(text: str) -> list[Clause]:
    """Return the clauses of `text` in order; the last has no pause. Empty when there is not a word in it."""
    found: list[Clause] = []
    begin = 0
    for rest in _BREAK.finditer(text):
        if has_words(text[begin : rest.start()]):
            found.append(_clause(text[begin : rest.start()], rest))
            begin = rest.end()
    if has_words(text[begin:]):
        found.append(Clause(_closed(text[begin:]), 0))
    elif found:
        found[-1] = Clause(found[-1].text, 0)
    return found


def has_words(text: str) -> bool:
    """Tell whether there is a letter or digit to say."""
    return any(sign.isalnum() for sign in text)


def _clause(said: str, rest: re.Match[str]) -> Clause:
    if rest["comma"]:
        return Clause(said.strip(_STRAY) + ",", COMMA_MS)
    return Clause(_closed(said + (rest["end"] or rest["stop"] or "")), SENTENCE_MS if rest["stop"] else ITEM_MS)


def _closed(said: str) -> str:
    """Return a clause that ends a sentence, so that it sounds like one."""
    said = said.strip(_STRAY)
    return said if said[-1] in '.!?…"»”)' else f"{said}."
