"""The office hours of a plain week, as they are printed. Pure."""

from __future__ import annotations

from itertools import groupby

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import ALL_DAY, DayHours
from appliance.menu.week_words import breaks

DAYS = ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя")


def week_in_words(calendar: WorkCalendar) -> list[tuple[str, str]]:
    """Return pairs such as ("понеділок – четвер", "08:00–17:00, перерва 12:00–12:45")."""
    if all(hours == ALL_DAY for hours in calendar.week):
        return [("щодня", "цілодобово")]
    found = []
    for hours, days in groupby(range(7), key=lambda day: calendar.week[day]):
        names = [DAYS[day] for day in days]
        named = names[0] if len(names) == 1 else f"{names[0]}{', ' if len(names) == 2 else ' – '}{names[-1]}"
        found.append((named, _hours(hours)))
    return found


def _hours(hours: DayHours) -> str:
    if not hours:
        return "вихідний"
    if hours == ALL_DAY:
        return "цілодобово"
    open_from, to = _clock(hours[0].opens_min), _clock(hours[-1].closes_min)
    gaps = [f"{_clock(gap.opens_min)}–{_clock(gap.closes_min)}" for gap in breaks(hours)]
    return f"{open_from}–{to}" + (f", перерва {', '.join(gaps)}" if gaps else "")


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
