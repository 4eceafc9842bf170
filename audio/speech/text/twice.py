"""Numbers written twice, in figures and in words: "2 (дві) копії", "п'ять (5) днів". They are said once."""

from __future__ import annotations

import re
from functools import lru_cache

from audio.speech.text.grammar import Case, Gender
from audio.speech.text.numerals import cardinal
from audio.speech.text.place import SMALL, Place, Reading, plain

_WORDS_AFTER = re.compile(rf"\d+ \((?P<words>[{SMALL}' ]+)\)")
_FIGURES_AFTER = re.compile(r" ?\(\d+\)")


def read(place: Place) -> Reading | None:
    """Read the words and pass over the figures."""
    if (found := place.match(_WORDS_AFTER)) and set(plain(found["words"]).split()) <= _numerals():
        return Reading(found.end(), found["words"])
    before = place.words_before()
    if (found := place.match(_FIGURES_AFTER)) and before and plain(before[-1]) in _numerals():
        return Reading(found.end(), "")
    return None


@lru_cache(maxsize=1)
def _numerals() -> frozenset[str]:
    numbers = [*range(21), *range(30, 100, 10), *range(100, 1000, 100), 1000, 2000, 5000]
    return frozenset(
        word
        for number in numbers
        for case in Case
        for gender in (Gender.M, Gender.F, Gender.N)
        for word in cardinal(number, case, gender).split()
    )
