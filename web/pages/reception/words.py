"""The words of receptions."""

from __future__ import annotations

from datetime import datetime

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.receptions import WAY_NAMES, Reception, ReceptionWay
from web.pages.hours.words import DAYS


def week(reception: Reception) -> list[tuple[str, str]]:
    """Return the days of a reception, each with its hours."""
    return [(DAYS[day], ", ".join(map(str, hours))) for day, hours in enumerate(reception.hours) if hours]


def way(reception: Reception) -> str:
    """Return how people come."""
    return WAY_NAMES[ReceptionWay(reception.way)]


def clock(at: datetime) -> str:
    """Return "10:00"."""
    return f"{at.astimezone(KYIV):%H:%M}"


def moment(at: datetime) -> str:
    """Return "четвер, 26.11.2026, 10:00"."""
    local = at.astimezone(KYIV)
    return f"{DAYS[local.weekday()]}, {local:%d.%m.%Y}, {local:%H:%M}"
