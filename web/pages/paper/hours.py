"""The office hours as a sheet: the week, and what will be otherwise in the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from appliance.casework.office.calendar import WorkCalendar
from web.pages.hours import words

AHEAD_DAYS = 30


def changes(calendar: WorkCalendar, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield days and what is different then: ("вівторок, 24.11.2026", "08:00–12:00, скорочений день")."""
    today = calendar.local_date(at)
    for day in (today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS)):
        plan = calendar.plan(day)
        if plan.hours != calendar.week[day.weekday()]:
            told = [words.hours(plan.hours), *([plan.reason] if plan.reason not in ("", "вихідний день") else [])]
            yield f"{words.DAYS[day.weekday()]}, {day:%d.%m.%Y}", ", ".join(told)
    for closure in sorted(calendar.closures, key=lambda each: each.start):
        if at < closure.end and closure.start < at + timedelta(days=AHEAD_DAYS):
            yield words.closure(closure), f"зачинено: {closure.reason}" if closure.reason else "зачинено"
