"""At which moment a trial begins: now, or the next night, lunch, day off or holiday that the calendar knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import OfficeKind

SIGHT_DAYS = 370
NOW, CHOSEN = "now", "chosen"
WORDS: Mapping[str, str] = {
    NOW: "зараз",
    "open": "у робочий час",
    "lunch": "у перерву",
    "night": "уночі",
    "weekend": "у вихідний",
    "holiday": "у святковий день",
    CHOSEN: "в інший момент, написаний нижче",
}


class NoSuchMoment(Exception):
    """The calendar has no such moment within a year."""


def moment_of(kind: str, calendar: WorkCalendar, now: datetime) -> datetime:
    """Return the next moment of that kind after `now`, which is aware. Raises NoSuchMoment."""
    if kind == NOW:
        return now
    return {"open": _open, "lunch": _lunch, "night": _night, "weekend": _weekend, "holiday": _holiday}[kind](
        calendar, now
    )


def _open(calendar: WorkCalendar, now: datetime) -> datetime:
    state = calendar.state(now)
    if state.kind is OfficeKind.OPEN:
        return now
    if state.opens_at is None:
        raise NoSuchMoment
    return state.opens_at + timedelta(minutes=5)


def _lunch(calendar: WorkCalendar, now: datetime) -> datetime:
    """Return a minute after the first interval of a day that has two."""
    for day in _days(calendar, now):
        intervals = calendar.intervals(day)
        if len(intervals) > 1 and intervals[0][1] > now:
            return intervals[0][1] + timedelta(minutes=1)
    raise NoSuchMoment


def _night(calendar: WorkCalendar, now: datetime) -> datetime:
    return _at(calendar, calendar.local_date(now) + timedelta(days=1), time(2, 30))


def _weekend(calendar: WorkCalendar, now: datetime) -> datetime:
    return _noon_of(calendar, now, lambda day: day.weekday() >= 5 and not calendar.intervals(day))


def _holiday(calendar: WorkCalendar, now: datetime) -> datetime:
    """Return the noon of a working weekday on which the office is shut all the same."""
    return _noon_of(calendar, now, lambda day: bool(calendar.week[day.weekday()]) and not calendar.intervals(day))


def _noon_of(calendar: WorkCalendar, now: datetime, fits: Callable[[date], bool]) -> datetime:
    for day in _days(calendar, now):
        noon = _at(calendar, day, time(12, 0))
        if noon > now and fits(day):
            return noon
    raise NoSuchMoment


def _days(calendar: WorkCalendar, now: datetime) -> list[date]:
    today = calendar.local_date(now)
    return [today + timedelta(days=ahead) for ahead in range(SIGHT_DAYS)]


def _at(calendar: WorkCalendar, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, calendar.zone)


_NEXT: Mapping[str, Callable[[WorkCalendar, datetime], datetime]] = {
    NOW: lambda _calendar, now: now,
    "open": _open,
    "lunch": _lunch,
    "night": _night,
    "weekend": _weekend,
    "holiday": _holiday,
}
