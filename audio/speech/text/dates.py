"""Dates and years in the case that their preposition asks for."""

from __future__ import annotations

import re
from datetime import date

from audio.speech.text.grammar import ACC, GEN, NOM, Case, Gender
from audio.speech.text.numerals import cardinal, ordinal
from audio.speech.text.place import Place, Reading, Unclear, stop_after

MONTHS = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
"""Months, genitive, from January."""

_NAMES = "|".join(MONTHS)
_NOMINATIVE = "січень|лютий|березень|квітень|травень|червень|липень|серпень|вересень|жовтень|листопад|грудень"
_LOCATIVE = "січні|лютому|березні|квітні|травні|червні|липні|серпні|вересні|жовтні|листопаді|грудні"
_YEAR = r"(?:1[0-9]|20)\d\d"
_YEAR_TAIL = rf"(?:,? (?P<year>{_YEAR})(?P<noun> року| ?р\.)?(?![\d:.,]\d|\d))?"
_JOIN = r"(?: ?[–-] ?|, | та | і | й | або | чи | по | до )"
_NAMED = re.compile(
    rf"(?P<days>\d{{1,2}}(?:-?го)?(?:{_JOIN}\d{{1,2}}(?:-?го)?)*) (?P<month>{_NAMES})(?![а-яґєії]){_YEAR_TAIL}",
    re.IGNORECASE,
)
_NAMED_SPAN = re.compile(
    rf"(?P<d1>\d{{1,2}}) (?P<n1>{_NAMES})(?: (?P<y1>{_YEAR})(?: року| ?р\.)?)? ?[–-] ?"
    rf"(?P<d2>\d{{1,2}}) (?P<n2>{_NAMES})(?![а-яґєії])(?:,? (?P<y2>{_YEAR})(?: року| ?р\.)?(?![\d:.,]\d|\d))?",
    re.IGNORECASE,
)
_DAY = re.compile(rf"(?P<join>{_JOIN})?(?P<day>\d{{1,2}})(?:-?го)?")
_FULL = (
    r"(?P<d{0}>\d{{1,2}})[./](?P<m{0}>\d{{1,2}})[./](?P<y{0}>\d{{4}}|(?<=\d\d\.\d\d\.)\d\d)"
    r"(?:(?: року| ?р\.)(?![а-яґєії]))?(?![\d.,/-]\d|\d)"
)
_NUMERIC = re.compile(_FULL.format(1))
_ISO = re.compile(r"(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d|-\d)")
_SPAN = re.compile(r"(?P<d1>\d{1,2})\.(?P<m1>\d\d)(?:\.(?P<y1>\d{4}))?(?:(?: року| ?р\.))? ?[–-] ?" + _FULL.format(2))
_SHORT = re.compile(
    r"(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![\d.]\d|\d|\.\d| ?(?:грн|%|км|м|га|кг|л|т)(?![а-яґєії]))"
)
_YEARS = re.compile(
    rf"(?P<years>{_YEAR}(?:(?: ?[–-] ?|/|, | та | і | й | або | чи ){_YEAR})*)(?: (?P<school>навчальн\w+|бюджетн\w+))?"
    r" ?(?P<noun>рік|року|році|роком|роки|років|роках|роками|рр\.|рр|р\.)(?![а-яґєії])"
)
_ONE_YEAR = re.compile(rf"(?P<join> ?[–-] ?|/|, | та | і | й | або | чи )?(?P<year>{_YEAR})")
_BARE = re.compile(rf"(?P<year>{_YEAR})(?![\d:.,/-]\d|\d| ?[а-яґєії%°])")
_AFTER_MONTH = re.compile(rf"(?<![а-яґєії])(?:{_NOMINATIVE}|{_LOCATIVE}|{_NAMES}) $", re.IGNORECASE)
_YEAR_CASES: dict[str, Case] = {"рік": NOM, "року": GEN, "років": GEN, "роки": NOM}
_WRITTEN_CASES = {"році": Case.LOC, "роках": Case.LOC, "роком": Case.INS, "роками": Case.INS}
_YEAR_NOUN = dict(zip(Case, ["рік", "року", "року", "рік", "роком", "році"], strict=True))
_YEARS_NOUN = dict(zip(Case, ["роки", "років", "рокам", "роки", "роками", "роках"], strict=True))
_CENTURY = 2000


def day_of(day: date, case: Case = GEN, *, with_year: bool = False) -> str:
    """Return "п'ятнадцяте грудня" in a case, and the year after it when asked."""
    words = f"{ordinal(day.day, case, Gender.N)} {MONTHS[day.month - 1]}"
    return f"{words} {year_of(day.year)}" if with_year else words


def year_of(year: int, case: Case = GEN) -> str:
    """Return "дві тисячі двадцять шостого року"."""
    return f"{ordinal(year, case)} {_YEAR_NOUN[case]}"


def read(place: Place) -> Reading | None:
    """Read a date, a span of dates, a year."""
    if place.at and place.text[place.at - 1] in ":.,/-0123456789":
        return None
    return (
        _span(place)
        or _numeric(place)
        or _named_span(place)
        or _named(place)
        or _years(place)
        or _bare(place)
        or _short(place)
    )


def _numeric(place: Place) -> Reading | None:
    found = place.match(_NUMERIC) or place.match(_ISO)
    if not found:
        return None
    return Reading(
        found.end(), day_of(_date(found, 1, found.end()), _day_case(place), with_year=True) + _stop(place, found)
    )


def _span(place: Place) -> Reading | None:
    found = place.match(_SPAN)
    if not found:
        return None
    last = _date(found, 2, found.end())
    first = _checked(int(found["y1"] or last.year), int(found["m1"]), int(found["d1"]), found.end())
    words = _joined(place, [("", first), ("–", last)], with_first_year=bool(found["y1"]), year=True)
    return Reading(found.end(), words + _stop(place, found))


def _named_span(place: Place) -> Reading | None:
    """Read a span over the end of a month: "28 грудня – 8 січня"."""
    found = place.match(_NAMED_SPAN)
    if not found:
        return None
    governed = bool(place.governs())
    since, until = (
        day_of(_named_day(found, i), _day_case(place) if governed else case, with_year=bool(found[f"y{i}"]))
        for i, case in ((1, GEN), (2, ACC))
    )
    return Reading(found.end(), (f"{since} — {until}" if governed else f"з {since} по {until}") + _stop(place, found))


def _named_day(found: re.Match[str], i: int) -> date:
    month = MONTHS.index(found[f"n{i}"].lower()) + 1
    return _checked(int(found[f"y{i}"] or _CENTURY), month, int(found[f"d{i}"]), found.end())


def _named(place: Place) -> Reading | None:
    found = place.match(_NAMED)
    if not found:
        return None
    month = MONTHS.index(found["month"].lower()) + 1
    year = int(found["year"]) if found["year"] else 2000  # a leap year: 29 February is a date
    days = [
        ((one["join"] or "").strip().replace("-", "–"), _checked(year, month, int(one["day"]), found.end()))
        for one in _DAY.finditer(found["days"])
    ]
    said = _joined(place, days, with_first_year=False, year=False)
    words = f"{said} {year_of(year)}" if found["year"] else said
    return Reading(found.end(), words + _stop(place, found))


def _joined(place: Place, days: list[tuple[str, date]], *, with_first_year: bool, year: bool) -> str:
    """Say days one after another; the month only where it changes and at the end."""
    case = _day_case(place)
    if len(days) == 2 and days[1][0] == "–" and not place.governs():
        first = _one(days[0][1], GEN, days[1][1], with_year=with_first_year)
        return f"з {first} по {day_of(days[1][1], ACC, with_year=year)}"
    words = ""
    for i, (join, day) in enumerate(days):
        shown = {"по": ACC, "до": GEN}.get(join, case)
        is_last = i == len(days) - 1
        said = (
            day_of(day, shown, with_year=year)
            if is_last
            else _one(day, shown, days[i + 1][1], with_year=with_first_year)
        )
        words += {"": "", ",": ", ", "–": " — "}.get(join, f" {join} ") + said
    return words


def _one(day: date, case: Case, following: date, *, with_year: bool) -> str:
    if with_year or day.month != following.month:
        return day_of(day, case, with_year=with_year and day.year != following.year)
    return ordinal(day.day, case, Gender.N)


def _day_case(place: Place) -> Case:
    words = place.words_before()
    if words[-1:] in (["сьогодні"], ["завтра"]):
        return NOM
    cases = place.governs()
    return cases[0] if cases and cases[0] in (GEN, ACC, Case.INS) else GEN


def _years(place: Place) -> Reading | None:
    found = place.match(_YEARS)
    if not found:
        return None
    noun = found["noun"]
    years = list(_ONE_YEAR.finditer(found["years"]))
    if len(years) == 1 and noun in ("роки", "років", "роках", "роками"):
        return None  # that many years, not that year
    case = _year_case(place, noun)
    words = ""
    for one in years:
        join = (one["join"] or "").strip().replace("-", "–")
        words += {"": "", ",": ", ", "–": " — ", "/": " — "}.get(join, f" {join} ") + ordinal(int(one["year"]), case)
    plural = noun in ("рр", "рр.") or noun in _YEARS_NOUN.values()
    written = noun if noun[-1] != "." and noun != "рр" else (_YEARS_NOUN if plural else _YEAR_NOUN)[case]
    school = f" {found['school']}" if found["school"] else ""
    return Reading(found.end(), f"{words}{school} {written}" + _stop(place, found))


def _year_case(place: Place, noun: str) -> Case:
    cases = place.governs()
    if noun in _WRITTEN_CASES:
        return _WRITTEN_CASES[noun]
    if noun in _YEAR_CASES:
        case = _YEAR_CASES[noun]
        return ACC if case is NOM and ACC in cases else case
    if not cases and noun.startswith("рр") and not place.after_a_word():
        return NOM
    return cases[0] if cases else GEN


def _bare(place: Place) -> Reading | None:
    """Read the year after the name of a month: "вересень 2026"."""
    found = place.match(_BARE)
    if not found or not _AFTER_MONTH.search(place.text[: place.at]):
        return None
    return Reading(found.end(), year_of(int(found["year"])))


def _short(place: Place) -> Reading | None:
    found = place.match(_SHORT)
    if found:
        raise Unclear(found.end(), f"Незрозуміло, дата це, час чи номер: «{found[0]}». Напишіть місяць словом.")
    return None


def _date(found: re.Match[str], i: int, end: int) -> date:
    year = int(found[f"y{i}"])
    return _checked(year if year > 99 else _CENTURY + year, int(found[f"m{i}"]), int(found[f"d{i}"]), end)


def _checked(year: int, month: int, day: int, end: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(end, f"Такої дати немає: {cardinal(day)}, місяць {cardinal(month)}.") from None


def _stop(place: Place, found: re.Match[str]) -> str:
    return stop_after(place.text, found.end(), dotted=found[0].endswith("."))
