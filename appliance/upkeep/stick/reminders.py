"""What people are reminded of when a month is due and no stick is there: quietly at first, aloud after five days."""

from __future__ import annotations

from datetime import date, datetime

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.exports import Due
from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.reports.period import Month

QUIET_DAYS = 5
_ABOUT_STICK = (AlarmKind.STICK_MISSING, AlarmKind.STICK_OVERDUE)


def remind(due: Due, *, now: Moment) -> None:
    """Say that a stick is wanted: for five days on the screen, then aloud, once a day anew."""
    months = ", ".join(Month.read(month).title for month in due.months)
    text = f"Вставте флешку в гніздо для звітів: не забрано {months}."
    if due.days < QUIET_DAYS:
        Alarm.raise_alarm(AlarmKind.STICK_MISSING, text, now=now)
        return
    with write():
        Alarm.clear(AlarmKind.STICK_MISSING, now=now)
        standing = _standing(AlarmKind.STICK_OVERDUE)
        if standing is None or _day(standing.last_at) != _day(now.wall):
            _anew(AlarmKind.STICK_OVERDUE, text, standing, now=now)


def stick_is_there(*, now: Moment) -> None:
    """Note that nobody need bring one."""
    for kind in _ABOUT_STICK:
        Alarm.clear(kind, now=now)


def said_failed(fault: str, *, now: Moment) -> None:
    """Raise the alarm that a month could not be written, with what to do; said anew only when that has changed."""
    with write():
        standing = _standing(AlarmKind.EXPORT_FAILED)
        if standing is None or standing.text != fault:
            _anew(AlarmKind.EXPORT_FAILED, fault, standing, now=now)


def said_done(*, now: Moment) -> None:
    """Note that what had failed is done."""
    Alarm.clear(AlarmKind.EXPORT_FAILED, now=now)


def _anew(kind: AlarmKind, text: str, former: Alarm | None, *, now: Moment) -> None:
    """Raise an alarm in the place of a former one, of which nobody need take note any more."""
    if former is not None:
        Alarm.clear(kind, now=now)
        Alarm.acknowledge(former.id, by=BOX, now=now)
    Alarm.raise_alarm(kind, text, now=now)


def _standing(kind: AlarmKind) -> Alarm | None:
    found: Alarm | None = Alarm.get_or_none(Alarm.kind == kind, Alarm.about == "", Alarm.cleared_at.is_null())
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(KYIV).date()
