"""The office hours as JSON: the mapping of `hours_file`, its dates and times as ISO 8601 text. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import ONE_DAY, Period
from appliance.casework.office.hours import Closure, DayHours, MovedDay, Override, SpecialDay
from appliance.casework.office.hours_file import WEEKDAYS

DATED = frozenset({"from", "to", "until", "on", "day_off", "works_on"})
"""The keys whose values are dates or times."""


def to_json(part: Any) -> Any:
    """Return the same with dates and times as text; a time without an offset keeps none: it is Kyiv's."""
    if isinstance(part, Mapping):
        return {name: to_json(each) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [to_json(each) for each in part]
    return part.isoformat() if isinstance(part, date) else part


def from_json(part: Any) -> Any:
    """Return what `to_json` was given."""
    if isinstance(part, list):
        return [from_json(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: _dated(each) if name in DATED else from_json(each) for name, each in part.items()}


def _dated(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def week_entry(week: Sequence[DayHours]) -> dict[str, list[str]]:
    """Return `[week]` of seven days from Monday; a day off is left out."""
    return {name: hours_entry(hours) for name, hours in zip(WEEKDAYS, week, strict=True) if hours}


def hours_entry(hours: DayHours) -> list[str]:
    """Return the intervals of a day as the file has them: "08:00-12:00"."""
    return [str(each).replace("–", "-") for each in hours]


def special_entry(special: SpecialDay) -> dict[str, Any]:
    """Return a `[[day]]`."""
    return {"on": special.on, "hours": hours_entry(special.hours), **_reason(special.reason)}


def moved_entry(moved: MovedDay) -> dict[str, Any]:
    """Return a `[[moved]]`."""
    return {"day_off": moved.day_off, "works_on": moved.works_on}


def closure_entry(closure: Closure) -> dict[str, Any]:
    """Return a `[[closure]]`: two dates where it is of whole days, else two times."""
    start, end = closure.start.astimezone(KYIV), closure.end.astimezone(KYIV)
    if start.time() == end.time() == time():
        return {"from": start.date(), "to": end.date() - ONE_DAY, "reason": closure.reason}
    return {"from": closure.start, "to": closure.end, "reason": closure.reason}


def period_entry(period: Period) -> dict[str, Any]:
    """Return a `[[martial_law]]`."""
    return {"from": period.from_on, **({"to": period.to_on} if period.to_on else {})}


def override_entry(override: Override) -> dict[str, Any]:
    """Return the `[override]`."""
    return {
        "kind": str(override.kind),
        "from": override.since.astimezone(UTC),
        "until": override.until.astimezone(UTC),
        **_reason(override.reason),
    }


def _reason(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
