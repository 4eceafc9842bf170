"""The signs of a text before it is read: NFC, one apostrophe, one space, one dash, and where each came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

STRESS = "\u0301"
"""The stress mark an editor puts after a vowel."""

_APOSTROPHES = "'’ʼ`‘´ʹ"
_SAME = {
    **dict.fromkeys('«»„“”‟‹›"', '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("‒–—―", "–"),
    **dict.fromkeys("•▪●◦‣■", "•"),
    **dict.fromkeys("·⋅∙", "·"),
    **dict.fromkeys("º˚", "°"),
    "\t": " ",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "⁄": "/",
    "℃": "°C",
}


@dataclass(frozen=True)
class Clean:
    """A text of few signs; its sign i stood from `starts[i]` to `ends[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def normalised(text: str) -> Clean:
    """Return `text` composed (NFC), with one sign for each apostrophe, quotation mark, dash, space and bullet."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, cluster in _clusters(text):
        if cluster == "\n" and text[at - 1 : at] == "\r":
            continue
        for sign in _composed(cluster):
            signs.append(sign)
            starts.append(at)
            ends.append(at + len(cluster))
    for i, sign in enumerate(signs):
        if sign in _APOSTROPHES:
            signs[i] = "'" if _inside_a_word(signs, i) else '"'
    return Clean("".join(signs), tuple(starts), tuple(ends))


def is_letter(sign: str) -> bool:
    """Tell whether `sign` is a letter of the Ukrainian alphabet."""
    return sign.lower() in "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя" and bool(sign)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sign with the marks that belong to it, and its place."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, text[start:at]
            start = at


def _composed(cluster: str) -> str:
    if cluster == "\r":
        return "\n"
    composed = unicodedata.normalize("NFC", re.sub(f"{STRESS}+", STRESS, cluster))
    if unicodedata.category(composed[0]) == "Cf":
        return ""  # soft hyphens, zero widths, marks of direction
    if unicodedata.category(composed[0]) == "Zs":
        return " " + composed[1:]
    return "".join(_SAME.get(sign, sign) for sign in composed)


def _inside_a_word(signs: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and signs[before] == STRESS:
        before -= 1
    return before >= 0 and at + 1 < len(signs) and is_letter(signs[before]) and is_letter(signs[at + 1])
