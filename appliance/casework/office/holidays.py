"""Ukrainian public holidays as data with dates of validity, and the days off that follow from them.

Source: Labour Code (КЗпП) articles 73 (holidays), 67 part 3 (a holiday on a day off gives the next working day off) and
53 (the day before is an hour shorter); law 2136-IX article 6 part 6 turns the three off under martial law. Easter is
the Orthodox one: the calendar reform of 2023 moved the fixed feasts and left Easter where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days in which something holds, both ends included; `to_on` None means it still does."""

    from_on: date = date.min
    to_on: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether it holds on `day`."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of article 73. `when` is (month, day), or the number of days after Orthodox Easter."""

    name: str
    when: tuple[int, int] | int
    valid: Period = Period()

    def on(self, year: int) -> date | None:
        """Return its day in that year, None where the law of that day did not know it."""
        if isinstance(self.when, int):
            day = orthodox_easter(year) + timedelta(days=self.when)
        else:
            day = date(year, *self.when)
        return day if self.valid.covers(day) else None


_BY_3107 = date(2023, 6, 15)
_BY_3258 = date(2023, 8, 1)
"""Signed 28.07.2023; which August or September day it began with changes no holiday of that year."""


def _before(day: date) -> Period:
    return Period(to_on=day - ONE_DAY)


HOLIDAYS = (
    Holiday("Новий рік", (1, 1)),
    Holiday("Різдво Христове", (1, 7), _before(_BY_3258)),
    Holiday("Міжнародний жіночий день", (3, 8)),
    Holiday("Великдень", 0),
    Holiday("День праці", (5, 1)),
    Holiday("День пам’яті та перемоги над нацизмом", (5, 8), Period(_BY_3107)),
    Holiday("День перемоги над нацизмом", (5, 9), _before(_BY_3107)),
    Holiday("Трійця", 49),
    Holiday("День Конституції України", (6, 28)),
    Holiday("День Української Державності", (7, 15), Period(_BY_3258)),
    Holiday("День Української Державності", (7, 28), Period(date(2022, 1, 1), date(2023, 7, 31))),
    Holiday("День Незалежності України", (8, 24)),
    Holiday("День захисників і захисниць України", (10, 1), Period(_BY_3258)),
    Holiday("День захисників і захисниць України", (10, 14), Period(date(2015, 3, 8), date(2023, 7, 31))),
    Holiday("Різдво Христове", (12, 25), Period(date(2017, 12, 1))),
)


def orthodox_easter(year: int) -> date:
    """Return Orthodox Easter by the civil calendar (Meeus's Julian rule, then the lag of the Julian calendar)."""
    golden = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - golden + 34) % 7
    month, day = divmod(golden + sunday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


@lru_cache(maxsize=64)
def holidays(year: int, martial_law: tuple[Period, ...] = ()) -> Mapping[date, str]:
    """Return the holidays of a year that are kept: day → name."""
    found = sorted((day, holiday.name) for holiday in HOLIDAYS if (day := holiday.on(year)))
    return MappingProxyType({day: name for day, name in found if not _is_suspended(day, martial_law)})


@lru_cache(maxsize=64)
def moved_days_off(
    year: int, weekend: frozenset[int], martial_law: tuple[Period, ...] = (), taken: frozenset[date] = frozenset()
) -> Mapping[date, str]:
    """Return the days off that art. 67 part 3 gives for holidays on a weekend: day → name of the holiday.

    `weekend` holds the weekly days off (6 is Sunday), fewer than seven; `taken` the days that are off already for
    another reason.
    """
    kept = {**holidays(year - 1, martial_law), **holidays(year, martial_law), **holidays(year + 1, martial_law)}
    moved: dict[date, str] = {}
    for holiday, name in kept.items():
        if holiday.weekday() not in weekend:
            continue
        day = holiday + ONE_DAY
        while day.weekday() in weekend or day in kept or day in moved or day in taken:
            day += ONE_DAY
        if not _is_suspended(day, martial_law):
            moved[day] = name
    return MappingProxyType({day: name for day, name in moved.items() if day.year == year})


def is_day_before_holiday(day: date, martial_law: tuple[Period, ...] = ()) -> bool:
    """Tell whether art. 53 makes this day an hour shorter."""
    following = day + ONE_DAY
    return following in holidays(following.year, martial_law) and not _is_suspended(day, martial_law)


def _is_suspended(day: date, martial_law: tuple[Period, ...]) -> bool:
    return any(period.covers(day) for period in martial_law)
