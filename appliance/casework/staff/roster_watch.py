"""Watches the roster: which of the next nights nobody answers in, and the alarm for those that come within a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.spans import Span
from appliance.casework.row import write
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.nights import Night, nights_from
from appliance.casework.staff.roster import RosterShift, Shift
from appliance.clock import Moment

AHEAD = timedelta(hours=24)
DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class NightWatch:
    """A night, who answers in it, and the parts of it, in UTC, in which nobody does."""

    night: Night
    shifts: tuple[Shift, ...]
    gaps: tuple[Span, ...]


def next_nights(now: Moment, calendar: WorkCalendar, days: int = DAYS_SHOWN) -> list[NightWatch]:
    """Return the nights of the next days, the one that goes on first."""
    return watched(nights_from(now.wall, calendar, days), now)


def watched(nights: Sequence[Night], now: Moment) -> list[NightWatch]:
    """Return these nights, in their order, with who answers in them."""
    if not nights:
        return []
    duties = [each for each in RosterShift.between(nights[0].start, nights[-1].end) if each.duty and each.answering]
    return [_watch(night, duties, now) for night in nights]


def watch(now: Moment, calendar: WorkCalendar) -> bool:
    """Raise an alarm for each night that comes within `AHEAD` and has an hour without a duty officer; clear the others.

    Tells whether anything changed. An office that has entered no duty officer keeps no roster and is not reminded.
    """
    with write():
        empty = _empty(next_nights(now, calendar, days=2), now) if DutyOfficer.standing() else []
        about = {each.night.on.isoformat(): each for each in empty}
        raised = [
            Alarm.raise_alarm(AlarmKind.NIGHT_WITHOUT_DUTY, _sentence(each), now=now, about=day)
            for day, each in about.items()
        ]
        standing = Alarm.select(Alarm.about).where(
            Alarm.kind == AlarmKind.NIGHT_WITHOUT_DUTY, Alarm.cleared_at.is_null()
        )
        over = [alarm.about for alarm in standing if alarm.about not in about]
        cleared = [Alarm.clear(AlarmKind.NIGHT_WITHOUT_DUTY, now=now, about=day) for day in over]
    return any(each is not None for each in (*raised, *cleared))


def _watch(night: Night, duties: Sequence[Shift], now: Moment) -> NightWatch:
    spans = [(each.planned.starts_at, each.planned.ends_at) for each in duties]
    theirs = tuple(each for each in duties if each.planned.starts_at < night.end and each.planned.ends_at > night.start)
    return NightWatch(night, theirs, tuple(night.uncovered(spans, now.wall)))


def _empty(nights: Sequence[NightWatch], now: Moment) -> list[NightWatch]:
    return [each for each in nights if each.gaps and each.gaps[0][0] <= now.wall + AHEAD]


def _sentence(watch: NightWatch) -> str:
    night = watch.night
    part = "немає чергового" if not watch.shifts else "черговий є не весь час"
    when = f"Доба з {night.on:%d.%m}" if night.day_off else f"Ніч з {night.on:%d.%m}"
    return f"{when}: {part}. Нікому відповісти на повідомлення про загрозу життю: доповніть графік чергувань."
