"""When somebody could come to a reception: its hours cut into slots, less what the office's calendar shuts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import DAY_MIN, DayHours, OfficeKind

AHEAD_DAYS = 28
"""How far ahead people are booked."""
PLAIN_DAY_OFF = "вихідний день"


def slots(
    week: tuple[DayHours, ...], slot_min: int, calendar: WorkCalendar, *, after: datetime, taken: Collection[datetime]
) -> Iterator[datetime]:
    """Yield the beginnings, in UTC, of the free slots within four weeks, none before `after`."""
    first = calendar.local_date(after)
    for day in (first + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)):
        for hours in week[day.weekday()]:
            for opens_min in range(hours.opens_min, hours.closes_min - slot_min + 1, slot_min):
                start = _at(calendar, day, opens_min)
                if start >= after and start not in taken and _stands(calendar, day, opens_min, slot_min):
                    yield start


def stands(calendar: WorkCalendar, start: datetime, slot_min: int) -> bool:
    """Tell whether the calendar leaves a slot standing."""
    local = start.astimezone(calendar.zone)
    return _stands(calendar, local.date(), local.hour * 60 + local.minute, slot_min)


def _stands(calendar: WorkCalendar, day: date, opens_min: int, slot_min: int) -> bool:
    closes_min = min(opens_min + slot_min, DAY_MIN)
    start, end = _at(calendar, day, opens_min), _at(calendar, day, closes_min)
    shut = [(closure.start, closure.end) for closure in calendar.closures]
    if calendar.override and calendar.override.kind is OfficeKind.CLOSED:
        shut.append((calendar.override.since, calendar.override.until))
    if any(since < end and start < until for since, until in shut):
        return False
    return _planned(calendar, day, opens_min, closes_min)


def _planned(calendar: WorkCalendar, day: date, opens_min: int, closes_min: int) -> bool:
    """A reception may lie outside the office's week (a Saturday, an evening), but not on a day that was taken off."""
    usual, plan = calendar.week[day.weekday()], calendar.plan(day)
    if not plan.hours:
        return not usual and plan.reason == PLAIN_DAY_OFF
    if plan.hours == usual or not _within(usual, opens_min, closes_min):
        return True
    return _within(plan.hours, opens_min, closes_min)


def _within(hours: DayHours, opens_min: int, closes_min: int) -> bool:
    return any(each.opens_min <= opens_min and closes_min <= each.closes_min for each in hours)


def _at(calendar: WorkCalendar, day: date, minute: int) -> datetime:
    midnight = datetime.combine(day, time(), tzinfo=calendar.zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)
