"""The words of the office hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.office.hours import Closure, DayHours, OfficeKind, OfficeState
from appliance.casework.office.reception_slots import PLAIN_DAY_OFF
from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.week_words import week_in_words

KINDS: Mapping[OfficeKind, str] = {
    OfficeKind.OPEN: "ПРАЦЮЄМО",
    OfficeKind.BREAK: "ПЕРЕРВА",
    OfficeKind.CLOSED: "ЗАЧИНЕНО",
}
"""The three words of the switch (K4)."""
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
    if start.time() == end.time() == time():
        last = end.date() - ONE_DAY
        return f"{start:%d.%m.%Y}" if last == start.date() else f"{start:%d.%m.%Y} – {last:%d.%m.%Y}"
    if start.date() == end.date():
        return f"{start:%d.%m.%Y %H:%M}–{end:%H:%M}"
    return f"{start:%d.%m.%Y %H:%M} – {end:%d.%m.%Y %H:%M}"


def heard(calendar: WorkCalendar, at: datetime, week: Sequence[str] = ()) -> list[str]:
    """Return what callers hear at that moment, sentence by sentence; `week`: as the menu has it written."""
    first, *rest = state_in_words(calendar, at)
    return [f"{first}.", *([f"{' '.join(rest)}."] if rest else []), *(week or week_in_words(calendar))]


def day_shown(calendar: WorkCalendar, day: date) -> str:
    """Return the hours of a date as they really are, closures cut out; "" for a day off."""
    return ", ".join(f"{start:%H:%M}–{_end(start, end)}" for start, end in calendar.intervals(day))


def why(calendar: WorkCalendar, day: date) -> str:
    """Return why a date is not like its weekday; "" where it is."""
    reasons = [plan.reason] if (plan := calendar.plan(day)).reason not in ("", PLAIN_DAY_OFF) else []
    if not reasons and plan.hours != calendar.week[day.weekday()]:
        reasons.append("передсвятковий день" if plan.hours else "вихідний день")
    if any(moved.works_on == day for moved in calendar.moved_days):
        reasons = ["перенесений робочий день"]
    start, end = (datetime.combine(each, time(), tzinfo=KYIV) for each in (day, day + ONE_DAY))
    reasons += [each.reason for each in calendar.closures if each.start < end and start < each.end]
    return "; ".join(reasons)


def _end(start: datetime, end: datetime) -> str:
    return "24:00" if end.date() > start.date() else f"{end:%H:%M}"
