"""The working calendar of a council. Pure: values in, values out.

Moments come aware and leave in UTC; all arithmetic is done in UTC, because Python adds and compares two local times of
one zone by their faces and so loses the hour of a clock change. A face that happens twice (the autumn hour) means its
first occurrence; one that never happens (the spring hour) is read by the offset before the change, as RFC 5545 does.

What is stronger stands first: the override, a closure, a special day, a moved working day, a public holiday, the week.
Terms do not see the override: a switch turned by hand for an hour must not move a date promised to a citizen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from appliance.casework.office.holidays import ONE_DAY, Period, holidays, is_day_before_holiday, moved_days_off
from appliance.casework.office.hours import (
    ALL_DAY,
    Closure,
    DayHours,
    HoursError,
    MovedDay,
    NoWorkingTimeError,
    OfficeKind,
    OfficeState,
    Override,
    SpecialDay,
    shortened,
    utc,
)
from appliance.casework.office.spans import Span, merged, without

KYIV = ZoneInfo("Europe/Kyiv")
SIGHT_DAYS = 400
"""How far ahead an opening is looked for."""
CLOSING_DAYS = 31
"""How far an opening that goes on day and night is followed: the call's loop asks, and must not wait for the answer."""
TERM_DAYS = 3660
"""How far ahead a term in working time may end."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The hours meant for one day, before closures; `reason` says in Ukrainian why there are none."""

    hours: DayHours
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When the office works.

    `week`: seven days from Monday. `martial_law`: days on which the Labour Code's rules on holidays, on days off moved
    for them and on the short day before them are off. `public_holidays` False: none of the three is ever kept.
    """

    week: tuple[DayHours, ...]
    special_days: tuple[SpecialDay, ...] = ()
    moved_days: tuple[MovedDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    martial_law: tuple[Period, ...] = ()
    override: Override | None = None
    public_holidays: bool = True
    zone: tzinfo = KYIV

    def __post_init__(self) -> None:
        """Refuse a week of another length."""
        if len(self.week) != 7:
            raise HoursError("Тиждень має сім днів.")

    @classmethod
    def round_the_clock(cls) -> WorkCalendar:
        """Return the calendar of a line that never closes."""
        return cls(week=(ALL_DAY,) * 7, public_holidays=False)

    def plan(self, day: date) -> DayPlan:
        """Return the hours meant for `day`, before closures and the override."""
        for special in self.special_days:
            if special.on == day:
                return DayPlan(special.hours, special.reason or ("" if special.hours else "вихідний день"))
        for moved in self.moved_days:
            if moved.works_on == day:
                return DayPlan(self._week_hours(moved.day_off.weekday(), day))
            if moved.day_off == day:
                return DayPlan((), "вихідний день: робочий день перенесено")
        if reason := self._holiday(day):
            return DayPlan((), reason)
        hours = self._week_hours(day.weekday(), day)
        return DayPlan(hours, "" if hours else "вихідний день")

    def _holiday(self, day: date) -> str:
        if not self.public_holidays:
            return ""
        if name := holidays(day.year, self.martial_law).get(day):
            return f"святковий день: {name}"
        name = moved_days_off(day.year, self._weekend(), self.martial_law, self._days_off()).get(day)
        return f"перенесений вихідний день: {name}" if name else ""

    def _weekend(self) -> frozenset[int]:
        """Return the weekly days off of art. 67: a weekday without reception is not one."""
        return frozenset(weekday for weekday in (5, 6) if not self.week[weekday])

    def _days_off(self) -> frozenset[date]:
        moved = {moved.day_off for moved in self.moved_days}
        return frozenset(moved | {special.on for special in self.special_days if not special.hours})

    def _week_hours(self, weekday: int, day: date) -> DayHours:
        hours = self.week[weekday]
        if self.public_holidays and is_day_before_holiday(day, self.martial_law):
            return shortened(hours)
        return hours

    def intervals(self, day: date) -> list[Span]:
        """Return the working intervals of a local day, closures cut out, as aware local times."""
        return [(start.astimezone(self.zone), end.astimezone(self.zone)) for start, end in self._working(day)]

    def is_open(self, at: datetime) -> bool:
        """Tell whether the office works at that moment, the override included."""
        at = utc(at)
        return any(start <= at < end for start, end in self._open(self.local_date(at)))

    def state(self, at: datetime) -> OfficeState:
        """Return what the office does at that moment, until when, and when it opens next."""
        at = utc(at)
        opening = self._next_opening(at)
        if opening and opening[0] <= at:
            reason = self.override.reason if self.override and self.override.covers(at) else ""
            return OfficeState(OfficeKind.OPEN, self._closing_after(opening[1]), reason=reason)
        return self._shut(at, opening[0] if opening else None)

    def _shut(self, at: datetime, opens_at: datetime | None) -> OfficeState:
        if self.override and self.override.covers(at):
            until = _earlier(self.override.until, opens_at)
            return OfficeState(self.override.kind, until, opens_at, self.override.reason)
        for closure in self.closures:
            if closure.start <= at < closure.end:
                return OfficeState(OfficeKind.CLOSED, _earlier(closure.end, opens_at), opens_at, closure.reason)
        day = self.local_date(at)
        plan = self.plan(day)
        for before, after in pairwise(self._planned(day)):
            if opens_at and before[1] <= at < opens_at <= after[0]:
                return OfficeState(OfficeKind.BREAK, opens_at, opens_at)
        return OfficeState(OfficeKind.CLOSED, opens_at, opens_at, plan.reason)

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """Return the moment at which `amount` of working time since `start` has passed. Raises NoWorkingTimeError."""
        if amount < timedelta(0):
            raise ValueError("a term cannot be negative")
        at = utc(start)
        if not amount:
            return at
        for opens, closes in self._working_from(at):
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise NoWorkingTimeError("У графіку роботи немає стільки робочого часу: перевірте години й зачинення.")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`, negative when `end` is the earlier one."""
        start, end = utc(start), utc(end)
        if end < start:
            return -self.working_time_between(end, start)
        total = timedelta(0)
        for opens, closes in self._working_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day has hours. The office's own closure does not stop a term that the law counts in days."""
        return bool(self.plan(day).hours)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`; the day of the start is not counted."""
        if count < 0:
            raise ValueError("a term cannot be negative")
        day = start
        for _ in range(count):
            day = self._working_day_from(day + ONE_DAY)
        return day

    def end_of_day(self, day: date) -> datetime:
        """Return 24:00 of a local day, in UTC."""
        return self._at(day, 24 * 60)

    def end_of_working_day(self, day: date) -> datetime:
        """Return the planned closing of `day`, or of the next working day when it is a day off; in UTC."""
        working_day = self._working_day_from(day)
        return self._at(working_day, self.plan(working_day).hours[-1].closes_min)

    def local_date(self, at: datetime) -> date:
        """Return the date that the office's wall calendar shows at that moment."""
        return utc(at).astimezone(self.zone).date()

    def _working_day_from(self, day: date) -> date:
        for candidate in _days(day, SIGHT_DAYS):
            if self.is_working_day(candidate):
                return candidate
        raise NoWorkingTimeError("У графіку роботи більш як рік немає жодного робочого дня.")

    def _working_from(self, at: datetime) -> Iterator[Span]:
        for day in _days(self.local_date(at), TERM_DAYS):
            yield from ((max(start, at), end) for start, end in self._working(day) if end > at)

    def _next_opening(self, at: datetime) -> Span | None:
        """Return the first opening, of one day, that ends after `at`."""
        for day in _days(self.local_date(at), SIGHT_DAYS):
            for start, end in self._open(day):
                if end > at:
                    return start, end
        return None

    def _closing_after(self, end: datetime) -> datetime | None:
        """Follow an opening over midnight; None when it goes on as far as is looked."""
        for day in _days(self.local_date(end), CLOSING_DAYS):
            following = [span for span in self._open(day) if span[0] == end]
            if not following:
                return end
            end = following[0][1]
            if end < self.end_of_day(day):
                return end
        return None

    def _open(self, day: date) -> list[Span]:
        """Return the working intervals of a day as the override leaves them, in UTC."""
        spans = self._working(day)
        if not self.override:
            return spans
        ordered = (self.override.since, self.override.until)
        if self.override.kind is OfficeKind.OPEN:
            today = (max(ordered[0], self._at(day, 0)), min(ordered[1], self.end_of_day(day)))
            return merged([*spans, today])
        return without(spans, ordered)

    def _working(self, day: date) -> list[Span]:
        """Return the working intervals of a day without its closures, in UTC."""
        spans = self._planned(day)
        for closure in self.closures:
            spans = without(spans, (closure.start, closure.end))
        return spans

    def _planned(self, day: date) -> list[Span]:
        hours = self.plan(day).hours
        return merged((self._at(day, each.opens_min), self._at(day, each.closes_min)) for each in hours)

    def _at(self, day: date, minute: int) -> datetime:
        midnight = datetime.combine(day, time(), tzinfo=self.zone)
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(count))


def _earlier(moment: datetime, other: datetime | None) -> datetime:
    return moment if other is None else min(moment, other)
