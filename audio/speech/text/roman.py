"""Roman numerals, in Latin or in look-alike Cyrillic letters, as ordinals that agree: "у XXI столітті"."""

from __future__ import annotations

import re

from audio.speech.text.agreement import noun_after, numbered_before
from audio.speech.text.grammar import GEN, NOM, Case, Gender
from audio.speech.text.numerals import ordinal
from audio.speech.text.place import Place, Reading, Unclear, plain, stop_after
from audio.speech.text.spelling import roman_value

_NUMERAL = r"[IVXLCDMІХСМ]+"
_END = r"(?![\w'-])"
_LIST = re.compile(
    rf"{_NUMERAL}{_END}(?:(?: ?[–-] ?|, | та | і | й | або )(?:{_NUMERAL}){_END})*|{_NUMERAL}-{_NUMERAL}{_END}"
)
_ONE = re.compile(rf"(?P<join> ?[–-] ?|, | та | і | й | або )?(?P<numeral>{_NUMERAL})")
_CENTURY = re.compile(r" ст(?P<dot>\.?)(?![а-яґєії])")


def read(place: Place) -> Reading | None:
    """Read Roman numerals before the noun they number, or after it: "розділ II"."""
    found = place.match(_LIST)
    if not found:
        return None
    numbers = [((one["join"] or "").strip(), roman_value(one["numeral"])) for one in _ONE.finditer(found[0])]
    is_latin = bool(re.search("[IVXLCDM]", found[0]))
    if not all(value for _, value in numbers):
        return None
    if century := _CENTURY.match(place.text, found.end()):
        return _of_century(place, numbers, century)
    forms, _, _ = noun_after(place.moved(found.end()))
    if any(form.noun.numbered for form in forms):
        if found[0] == "І" and not place.sentence_before().strip(' "('):
            raise Unclear(found.end(), "Незрозуміло, «І» — це «перший» чи сполучник: напишіть «1-й».")
        how = numbered_before(place, forms)
        gender, case = how.gender, how.case
        return Reading(found.end(), _said(numbers, case, gender))
    if after := _after_noun(place):
        return Reading(found.end(), _said(numbers, *after))
    if is_latin or any(len(one["numeral"]) > 1 for one in _ONE.finditer(found[0])):
        raise Unclear(found.end(), f"Невідомо, що нумерує «{found[0]}»: напишіть словом.")
    return None


def _said(numbers: list[tuple[str, int]], case: Case, gender: Gender) -> str:
    words = ""
    for join, value in numbers:
        words += {"": "", ",": ", ", "-": " — ", "–": " — "}.get(join, f" {join} ") + ordinal(value, case, gender)
    return words


def _of_century(place: Place, numbers: list[tuple[str, int]], century: re.Match[str]) -> Reading:
    cases = place.governs()
    case = cases[0] if cases else GEN if place.after_a_word() else NOM
    noun = place.lists.nouns["століття"].form(case)
    stop = stop_after(place.text, century.end(), dotted=bool(century["dot"]))
    return Reading(century.end(), f"{_said(numbers, case, Gender.N)} {noun}{stop}")


def _after_noun(place: Place) -> tuple[Case, Gender] | None:
    """Return the case and gender of a numbered noun right before: "розділ II", "у розділі II"."""
    before = place.words_before()
    forms = [form for form in place.lists.forms.get(plain(before[-1]), []) if not form.plural] if before else []
    if not forms or not forms[0].noun.numbered:
        return None
    lead = place.text[: place.at].rstrip()
    cases = place.moved(len(lead) - len(before[-1])).governs()
    chosen = next((form for form in forms if form.case in cases), forms[0])
    return chosen.case, chosen.noun.gender
