"""Numbers that count or measure: whole, decimal, in ranges, with units, per units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio.speech.text.addresses import VOLTS
from audio.speech.text.agreement import Agreed, agreed
from audio.speech.text.grammar import ACC, GEN, NOM, Case, Gender
from audio.speech.text.money import KOPECKS_AFTER, with_kopecks
from audio.speech.text.nouns import Unit
from audio.speech.text.numerals import FRACTION_DIGITS, decimal
from audio.speech.text.place import Place, Reading, Unclear, stop_after

NUMBER = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+)"
_AMOUNT = re.compile(rf"(?P<whole>{NUMBER})(?:(?P<point>[.,])(?P<fraction>\d+))?")
_RANGE = re.compile(rf" ?[–-] ?(?P<whole>{NUMBER})(?:,(?P<fraction>\d+))?(?![.,:/-]\d|\d|-?[а-яґєіїА-ЯҐЄІЇ])")
_BAD_TAIL = re.compile(r"[/:–-]\d|[A-Za-zА-ЯҐЄІЇа-яґєії]")
_SIGNED = re.compile(rf"[+−–-](?={NUMBER}(?:,\d+)?(?:(?: ?[–-] ?| до )[+−–-]?{NUMBER})? ?°)")
_RUN = re.compile(r"\d(?:[\w/:.,-]*\w)?")
_MULTIPLES = ("тисяча", "мільйон", "мільярд")
_TIMES = ("година", "доба", "день", "тиждень", "місяць", "рік")
_MONEY = ("гривня", "долар", "євро")
_LONG = 7


@dataclass(frozen=True)
class Amount:
    """A number as it was written."""

    whole: int
    fraction: str = ""

    def words(self, how: Agreed) -> str:
        """Return the amount alone."""
        if self.is_half:
            return "півтори" if how.gender is Gender.F else "півтора"
        return decimal(self.whole, self.fraction, how.case) if self.fraction else how.words(self.whole)

    @property
    def is_half(self) -> bool:
        """Tell whether it is one and a half."""
        return self.whole == 1 and self.fraction == "5"


def read(place: Place) -> Reading | None:
    """Read a number with its unit, or alone in the case that the words around it ask for."""
    if sign := place.match(_SIGNED):
        then = read(place.moved(sign.end()))
        return Reading(then.end, f"{'плюс' if sign[0][0] == '+' else 'мінус'} {then.words}") if then else None
    found = place.match(_AMOUNT)
    if not found:
        return None
    amount = _amount(found)
    following = _RANGE.match(place.text, found.end())
    last = _checked(following["whole"], following["fraction"] or "", following.end()) if following else amount
    end = following.end() if following else found.end()
    if _BAD_TAIL.match(place.text, end) and not _unit(place, end, last):
        raise _undecided(place, "Не знаю, як прочитати «{}».")
    if unit := _unit(place, end, last):
        return _with_unit(place, amount, last if following else None, unit)
    if found["point"] == "." and not following:
        raise _undecided(place, "Незрозуміло, число це, дата чи номер: «{}». Дроби пишуть із комою.")
    return _alone(place, amount, last if following else None, end)


def _undecided(place: Place, sentence: str) -> Unclear:
    """Return the complaint about all that is written together here."""
    run = _RUN.match(place.text, place.at)
    end = run.end() if run else place.at + 1
    return Unclear(end, sentence.format(place.text[place.at : end]))


def _amount(found: re.Match[str]) -> Amount:
    if found["point"] and len(found["fraction"]) > FRACTION_DIGITS:
        raise Unclear(found.end(), f"Задовгий дріб: «{found[0]}».")
    return _checked(found["whole"], found["fraction"] or "", found.end())


def _checked(whole: str, fraction: str, end: int) -> Amount:
    if len(whole) >= _LONG and " " not in whole:
        raise Unclear(end, f"Довге число «{whole}»: розділіть його пробілами або напишіть, що це за номер.")
    if len(whole) > 1 and whole[0] == "0":
        raise Unclear(end, f"Незрозуміле число «{whole}»: воно починається з нуля.")
    number = int(whole.replace(" ", ""))
    if number > 10**9:
        raise Unclear(end, f"Завелике число: «{whole}».")
    return Amount(number, fraction)


def _alone(place: Place, first: Amount, last: Amount | None, end: int) -> Reading:
    if first.fraction or (last and last.fraction):
        how = _decimal_case(place, end)
        words = first.words(how) if last is None else f"{first.words(how)} — {last.words(how)}"
        return Reading(end, words)
    if last is None:
        return Reading(end, agreed(place, first.whole, end).words(first.whole))
    how = agreed(place, last.whole, end)
    if how.numbering:
        raise Unclear(end, f"Незрозуміло, що нумерують: «{place.text[place.at : end]}». Напишіть словами.")
    return Reading(end, f"{how.words(first.whole)} — {how.words(last.whole)}")


def _decimal_case(place: Place, end: int) -> Agreed:
    cases = place.counts_in()
    gender = next((form.noun.gender for form in place.moved(end + 1).readings()), Gender.M)
    return Agreed(cases[0] if cases else NOM, gender)


@dataclass(frozen=True)
class _Sign:
    unit: Unit
    end: int
    dotted: bool
    multiple: Unit | None = None
    per: Unit | None = None


def _unit(place: Place, at: int, amount: Amount) -> _Sign | None:
    """Find the sign of a unit at `at`, perhaps with a multiple before and a "per" after."""
    first = _one_unit(place, at, amount)
    if first is None:
        return None
    unit, end, dotted = first
    multiple = None
    if unit.noun.name in _MULTIPLES and (then := _one_unit(place, end, amount)):
        multiple, (unit, end, dotted) = unit, then
    per = _one_unit(place, end + 1, amount) if place.text[end : end + 1] == "/" else None
    if per:
        return _Sign(unit, per[1], per[2], multiple, per[0])
    return _Sign(unit, end, dotted, multiple)


def _one_unit(place: Place, at: int, amount: Amount) -> tuple[Unit, int, bool] | None:
    text = place.text
    start = at + 1 if text[at : at + 1] == " " else at
    for sign, unit in place.lists.units.items():
        if not text.startswith(sign, start) or (sign == "В" and amount.whole not in VOLTS):
            continue
        end = start + len(sign)
        alphabetic = sign[-1].isalpha()
        if alphabetic and re.match(r"[\w'²³°·*-]", text[end : end + 1]):
            continue
        dotted = alphabetic and text[end : end + 1] == "."
        return unit, end + dotted, dotted
    return None


def _with_unit(place: Place, first: Amount, last: Amount | None, sign: _Sign) -> Reading:
    cases = place.counts_in()
    case = cases[0] if cases else NOM
    amount = last or first
    head = sign.multiple or sign.unit
    if last is None and sign.multiple is None and sign.unit.noun.name in KOPECKS_AFTER and _is_sum(first):
        words = with_kopecks(place.lists, first.whole, first.fraction, case)
    else:
        how = Agreed(case, head.noun.gender)
        before = "" if last is None else f"{first.words(how)} — "
        words = f"{before}{amount.words(how)} {_counted(head, amount, case)}"
        if sign.multiple:
            words += f" {sign.unit.form(GEN, plural=True)}"
    if sign.per:
        rate = "на" if sign.unit.noun.name not in _MONEY or sign.per.noun.name in _TIMES else "за"
        words += f" {rate} {sign.per.form(ACC)}"
    return Reading(sign.end, words + stop_after(place.text, sign.end, dotted=sign.dotted))


def _is_sum(amount: Amount) -> bool:
    return len(amount.fraction) in (1, 2)


def _counted(unit: Unit, amount: Amount, case: Case) -> str:
    return unit.form(GEN) if amount.fraction else unit.counted(amount.whole, case)
