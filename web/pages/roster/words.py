"""The words of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import holidays
from appliance.casework.office.spans import Span
from appliance.casework.staff.nights import Night

WEEKDAYS = ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя")


def day(on: date) -> str:
    """Return "понеділок, 23.11"."""
    return f"{WEEKDAYS[on.weekday()]}, {on:%d.%m}"


def holiday(on: date) -> str:
    """Return the name of the public holiday, whether it is a day off or not; "" for none."""
    return holidays(on.year).get(on, "")


def hours(start: datetime, end: datetime, beside: date | None = None) -> str:
    """Return "17:00 – 24.11 08:00"; the date only where it is another than `beside`, by default that of the start."""
    local, local_end = start.astimezone(KYIV), end.astimezone(KYIV)
    on = beside or local.date()
    return " – ".join(f"{at:%H:%M}" if at.date() == on else f"{at:%d.%m %H:%M}" for at in (local, local_end))


def length(start: datetime, end: datetime) -> str:
    """Return "15 год", "7 год 45 хв": the true length, on a night of a clock change too."""
    whole, rest = divmod(round((end - start) / timedelta(minutes=1)), 60)
    return f"{whole} год {rest} хв" if rest else f"{whole} год"


def night(night: Night) -> str:
    """Return what a night is called: "ніч з 23.11", "доба з 28.11"."""
    return f"{'доба' if night.day_off else 'ніч'} з {night.on:%d.%m}"


def gaps(found: Sequence[Span]) -> str:
    """Return the hours in which nobody answers."""
    return "; ".join(hours(start, end) for start, end in found)
