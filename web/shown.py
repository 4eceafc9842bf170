"""How values are shown on every page: moments, lengths of time, numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.numbers import grouped, parse
from appliance.numbers import masked as hidden

KYIV = ZoneInfo("Europe/Kyiv")


def day(moment: datetime) -> str:
    """Return the date in Kyiv, as 23.11.2026."""
    return moment.astimezone(KYIV).strftime("%d.%m.%Y")


def hour(moment: datetime) -> str:
    """Return the time of day in Kyiv, as 10:05:09."""
    here = moment.astimezone(KYIV)
    return here.strftime("%H:%M:%S") + _which_of_two(here)


def when(moment: datetime | None) -> str:
    """Return date and time in Kyiv, as 23.11.2026 10:05; a dash when it is not known."""
    if moment is None:
        return "—"
    here = moment.astimezone(KYIV)
    return here.strftime("%d.%m.%Y %H:%M") + _which_of_two(here)


def _which_of_two(here: datetime) -> str:
    """Say it of the hour that comes twice when the clocks go back; "" of any other."""
    if here.utcoffset() == here.replace(fold=1 - here.fold).utcoffset():
        return ""
    return " (зимовий час)" if here.fold else " (літній час)"


def until(end: datetime) -> str:
    """Return the last day before a moment, as 31.12.2026."""
    return day(end - timedelta(microseconds=1))


def phone(number: str | None) -> str:
    """Return a number whole, as people read it; "" for none."""
    return grouped(number) if number else ""


def masked(number: str | None) -> str:
    """Return a number for a list: known to whoever knows it, of no use to others. "" for none."""
    return hidden(parse(number, "")) if number else ""


def lasting(seconds: float | None) -> str:
    """Return a length of time as 3:07, or 1:02:05; a dash when it is not known."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def took(seconds: float | None) -> str:
    """Return a length of time in words, its two greatest units: 40 с, 27 хв 20 с, 2 год 5 хв, 3 дн. 4 год."""
    if seconds is None:
        return "—"
    rest, told = round(seconds), list[str]()
    for unit, length in (("дн.", 86400), ("год", 3600), ("хв", 60), ("с", 1)):
        count, rest = divmod(rest, length)
        if count or told:
            told.append(f"{count} {unit}" if count else "")
    return " ".join(filter(None, told[:2])) or "0 с"


def space(count: int) -> str:
    """Return a number of bytes as people tell it: 1,2 ГБ, 640 МБ, 12 КБ."""
    for unit, size in (("ГБ", 1024**3), ("МБ", 1024**2)):
        if count >= size:
            return f"{count / size:.1f} {unit}".replace(".", ",") if count < 100 * size else f"{count // size} {unit}"
    return f"{-(-count // 1024)} КБ"


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "hour": hour,
    "when": when,
    "until": until,
    "lasting": lasting,
    "took": took,
    "space": space,
    "phone": phone,
    "masked": masked,
}
