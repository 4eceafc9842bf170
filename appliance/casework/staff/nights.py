"""Nights: the hours in which the office is shut and somebody must answer for a threat to life (K 4.2.1, 7.1). Pure.

A night belongs to the day on which it begins. It lasts from the closing of that day to the opening of the next; where a
day has no hours the nights meet at `TURN`. So the nights and the office's hours together leave no minute out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.office.spans import Span, merged, without

TURN = time(8)


@dataclass(frozen=True, slots=True)
class Night:
    """One night; `start` and `end` in UTC. `day_off`: it begins with a day on which the office is shut."""

    on: date
    start: datetime
    end: datetime
    day_off: bool

    def uncovered(self, spans: Iterable[Span], since: datetime) -> list[Span]:
        """Return what is left of the night after `since` when `spans`, in UTC, are taken away."""
        left = [(max(self.start, since), self.end)]
        for span in merged(spans):
            left = without(left, span)
        return [piece for piece in left if piece[0] < piece[1]]


def night_of(day: date, calendar: WorkCalendar) -> Night | None:
    """Return the night that begins on a local day; None for an office that does not shut."""
    today, tomorrow = calendar.intervals(day), calendar.intervals(day + ONE_DAY)
    start = today[-1][1].astimezone(UTC) if today else moment_at(day, TURN, calendar)
    end = tomorrow[0][0].astimezone(UTC) if tomorrow else moment_at(day + ONE_DAY, TURN, calendar)
    return Night(day, start, end, not today) if start < end else None


def nights_from(at: datetime, calendar: WorkCalendar, count: int) -> list[Night]:
    """Return the nights of `count` days, the one that goes on at `at` first, else the one that comes next."""
    today = calendar.local_date(at)
    days = (today + ONE_DAY * number for number in range(-1, count))
    return [night for day in days if (night := night_of(day, calendar)) and night.end > at][:count]


def moment_at(day: date, clock: time, calendar: WorkCalendar) -> datetime:
    """Return the moment in UTC at which the office's wall clock shows this.

    An hour that happens twice means its first occurrence; one that never happens is read by the offset before the
    change: as everywhere in the calendar.
    """
    return datetime.combine(day, clock.replace(fold=0), tzinfo=calendar.zone).astimezone(UTC)
