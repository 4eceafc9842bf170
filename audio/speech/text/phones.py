"""Telephone numbers as people dictate them: 3-3-2-2 with the zero, landlines with their area code."""

from __future__ import annotations

import re

from audio.speech.text.agreement import noun_after
from audio.speech.text.numerals import cardinal
from audio.speech.text.place import Place, Reading, Unclear
from audio.speech.text.spelling import digits

SERVICES = frozenset({101, 102, 103, 104, 112})
"""Emergency numbers, each said as one number."""

_NATIONAL_DIGITS = 10
_MOBILE_LIKE = (3, 3, 2, 2)
_FREE = (4, 3, 3)
_LOCAL = {7: (3, 2, 2), 6: (2, 2, 2), 5: (1, 2, 2), 4: (2, 2)}
_END = r"(?![\d/]|[.,-]\d)"
_SEP = r"[ -]?"
_FULL = re.compile(
    rf"(?P<country>\+?38[ -]?(?=[(0])|8[ -]?(?=\())?(?:\((?P<area>0\d{{2,5}})\)|(?P<code>0\d{{2}}))"
    rf"{_SEP}(?P<rest>\d(?:{_SEP}\d){{3,6}}){_END}"
)
_FREE_WRITTEN = re.compile(rf"0{_SEP}800(?:{_SEP}\d){{6}}{_END}")
_LOCAL_WRITTEN = re.compile(rf"(?:\d{{3}}-\d{{2}}-\d{{2}}|\d-\d{{2}}-\d{{2}}){_END}")
_LOCAL_SIX = re.compile(rf"\d{{2}}-\d{{2}}-\d{{2}}{_END}")
_FOREIGN = re.compile(r"\+\d(?:[ ()-]{0,2}\d){6,14}(?!\d)")
_LOOSE = re.compile(r"0\d{7,}(?!\d)|\(0\d+\)(?:[ -]?\d)+")
_SHORT = re.compile(rf"(?P<help>116) (?P<who>\d{{3}}){_END}|(?P<service>1\d{{2}}){_END}|(?P<line>1[56]\d{{2}}){_END}")
_PHONE_WORD = re.compile(
    r"(?:тел|телефон\w*|факс\w*|номер\w*|телефонуйте|зателефонуйте|подзвоніть|дзвоніть|наберіть|набирайте|"
    r"набрати|зв'язку|лінія|лінії|лінію|центр|центру|центрі|служба|служби|службу)[.:]?\s+(?:на\s+)?\"?\s?$",
    re.IGNORECASE,
)
_REACH = 60


def read(place: Place) -> Reading | None:
    """Read a telephone number."""
    if place.at and place.text[place.at - 1] in "+-/":
        return None
    return _free(place) or _full(place) or _short(place) or _local(place) or _odd(place)


def _free(place: Place) -> Reading | None:
    found = place.match(_FREE_WRITTEN)
    return Reading(found.end(), _grouped(_bare(found[0]), _FREE)) if found else None


def _full(place: Place) -> Reading | None:
    found = place.match(_FULL)
    if not found:
        return None
    area, rest = found["area"] or found["code"], _bare(found["rest"])
    if len(area) + len(rest) != _NATIONAL_DIGITS:
        return None
    if len(area) == _MOBILE_LIKE[0]:
        return Reading(found.end(), _grouped(area + rest, _MOBILE_LIKE))
    return Reading(found.end(), f"{_area(area)}, {_grouped(rest, _LOCAL[len(rest)])}")


def _local(place: Place) -> Reading | None:
    found = place.match(_LOCAL_WRITTEN)
    if not found and _expected(place):
        found = place.match(_LOCAL_SIX)
    if not found:
        return None
    number = _bare(found[0])
    return Reading(found.end(), _grouped(number, _LOCAL[len(number)]))


def _short(place: Place) -> Reading | None:
    found = place.match(_SHORT)
    if not found:
        return None
    if found["service"]:
        if int(found[0]) not in SERVICES or _counts(place.moved(found.end())):
            return None
        asked = place.governs() and not _expected(place)
        return None if asked else Reading(found.end(), cardinal(int(found[0])))
    alone = found["help"] and not _counts(place.moved(found.end()))
    if not (alone or _expected(place)):
        return None
    groups = (found["help"], found["who"]) if found["help"] else (found[0][:2], found[0][2:])
    return Reading(found.end(), (", " if found["help"] else " ").join(digits(group) for group in groups))


def _odd(place: Place) -> Reading | None:
    if found := place.match(_FOREIGN):
        raise Unclear(found.end(), f"Номер «{found[0]}» не схожий на український: +380 і ще дев'ять цифр.")
    if found := place.match(_LOOSE):
        raise Unclear(found.end(), f"У номері «{found[0]}» не десять цифр: перевірте його.")
    return None


def _counts(place: Place) -> bool:
    """Tell whether the number before this place counts or measures something."""
    return place.unit() is not None or bool(noun_after(place)[0])


def _expected(place: Place) -> bool:
    start = place.before_the_list().at
    return bool(_PHONE_WORD.search(place.text[max(0, start - _REACH) : start]))


def _area(area: str) -> str:
    """Say "04644" as "нуль сорок шість, сорок чотири", "0462" as "нуль чотириста шістдесят два"."""
    return f"{digits(area[:3])}, {digits(area[3:])}" if len(area) > 4 else digits(area)


def _grouped(number: str, sizes: tuple[int, ...]) -> str:
    groups = []
    for size in sizes:
        groups.append(digits(number[:size]))
        number = number[size:]
    return ", ".join(groups)


def _bare(written: str) -> str:
    return "".join(sign for sign in written if sign.isdigit())
