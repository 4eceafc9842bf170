"""Numbers with an ending: "2-й поверх", "3-х осіб", "30-денний строк", "24-годинний"."""

from __future__ import annotations

import re

from audio.speech.text.agreement import Agreed, noun_after, numbered_before
from audio.speech.text.grammar import DAT, GEN, INS, LOC, NOM, Case, Gender
from audio.speech.text.numerals import cardinal, joined, ordinal
from audio.speech.text.place import Place, Reading, Unclear

_ENDING = re.compile(
    r"(?P<number>\d{1,7})-(?:(?P<ending>[а-яґєії]{1,3})(?![а-яґєії'-])|(?P<rest>[а-яґєії][а-яґєії']{3,}))"
)
_ALL = tuple((case, gender) for gender in Gender for case in Case)
_COUNTS = {"х": GEN, "ох": GEN, "ьох": GEN, "ти": GEN, "м": DAT, "ом": DAT, "ьом": DAT, "ма": INS, "ьма": INS}
_FEW = 4


def read(place: Place) -> Reading | None:
    """Read a number with an ending written after a hyphen."""
    found = place.match(_ENDING)
    if not found or (place.at and place.text[place.at - 1] in "-/.,"):
        return None
    number = int(found["number"])
    if found["rest"]:
        return _compound(number, found)
    if found["number"][0] == "0":
        return None
    return _cardinal(number, found) or _ordinal(place, number, found)


def _compound(number: int, found: re.Match[str]) -> Reading:
    if not 0 < number < 1000:
        raise Unclear(found.end(), f"Не знаю, як прочитати «{found[0]}»: напишіть словами.")
    if found["rest"].startswith("річч") and number in (100, 1000):
        return Reading(found.end(), ("сто" if number == 100 else "тисячо") + found["rest"])
    return Reading(found.end(), joined(number) + found["rest"])


def _cardinal(number: int, found: re.Match[str]) -> Reading | None:
    """Read "3-х", "5-ти": a cardinal; "20-х" and "7-ма" are ordinals."""
    ending = found["ending"]
    case = _COUNTS.get(ending)
    if ending == "ть" and cardinal(number).endswith("ть"):
        return Reading(found.end(), cardinal(number))
    if case is None or not cardinal(number, case).endswith(ending):
        return None
    few = number % 10 in (2, 3, _FEW) and number % 100 // 10 != 1
    if ending == "ти" or few:
        return Reading(found.end(), cardinal(number, case))
    return None


def _ordinal(place: Place, number: int, found: re.Match[str]) -> Reading:
    ending = found["ending"]
    fitting = [
        Agreed(case, gender, numbering=True) for case, gender in _ALL if ordinal(number, case, gender).endswith(ending)
    ]
    spellings = {one.words(number) for one in fitting}
    if not fitting:
        raise Unclear(found.end(), f"Закінчення не від того числівника: «{found[0]}».")
    if len(spellings) == 1:
        return Reading(found.end(), spellings.pop())
    chosen = _by_noun(place, found.end(), fitting) or _by_preposition(place, fitting)
    if chosen is None:
        raise Unclear(found.end(), f"Незрозумілий відмінок: «{found[0]}». Напишіть словом.")
    return Reading(found.end(), chosen.words(number))


def _by_noun(place: Place, end: int, fitting: list[Agreed]) -> Agreed | None:
    forms = noun_after(place.moved(end))[0]
    right = [form for form in forms if any(_agrees(one, form.case, form.noun.gender, form.plural) for one in fitting)]
    if not right:
        return None
    best = numbered_before(place, right)
    return next((one for one in fitting if one.case is best.case and one.gender in (best.gender, Gender.PLURAL)), None)


def _agrees(one: Agreed, case: Case, gender: Gender, plural: bool) -> bool:
    return one.case is case and one.gender is (Gender.PLURAL if plural else gender)


def _by_preposition(place: Place, fitting: list[Agreed]) -> Agreed | None:
    cases = place.governs()
    if not cases:
        return next((one for one in fitting if one.case is NOM), None)
    allowed = [one for one in fitting if one.case in cases]
    feminine_place = [one for one in allowed if one.case is LOC and one.gender is Gender.F]
    masculine = [one for one in allowed if one.gender is Gender.M]
    return None if feminine_place and masculine else next(iter(masculine or allowed), None)
