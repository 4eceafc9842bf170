"""What people are told by SMS of their visit: at most three parts each. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.casework.office.calendar import KYIV

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "нд")
WHO_MAX, PLACE_MAX, REASON_MAX = 80, 60, 60


def booked_text(who: str, place: str, starts_at: datetime) -> str:
    """Return what is sent at once."""
    return f"Вас записано на прийом {when(starts_at)}: {_short(who, WHO_MAX)}. {_short(place, PLACE_MAX)}"


def reminder_text(who: str, place: str, starts_at: datetime) -> str:
    """Return what is sent the day before."""
    return f"Нагадуємо: завтра, {when(starts_at)}, Ваш прийом: {_short(who, WHO_MAX)}. {_short(place, PLACE_MAX)}"


def cancelled_text(starts_at: datetime, reason: str) -> str:
    """Return what is sent when the office cancels."""
    return f"Ваш прийом {when(starts_at)} скасовано: {_short(reason, REASON_MAX)}. Зателефонуйте, щоб обрати інший час."


def when(at: datetime) -> str:
    """Return "чт 05.11 о 10:00"."""
    local = at.astimezone(KYIV)
    return f"{WEEKDAYS[local.weekday()]} {local:%d.%m} о {local:%H:%M}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
