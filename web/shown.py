"""How values are shown on every page: moments, lengths of time, numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")


def day(moment: datetime) -> str:
    """Return the date in Kyiv, as 23.11.2026."""
    return moment.astimezone(KYIV).strftime("%d.%m.%Y")


def hour(moment: datetime) -> str:
    """Return the time of day in Kyiv, as 10:05:09."""
    return moment.astimezone(KYIV).strftime("%H:%M:%S")


def length(seconds: float | None) -> str:
    """Return a length of time as 3:07, or 1:02:05; a dash when it is not known."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


FILTERS: dict[str, Callable[..., str]] = {"day": day, "hour": hour, "length": length}
