"""Times of the day: "з восьмої години до сімнадцятої", "о дев'ятій тридцять"."""

from __future__ import annotations

import re

from audio.speech.text.grammar import ACC, GEN, LOC, NOM, Case, Gender
from audio.speech.text.numerals import cardinal, ordinal
from audio.speech.text.place import LETTER, Place, Reading, Unclear, stop_after

_HOUR_NOUN = {"nom": "година", "gen": "години", "dat": "годині", "acc": "годину", "ins": "годиною", "loc": "годині"}
_AWKWARD = ("с", "ш", "з", "ч", "в")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MONTHS = 12

_HOURS = r"(?:[01]?\d|2[0-4])"
_PLAIN = rf"(?P<h{{0}}>{_HOURS})(?::(?P<m{{0}}>[0-5]\d)|(?P<r{{0}}>[⁰¹²³⁴⁵][⁰¹²³⁴⁵⁶⁷⁸⁹]))"
_LOOSE = rf"(?P<h{{0}}>{_HOURS})(?P<s{{0}}>[:.-])(?P<m{{0}}>[0-5]\d)(?![.,]\d)"
_TAIL = r"(?: ?год(?:ини|ині|ину|ин|\.)?(?![а-яґєії])| ?г\.)?(?![\d:])"
_RANGE = re.compile(_PLAIN.format(1) + r" ?[–-] ?" + _PLAIN.format(2) + _TAIL)
_FROM_TO = re.compile(_PLAIN.format(1) + r"(?: ?год\.?| години)? (?P<till>до|по) " + _PLAIN.format(2) + _TAIL)
_LOOSE_FROM_TO = re.compile(_LOOSE.format(1) + r"(?: ?год\.?| години)? (?P<till>до|по) " + _LOOSE.format(2) + _TAIL)
_LOOSE_RANGE = re.compile(_LOOSE.format(1) + r" ?[–-] ?" + _LOOSE.format(2) + _TAIL)
_ONE = re.compile(_PLAIN.format(1) + _TAIL)
_LOOSE_ONE = re.compile(_LOOSE.format(1) + _TAIL)
_AT = re.compile(rf"[УуВв] (?={_HOURS}:[0-5]\d)")
_MONTH = "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
_WHOLE_FROM_TO = re.compile(
    rf"(?P<h1>{_HOURS})(?: ?год\.?| години)? до (?P<h2>{_HOURS})(?P<noun> ?год(?:ини|\.)?(?![а-яґєії]))?"
    rf"(?!\d|[:.,]\d| ?[%°–-]| (?:{_MONTH})(?![а-яґєії]))"
)
_WHOLE = re.compile(
    rf"(?P<h1>{_HOURS})(?:-?(?:ї|а|й|у))?(?:(?P<noun> ?(?:год\.|год|години|годині|годину)(?![а-яґєії]))"
    r"(?: (?P<m1>[0-5]?\d) ?(?:хв\.|хв|хвилин)(?![а-яґєії]))?|(?= (?:ранку|вечора|дня|ночі)(?![а-яґєії])))"
)
_HOUR = re.compile(rf"{_HOURS}(?![\d/-]|[:.,]\d| ?[%°–]| ?год| (?:ранку|вечора|дня|ночі)(?![а-яґєії]))")
_DAY = "понеділок|вівторок|серед[ау]|четвер|п'ятниц[яю]|субот[ау]|неділ[яю]|пн|вт|ср|чт|пт|сб|нд"
_DATED = re.compile(rf"(?:\d{{4}}(?: року| р\.)?|{_MONTH}|(?<![\w'])(?:{_DAY})\.?),? $", re.IGNORECASE)
_EVENT = re.compile(rf"(?:^|[.!?\n])(?! *час\b)[^.!?:\n]*[{LETTER}]: $", re.IGNORECASE)
"""What begins with a colon: "Початок: 10:00" says when, "Час: 10:00" what."""
_ANOTHER = re.compile(r"(?:, | та | і | й | або | чи )" + _PLAIN.format(2))
_BAD = re.compile(r"\d{1,2}:\d{2}(?![\d:])")


def of(hour: int, minute: int, case: Case, *, with_noun: bool = True) -> str:
    """Return a time in a case: "десятої години", "дев'ятій тридцять"; without the noun "сімнадцятої"."""
    words = ordinal(hour, case, Gender.F)
    if minute == 0:
        return f"{words} {_HOUR_NOUN[case]}" if with_noun else words
    return f"{words} {'нуль ' if minute < 10 else ''}{cardinal(minute, NOM, Gender.F)}"


def hour_of(hour: int, minute: int) -> str:
    """Return the time in the genitive: "сімнадцятої години", "дванадцятої сорок п'ять"."""
    return of(hour, minute, GEN)


def until(hour: int, minute: int) -> str:
    """Return "до сімнадцятої години"."""
    return f"до {hour_of(hour, minute)}"


def since(hour: int, minute: int) -> str:
    """Return "із восьмої години", "з дев'ятої години": what is easy to say."""
    return f"{_from(hour, minute)} {hour_of(hour, minute)}"


def read(place: Place) -> Reading | None:
    """Read a time or a span of times."""
    if place.at and place.text[place.at - 1] in ":.,/-–0123456789":
        return None
    return _at(place) or _span(place) or _single(place) or _whole(place) or _impossible(place)


def _at(place: Place) -> Reading | None:
    """Read "у 10:00" as "о десятій годині": a time of the day takes no "у"."""
    found = place.match(_AT)
    then = place.moved(found.end()).match(_ONE) if found else None
    if not then:
        return None
    hour, minute = _clock(then, 1)
    return _said(place, then, f"{_o(hour)} {of(hour, minute, LOC)}")


def _span(place: Place) -> Reading | None:
    before = place.words_before()[-1:]
    since_before = before[:1] in (["з"], ["із"], ["зі"], ["від"])
    found = place.match(_FROM_TO) or (place.match(_LOOSE_FROM_TO) if since_before else None)
    if found and since_before:
        _decide(found, 1, 2)
        return _said(place, found, _from_to(_clock(found, 1), _clock(found, 2), found["till"]))
    found = place.match(_RANGE) or (place.match(_LOOSE_RANGE) if _is_hours(place) else None)
    if not found:
        return None
    _decide(found, 1, 2)
    first, last = _clock(found, 1), _clock(found, 2)
    return _said(place, found, ("" if since_before else f"{_from(*first)} ") + _from_to(first, last, "до"))


def _is_hours(place: Place) -> bool:
    """Tell whether what follows is written with dots but can only be hours: "10.00-15.00"."""
    found = place.match(_LOOSE_RANGE)
    if found is None or "-" in (found["s1"], found["s2"]) or place.moved(found.end()).unit() is not None:
        return False
    return _only_a_time(found, 1) or _only_a_time(found, 2)


def _single(place: Place) -> Reading | None:
    cases = place.governs()
    alone = place.words_before()[-1:]
    loose = place.match(_LOOSE_ONE)
    if loose and loose["s1"] != ":":
        if alone[:1] not in (["о"], ["об"]) and not (cases and loose["s1"] == "." and _only_a_time(loose)):
            return None
        found: re.Match[str] | None = loose
    else:
        found = place.match(_ONE)
    if not found:
        return None
    hour, minute = _clock(found, 1)
    first = place.before_the_list()
    if not cases and (_DATED.search(place.text[: first.at]) or _EVENT.search(place.text[: first.at])):
        o = f"{_o(hour)} " if first.at == place.at else ""
        return _said(place, found, o + of(hour, minute, LOC, with_noun=not _another(place, found)))
    with_noun = not (cases and _another(place, found))
    return _said(place, found, of(hour, minute, cases[0] if cases else NOM, with_noun=with_noun))


def _another(place: Place, found: re.Match[str]) -> bool:
    """Tell whether one more time follows, with which "години" is said."""
    return place.moved(found.end()).match(_ANOTHER) is not None


def _whole(place: Place) -> Reading | None:
    """Read hours written alone: "з 8 до 17", "о 18 год."."""
    before = place.words_before()[-1:]
    found = place.match(_WHOLE_FROM_TO) if before[:1] in (["з"], ["із"], ["зі"], ["від"]) else None
    if found and (found["noun"] or (before[:1] != ["від"] and not _counts_something(place.moved(found.end())))):
        return _said(place, found, _from_to((int(found["h1"]), 0), (int(found["h2"]), 0), "до"))
    found = place.match(_HOUR) if before[:1] in (["о"], ["об"]) else None
    if found and not _counts_something(place.moved(found.end())):
        return _said(place, found, of(int(found[0]), 0, LOC))
    found = place.match(_WHOLE)
    if not found or before[:1] not in (["о"], ["об"], ["до"], ["з"], ["із"], ["після"], ["від"]):
        return None
    hour, minute = int(found["h1"]), int(found["m1"] or 0)
    if before == ["до"] and hour == 1:
        raise Unclear(found.end(), f"Незрозуміло, «{found[0]}» — час чи тривалість: напишіть словами.")
    case = LOC if before[0] in ("о", "об") else GEN
    return _said(place, found, of(hour, minute, case, with_noun=bool(found["noun"])))


def _impossible(place: Place) -> Reading | None:
    found = place.match(_BAD)
    if found and not found.string.startswith(":", found.end()):
        raise Unclear(found.end(), f"Такого часу немає: «{found[0]}».")
    return None


def _counts_something(place: Place) -> bool:
    rest = place.text[place.at :]
    return bool(re.match(r" [а-яґєії'%°№]", rest)) and bool(
        place.moved(place.at + 1).readings() or place.unit() is not None
    )


def _decide(found: re.Match[str], *which: int) -> None:
    """Refuse what may be two dates: "з 10.05 до 15.06"."""
    separators = [found.groupdict().get(f"s{i}") for i in which]
    if "." in separators and not any(_only_a_time(found, i) for i in which):
        raise Unclear(found.end(), f"Незрозуміло, час це чи дати: «{found[0]}». Напишіть час із двокрапкою.")


def _only_a_time(found: re.Match[str], i: int = 1) -> bool:
    return not 1 <= int(found[f"m{i}"]) <= _MONTHS


def _clock(found: re.Match[str], i: int) -> tuple[int, int]:
    groups = found.groupdict()
    minute = groups.get(f"m{i}") or (groups.get(f"r{i}") or "0").translate(_RAISED)
    return int(groups[f"h{i}"]), int(minute)


def _from_to(first: tuple[int, int], last: tuple[int, int], till: str) -> str:
    """Say the noun once: "восьмої години до сімнадцятої", "восьмої тридцять до сімнадцятої години"."""
    noun_said = first[1] == 0
    return f"{of(*first, GEN)} {till} {of(*last, ACC if till == 'по' else GEN, with_noun=not noun_said)}"


def _from(hour: int, minute: int) -> str:
    return "із" if of(hour, minute, GEN).startswith(_AWKWARD) else "з"


def _o(hour: int) -> str:
    return "об" if hour == 11 else "о"


def _said(place: Place, found: re.Match[str], words: str) -> Reading:
    stop = stop_after(place.text, found.end(), dotted=found[0].endswith("."))
    return Reading(found.end(), words + stop)
