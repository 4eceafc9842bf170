"""The plain week of the office in words: for a caller who asks, grouped as people say it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import ALL_DAY, DayHours, Hours
from audio.speech.clock_words import FROM_WEEKDAY, ON_WEEKDAY, WEEKDAYS, between

RUN = 3
"""So many days in a row are said as "from – to"."""


def alike(week: Sequence[DayHours]) -> list[tuple[list[int], DayHours]]:
    """Return the days of a week (0 is Monday) that have the same hours, in the order of their first day."""
    groups: dict[DayHours, list[int]] = {}
    for day, hours in enumerate(week):
        groups.setdefault(hours, []).append(day)
    return [(days, hours) for hours, days in groups.items()]


def is_run(days: Sequence[int]) -> bool:
    """Tell whether the days follow one another, and are enough to be said by the first and the last."""
    return len(days) >= RUN and days[-1] - days[0] == len(days) - 1


def breaks(hours: DayHours) -> list[Hours]:
    """Return the gaps between the intervals of a day."""
    return [
        Hours(before.closes_min, after.opens_min)
        for before, after in pairwise(hours)
        if before.closes_min < after.opens_min
    ]


def week_in_words(calendar: WorkCalendar) -> list[str]:
    """Return whole sentences: "Ми працюємо з понеділка по четвер із восьмої до сімнадцятої години.", and so on."""
    if all(hours == ALL_DAY for hours in calendar.week):
        return ["Ми працюємо цілодобово, без вихідних."]
    groups = alike(calendar.week)
    worked = [(days, hours) for days, hours in groups if hours]
    lunches = {tuple(breaks(hours)) for _, hours in worked}
    common = lunches.pop() if len(lunches) == 1 else ()
    said = [_worked(days, hours, first=not at, own_break=not common) for at, (days, hours) in enumerate(worked)]
    if common:
        said.append(f"Перерва {_spans(common)}.")
    return said + [f"{_capital(_on(days))} не працюємо." for days, hours in groups if not hours]


def days_in_words(week: Sequence[DayHours]) -> list[str]:
    """Return for each kind of day "у понеділок з дев'ятої до дванадцятої години", as it is said after a consonant."""
    return [f"{_after_consonant(_on(days))} {_spans(hours)}" for days, hours in alike(week) if hours]


def _worked(days: Sequence[int], hours: DayHours, *, first: bool, own_break: bool) -> str:
    when = "цілодобово" if hours == ALL_DAY else between(hours[0].opens_min, hours[-1].closes_min)
    lunch = f", перерва {_spans(found)}" if own_break and (found := breaks(hours)) else ""
    beginning = f"Ми працюємо {_on(days)}" if first else f"{_capital(_on(days))} працюємо"
    return f"{beginning} {when}{lunch}."


def _on(days: Sequence[int]) -> str:
    """Return "з понеділка по четвер", "в понеділок, середу та п'ятницю", "в неділю"."""
    if len(days) == 7:
        return "щодня"
    if is_run(days):
        return f"{FROM_WEEKDAY[days[0]]} по {WEEKDAYS[days[-1]]}"
    if len(days) == 1:
        return ON_WEEKDAY[days[0]]
    others = [WEEKDAYS[day] for day in days[1:-1]]
    return f"{', '.join([ON_WEEKDAY[days[0]], *others])} та {WEEKDAYS[days[-1]]}"


def _spans(spans: Sequence[Hours]) -> str:
    return " і ".join(between(each.opens_min, each.closes_min) for each in spans)


def _after_consonant(words: str) -> str:
    return f"у {words[2:]}" if words.startswith("в ") else words


def _capital(words: str) -> str:
    """Begin a sentence; "в" becomes "у" there, as before any pause."""
    return f"У{words[1:]}" if words.startswith(("в ", "у ")) else words[:1].upper() + words[1:]
