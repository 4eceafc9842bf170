"""When the line is quiet: how many calls ring in which hour of the week, told once two weeks are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import cast

import peewee

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.clock import Moment

KNOWN_FOR = timedelta(days=14)
LOOKED_BACK = timedelta(days=56)
LEAST_CALLS = 40
"""Of fewer nothing can be said."""
OPEN_DAYS = 3
"""An hour counts that is worked on so many days of the week."""
WORTH_TELLING = 0.5
"""The quiet hours have at most this share of the calls of the busiest."""

WeekHour = tuple[int, int]
"""The day of the week from Monday, 0, and the hour of the day in Kyiv."""


def calls_by_hour(now: Moment) -> Mapping[WeekHour, int]:
    """Return how many calls rang in every hour of the week; nothing when less than two weeks are known."""
    rang, incoming = CallRecord.rang_at, CallRecord.incoming & CallRecord.clock_trusted
    first = CallRecord.select(peewee.fn.MIN(rang)).where(rang > now.wall - LOOKED_BACK).scalar()
    if first is None or now.wall - first < KNOWN_FOR:
        return {}
    hour = peewee.fn.SUBSTR(rang, 1, 13, coerce=False)
    counted = CallRecord.select(hour, peewee.fn.COUNT(CallRecord.id)).where(rang > now.wall - LOOKED_BACK, incoming)
    found: Counter[WeekHour] = Counter()
    for text, count in cast(Iterable[tuple[str, int]], counted.group_by(hour).tuples()):
        local = datetime.fromisoformat(f"{text}:00+00:00").astimezone(KYIV)
        found[local.weekday(), local.hour] += count
    return found


def quietest(calls: Mapping[WeekHour, int], calendar: WorkCalendar) -> tuple[int, int] | None:
    """Return the two quietest hours in a row of the working day, as (from, to); None when none stand out. Pure."""
    if sum(calls.values()) < LEAST_CALLS:
        return None
    rates = {hour: rate for hour in range(24) if (rate := _rate(hour, calls, calendar)) is not None}
    pairs = [(begin, [rates[begin], rates[begin + 1]]) for begin in rates if begin + 1 in rates]
    if not pairs:
        return None
    worst, _, begin = min((max(pair), sum(pair), begin) for begin, pair in pairs)
    return (begin, begin + 2) if worst <= WORTH_TELLING * max(rates.values()) else None


def _rate(hour: int, calls: Mapping[WeekHour, int], calendar: WorkCalendar) -> float | None:
    """Return the calls of an hour on a day on which it is worked through; None where it seldom is."""
    worked = [
        day
        for day, hours in enumerate(calendar.week)
        if any(each.opens_min <= hour * 60 and each.closes_min >= hour * 60 + 60 for each in hours)
    ]
    return sum(calls.get((day, hour), 0) for day in worked) / len(worked) if len(worked) >= OPEN_DAYS else None
