"""Numbers of houses: with letters, fractions and corps: "12/3" is "дванадцять дріб три", "5-А" is "п'ять а"."""

from __future__ import annotations

import re

from audio.speech.text.agreement import numbered_before
from audio.speech.text.place import CAPITAL, Place, Reading, Unclear
from audio.speech.text.spelling import digits, letter

VOLTS = frozenset({12, 24, 36, 110, 127, 220, 230, 380, 400})
"""Numbers before "В" that are a voltage where no address is spoken of."""

_HOUSE = re.compile(
    rf"(?P<house>\d{{1,4}})(?:(?P<letter> ?-? ?\"?(?P<sign>[{CAPITAL}])\"?|(?P<small>-?[абвгґдеж]))(?![\w']|-\w)|"
    rf"(?=/))(?:/(?P<second>\d{{1,4}})(?:-?(?P<tail>[{CAPITAL}абвг]))?(?![\w/]|[.,]\d))?"
)
_WHERE = re.compile(
    r"(?:вул|пров|просп|пр-т|пл|бул|б-р|буд|корп|кв|каб|узв|наб|мкр)\.|вулиц|провул|проспект|площ|бульвар|будин|"
    r"квартир|кабінет|узв[оі]з|набережн|мікрорайон|(?:за )?адрес|школ|ліце|маршрут|ділянк"
)
_NAMED = re.compile(rf"(?<![\w'])[{CAPITAL}][а-яґєії'-]+(?:ка|ко|ва|на|та|ого|ої|ру|и|а|я|у|ів|ий),? $")


def read(place: Place) -> Reading | None:
    """Read the number of a house, flat or room."""
    found = place.match(_HOUSE)
    if not found or (place.at and place.text[place.at - 1] in "-/.,:0123456789"):
        return None
    if not (found["letter"] or found["second"]):
        return None
    sign = found["sign"] or (found["small"] or "").strip("-")
    if found["letter"] and found["letter"].startswith(" ") and (_is_a_word(place, found) or _is_volts(place, found)):
        return None
    if found["small"] and (not is_address(place) or place.moved(found.end() + 1).readings()):
        return None
    if (
        sign
        and not found["second"]
        and (forms := [one for one in place.moved(found.end() + 1).readings() if one.noun.numbered])
    ):
        how = numbered_before(place, forms)
        return Reading(found.end(), f"{how.words(int(found['house']))} {letter(sign)}")
    if found["second"] and not sign and not is_address(place):
        raise Unclear(found.end(), f"«{found[0]}» — це номер будинку чи дріб? Напишіть «буд. {found[0]}» або словами.")
    words = digits(found["house"]) + (f" {letter(sign)}" if sign else "")
    if found["second"]:
        words += f" дріб {digits(found['second'])}" + (f" {letter(found['tail'])}" if found["tail"] else "")
    return Reading(found.end(), words)


def is_address(place: Place) -> bool:
    """Tell whether the sentence up to here speaks of a street or house."""
    before = place.sentence_before()
    return bool(_WHERE.search(before.lower()) or _NAMED.search(before)) or place.labelled()


def _is_volts(place: Place, found: re.Match[str]) -> bool:
    return found["sign"] == "В" and int(found["house"]) in VOLTS and not is_address(place)


def _is_a_word(place: Place, found: re.Match[str]) -> bool:
    """Tell whether a capital letter after a space is a word of its own: "буд. 5 В Україні"."""
    sign = found["sign"] or ""
    if re.match(rf"\. ?[{CAPITAL}][а-яґєії]", place.text[found.end() :]):
        return True
    return bool(re.match(r" [а-яґєії\w]", place.text[found.end() :])) and sign in "ВЗУОІЙАЯЄ"
