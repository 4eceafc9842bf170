"""The words of the office hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.hours import Closure, DayHours, OfficeKind, OfficeState
from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.week_words import week_in_words

KINDS: Mapping[OfficeKind, str] = {
    OfficeKind.OPEN: "ПРАЦЮЄМО",
    OfficeKind.BREAK: "ПЕРЕРВА",
    OfficeKind.CLOSED: "ЗАЧИНЕНО",
}
"""K4, and `docs`: the three words of the switch."""
SIGNS: Mapping[OfficeKind, str] = {OfficeKind.OPEN: "●", OfficeKind.BREAK: "◐", OfficeKind.CLOSED: "○"}
KIND_DEEDS: Mapping[OfficeKind, str] = {
    OfficeKind.OPEN: "Працюємо",
    OfficeKind.BREAK: "Перерва",
    OfficeKind.CLOSED: "Зачинено",
}
DAYS = ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя")
MONTHS = (
    *("січень", "лютий", "березень", "квітень", "травень", "червень"),
    *("липень", "серпень", "вересень", "жовтень", "листопад", "грудень"),
)


def hours(day: DayHours) -> str:
    """Return the hours of a day as they are read."""
    return ", ".join(map(str, day)) or "вихідний"


def until(state: OfficeState, now: datetime) -> str:
    """Return when a state ends: "до 14:00", "до 24.11 08:00"; "" when no end is in sight."""
    if state.until is None:
        return ""
    local = state.until.astimezone(KYIV)
    same_day = local.date() == now.astimezone(KYIV).date()
    return f"до {local:%H:%M}" if same_day else f"до {local:%d.%m %H:%M}"


def closure(each: Closure) -> str:
    """Return when it is: whole days, or a part of one."""
    start, end = each.start.astimezone(KYIV), each.end.astimezone(KYIV)
    if start.time() == end.time() and start.hour == start.minute == 0:
        last = (end.date()).toordinal() - 1
        last_day = start.date().fromordinal(last)
        return f"{start:%d.%m.%Y}" if last_day == start.date() else f"{start:%d.%m.%Y} – {last_day:%d.%m.%Y}"
    return f"{start:%d.%m.%Y %H:%M} – {end:%H:%M}" if start.date() == end.date() else f"{start:%d.%m.%Y %H:%M} – {end:%d.%m.%Y %H:%M}"


def heard(calendar: WorkCalendar, at: datetime) -> list[str]:
    """Return what callers hear of the hours at that moment, sentence by sentence."""
    first, *rest = state_in_words(calendar, at)
    return [f"{first}.", *([f"{' '.join(rest)}."] if rest else []), *week_in_words(calendar)]
