"""Days of the week written with two letters, and spans of them: "пн–пт" is "з понеділка по п'ятницю"."""

from __future__ import annotations

import re
from functools import lru_cache

from audio.speech.text.grammar import ACC, GEN, LOC, NOM, Case
from audio.speech.text.place import Place, Reading, stop_after

_END = r"(?![\w'])"
_LISTED = re.compile(r"(?:(?<![а-яґєії'])[а-яґєії]{2}\.?(?:, | та | і | й ))+$", re.IGNORECASE)
"""The days before this one in a list: "у пн, ср та |пт"."""


@lru_cache(maxsize=8)
def _patterns(shorts: tuple[str, ...], names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    short = "|".join(shorts)
    day = rf"(?:(?:{short})\.?|{'|'.join(names)})"
    span = re.compile(rf"(?P<first>{day}) ?[–-] ?(?P<last>{day}){_END}(?!-)", re.IGNORECASE)
    return span, re.compile(rf"(?P<day>{short})(?P<dot>\.?){_END}", re.IGNORECASE)


def read(place: Place) -> Reading | None:
    """Read an abbreviated day of the week, or a span of days."""
    if place.at and (place.text[place.at - 1].isalnum() or place.text[place.at - 1] in "'-"):
        return None
    days = place.lists.weekdays
    span, one = _patterns(tuple(days), tuple(days.values()))
    if found := place.match(span):
        words = _span(place, _name(place, found["first"]), _name(place, found["last"]))
        return Reading(found.end(), words + stop_after(place.text, found.end(), dotted=found[0].endswith(".")))
    found = place.match(one)
    if not found:
        return None
    name = place.lists.nouns[days[found["day"].lower()]].form(_case(place))
    return Reading(found.end(), name + stop_after(place.text, found.end(), dotted=bool(found["dot"])))


def _span(place: Place, first: str, last: str) -> str:
    """Say from when till when; of two days that follow one another, both."""
    nouns, names = place.lists.nouns, list(place.lists.weekdays.values())
    since = place.words_before()[-1:] in (["з"], ["із"], ["зі"])
    if names.index(last) == names.index(first) + 1 and not since:
        case = _case(place)
        return f"{nouns[first].form(case)} та {nouns[last].form(case)}"
    said = f"{nouns[first].form(GEN)} по {nouns[last].form(ACC)}"
    return said if since else f"{'із' if first.startswith('с') else 'з'} {said}"


def _name(place: Place, written: str) -> str:
    small = written.lower().rstrip(".")
    return place.lists.weekdays.get(small, small)


def _case(place: Place) -> Case:
    listed = _LISTED.search(place.text[: place.at])
    before = place.moved(listed.start() if listed else place.at).preposition()
    if not before:
        return NOM
    return ACC if before[0] is LOC else before[0]
