"""How a number agrees with the noun after it: which case, and whether it counts or numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio.speech.text.grammar import ACC, DAT, GEN, INS, LOC, NOM, Case, Gender
from audio.speech.text.nouns import Form, Noun
from audio.speech.text.numerals import cardinal, grammatical, ordinal
from audio.speech.text.place import WORD, Place, Unclear, plain

_ORDER = (NOM, ACC, GEN, LOC, DAT, INS)
_ADJECTIVE = re.compile(r"[а-яґєії'-]+(?:ий|ій|а|я|е|є|ого|ього|ої|ьої|у|ю|ому|ьому|им|ім|ою|ьою|і|ї|их|іх|їх|ими|іми)")
_FUNCTION_WORDS = (
    "і й та або чи а але то щоб якщо коли якому де як у в на до з із зі по під за для від про без при о об не "
    "ні ще вже бо тобто також чи це є буде натисніть наберіть або"
)
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_PLURAL_TAILS = (("ами", INS), ("ями", INS), ("ах", LOC), ("ях", LOC), ("ам", DAT), ("ям", DAT))
_ADJECTIVES = 3
_PRONOUNS = (["я"], ["ти"], ["ви"], ["він"], ["вона"])
_LISTED = 12


@dataclass(frozen=True)
class Agreed:
    """How a number is said: its case and gender, and whether it is an ordinal."""

    case: Case
    gender: Gender = Gender.M
    animate: bool = False
    numbering: bool = False

    def words(self, number: int) -> str:
        """Return the number in words."""
        if self.numbering:
            return ordinal(number, self.case, self.gender)
        return cardinal(number, self.case, self.gender, animate=self.animate)


def noun_after(place: Place) -> tuple[list[Form], int, str]:
    """Return the readings of the noun after a number that ends at `place`, its end, and the first word after.

    Adjectives may stand between ("5 календарних днів"); empty when no noun of the lists is there.
    """
    at, first = place.at, ""
    for _ in range(_ADJECTIVES):
        if place.text[at : at + 1] != " ":
            break
        word = WORD.match(place.text, at + 1)
        if not word:
            break
        shown = plain(word[0])
        first = first or shown
        forms = place.moved(at + 1).readings()
        if forms:
            return forms, word.end(), first
        if not _ADJECTIVE.fullmatch(shown) or shown in _FUNCTION:
            break
        at = word.end()
    return [], place.at, first


def agreed(place: Place, number: int, end: int) -> Agreed:
    """Return how `number`, which stands from `place` to `end`, agrees with its surroundings; or raise `Unclear`."""
    cases = place.counts_in()
    forms, noun_end, first = noun_after(place.moved(end))
    labelled = place.labelled()
    if forms and not (labelled and forms[0].noun.numbered):
        return _with_noun(place, number, cases, forms, noun_end)
    if labelled:
        return Agreed(NOM)
    return _without_noun(place, number, end, cases, first)


def fitting(number: int, form: Form, noun: Noun) -> list[tuple[Case, bool]]:
    """Return the cases in which `form` of `noun` may stand after `number`, and whether the numeral is of the living."""
    found = []
    for case in _ORDER:
        living = noun.animate and case is ACC
        if _stands(number, form, case, living=living):
            found.append((case, living))
    if noun.animate and form.case is NOM and form.plural and grammatical(number) == 2:
        found.append((ACC, False))  # "по дві особи"
    return found


def _stands(number: int, form: Form, case: Case, *, living: bool) -> bool:
    several = grammatical(number)
    if several == 1:
        return not form.plural and form.case is case
    if not form.plural:
        return False
    if case in (NOM, ACC):
        return form.case is (GEN if several == 5 or living else NOM)
    return form.case is case


def _with_noun(place: Place, number: int, cases: tuple[Case, ...], forms: list[Form], end: int) -> Agreed:
    allowed = (NOM, ACC) if cases == (NOM,) else cases
    counting: list[Agreed] = []
    numbering: list[Agreed] = []
    for form in forms:
        gender = form.noun.gender
        counting += [Agreed(case, gender, living) for case, living in fitting(number, form, form.noun)]
        if form.noun.numbered and not form.plural:
            numbering.append(Agreed(form.case, gender, numbering=True))
    counting, numbering = _allowed(counting, allowed), _allowed(numbering, allowed)
    if counting and numbering and forms[0].noun.numbered:
        if grammatical(number) != 1:
            raise Unclear(
                end, _TWO_WAYS.format(place.text[place.at : end], counting[0].words(number), numbering[0].words(number))
            )
        counting = []
    if counting:
        return counting[0]
    if not numbering:
        raise Unclear(end, f"Число і слово не узгоджені: «{place.text[place.at : end]}».")
    return _numbered(place, numbering, cases)


_TWO_WAYS = "Незрозуміло, «{}» — це «{}» чи «{}»: напишіть із закінченням («2-й», «2-ї») або словами."


def _numbered(place: Place, readings: list[Agreed], cases: tuple[Case, ...]) -> Agreed:
    """Choose the case of an ordinal: "ради VIII скликання" is a genitive, "XXI століття" alone is not."""
    by_case = {reading.case: reading for reading in readings}
    if not cases and GEN in by_case and NOM in by_case and place.after_a_word():
        return by_case[GEN]
    return readings[0]


def numbered_before(place: Place, forms: list[Form]) -> Agreed:
    """Return how an ordinal agrees with the singular noun `forms` after it. `Unclear` is for the caller to raise."""
    cases = place.governs()
    single = [Agreed(form.case, form.noun.gender, numbering=True) for form in forms if not form.plural]
    several = [Agreed(form.case, form.noun.gender, numbering=True) for form in forms if form.plural]
    readings = _allowed(single, cases) or single or _allowed(several, cases) or several
    return _numbered(place, sorted(readings, key=lambda one: _ORDER.index(one.case)), cases)


def _allowed(readings: list[Agreed], cases: tuple[Case, ...]) -> list[Agreed]:
    order = cases or _ORDER
    return sorted((one for one in readings if one.case in order), key=lambda one: order.index(one.case))


def _without_noun(place: Place, number: int, end: int, cases: tuple[Case, ...], first: str) -> Agreed:
    if place.words_before()[-1:] in _PRONOUNS:
        raise Unclear(
            end, f"«{place.text[place.at : end]}» після «{place.words_before()[-1]}»: напишіть «2-й» чи «2-га»."
        )
    if not first or first in _FUNCTION:
        return _as_in_the_list(place, number, end) or Agreed(cases[0] if cases else NOM)
    case = next((case for tail, case in _PLURAL_TAILS if first.endswith(tail) and len(first) > len(tail) + 1), None)
    if case is None:
        case = cases[0] if cases else NOM
        if grammatical(number) == 2 and first.endswith(("ів", "їв", "ей")) and case in (NOM, ACC):
            case = GEN
    last = number % 100
    gendered = grammatical(number) == 1 or (last % 10 == 2 and last != 12 and case in (NOM, ACC))
    if gendered:
        word_end = end + 1 + len(first)
        raise Unclear(
            word_end, f"Невідомий рід слова «{first}» після числа {number}: додайте його до списку іменників."
        )
    return Agreed(case)


_FOLLOWING = re.compile(r"(?: ?[–-] ?|, | та | і | й | або | чи | до | по )(?=(\d+)(?![\d.,:/-]\d|\d|-?[А-Яа-яґєії]))")


def _as_in_the_list(place: Place, number: int, end: int) -> Agreed | None:
    """Agree with the noun behind the numbers that follow: "1 або 2 особи", "від 1 до 2 хв"."""
    if grammatical(number) == 5:
        return None
    cases = place.counts_in()
    for _ in range(_LISTED):
        following = _FOLLOWING.match(place.text, end)
        if not following:
            return None
        end = following.end(1)
        after = place.moved(end)
        if unit := after.unit():
            return Agreed(cases[0] if cases else NOM, unit.noun.gender)
        if noun_after(after)[0]:
            return _like_the_last(place.moved(following.start(1)), int(following[1]), end, cases)
    return None


def _like_the_last(last: Place, number: int, end: int, cases: tuple[Case, ...]) -> Agreed | None:
    try:
        then = agreed(last, number, end)
    except Unclear:
        return None  # the complaint is made where that number stands
    return None if then.numbering else Agreed(cases[0] if cases else then.case, then.gender, then.animate)
