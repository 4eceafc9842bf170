"""Technical alarms that nobody has seen to are told to the technician by SMS: each once, few a day, not at night.

One that comes and goes is told once a day as long as it comes back.

His number stands in the settings of the box (`[self_test] technicians`), which only he can write: that is the directory
by which `numbers.may_dial` allows it, see `with_technicians`.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import Weight, times, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.box.technical_alarms import technical
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.texts.messages import Grounds, Message, NewMessage
from appliance.clock import Moment
from appliance.numbers import Purpose, parse
from appliance.settings import SelfTestSettings

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
SAME_CAUSE_A_DAY = 3
"""What comes anew each time somebody has seen it is told so often and no more."""
TEXT_MAX = 201
"""Three SMS in Cyrillic (TS 23.040: 67 signs each)."""
SOURCE = "alarm"


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told (E.164), after how long, how many alarms a day, and from and to which hour of Kyiv it is quiet."""

    technicians: tuple[str, ...] = ()
    after_s: float = 600.0
    a_day: int = 10
    quiet_from_h: int = 22
    quiet_to_h: int = 7

    @classmethod
    def by(cls, settings: SelfTestSettings, *, can_text: bool) -> Telling:
        """Return it as the settings say; nobody is told by a box that has no way to send an SMS."""
        return cls(
            settings.technicians if can_text else (),
            settings.tell_after_min * 60.0,
            settings.told_a_day,
            settings.quiet_from_h,
            settings.quiet_to_h,
        )

    def quiet(self, now: Moment) -> bool:
        """Whether people sleep. Of a clock that nobody has set nobody knows."""
        hour = now.wall.astimezone(KYIV).hour
        if self.quiet_from_h <= self.quiet_to_h:
            night = self.quiet_from_h <= hour < self.quiet_to_h
        else:
            night = hour >= self.quiet_from_h or hour < self.quiet_to_h
        return now.trusted and night


class TechnicianTold(Row):
    """That a technician was texted of an alarm. `cause`: its kind and what it is about."""

    alarm_id = peewee.IntegerField()
    message_id = peewee.IntegerField()
    cause = peewee.TextField()
    told_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    told_monotonic_s = peewee.FloatField()

    class Meta:
        """One row an alarm and telephone."""

        primary_key = peewee.CompositeKey("alarm_id", "message_id")

    @classmethod
    def tell_due(cls, telling: Telling, now: Moment, seen: dict[int, float]) -> int:
        """Queue an SMS of every alarm that is due and return how many SMS; wake the outbox after it.

        `seen` is the caller's memory, kept by this: since when (monotonic) each alarm has been seen to stand.
        """
        open_now = [alarm for alarm in Alarm.standing() if _waits_for_somebody(alarm)]
        for gone in set(seen) - {alarm.id for alarm in open_now}:
            del seen[gone]
        for alarm in open_now:
            seen.setdefault(alarm.id, now.monotonic_s)
        due = [alarm for alarm in reversed(open_now) if _age_s(alarm, now, seen) >= telling.after_s]
        if not telling.technicians or not due:
            return 0
        with write():
            return sum(cls._tell(alarm, telling, now) for alarm in due if cls._may_be_told(alarm, telling, now))

    @classmethod
    def _may_be_told(cls, alarm: Alarm, telling: Telling, now: Moment) -> bool:
        danger = told(alarm.kind).weight is Weight.DANGER
        if not danger and (telling.quiet(now) or Maintenance.running(now) is not None):
            return False
        today = list(cls._within_a_day(now))
        if alarm.id in {each.alarm_id for each in today} or not cls._has_come_since(alarm, now):
            return False
        same = {each.alarm_id for each in today if each.cause == _cause(alarm)}
        return len(same) < SAME_CAUSE_A_DAY and (danger or len({each.alarm_id for each in today}) < telling.a_day)

    @classmethod
    def _has_come_since(cls, alarm: Alarm, now: Moment) -> bool:
        """Whether it has come, or come back, since it was told last; a clock that ran ahead has noted nothing."""
        told_at = cls.select(peewee.fn.MAX(cls.told_at)).where(cls.alarm_id == alarm.id).scalar()
        return told_at is None or (alarm.again_at is not None and not alarm.again_at <= told_at <= now.wall)

    @classmethod
    def _tell(cls, alarm: Alarm, telling: Telling, now: Moment) -> int:
        for number in telling.technicians:
            new = NewMessage(parse(number, ""), _words(alarm), f"{SOURCE}:{alarm.id}", Purpose.ALARM)
            cls.insert(
                alarm_id=alarm.id,
                message_id=Message.queue(new, now),
                cause=_cause(alarm),
                told_at=now.wall,
                clock_trusted=now.trusted,
                boot_id=now.boot_id,
                told_monotonic_s=now.monotonic_s,
            ).execute()
        log.info("the technician is told of alarm %d", alarm.id)
        return len(telling.technicians)

    @classmethod
    def _within_a_day(cls, now: Moment) -> peewee.ModelSelect[TechnicianTold]:
        """What was told in the last 24 hours, also when the wall clock was set meanwhile."""
        this_boot = (cls.boot_id == now.boot_id) & (cls.told_monotonic_s >= now.monotonic_s - DAY.total_seconds())
        by_wall = cls.told_at >= now.wall - DAY
        if now.trusted:
            by_wall &= cls.told_at <= now.wall  # what a clock that ran ahead has noted would count for years
        return cls.select().where(by_wall | this_boot)


def with_technicians(grounds: Grounds, technicians: Collection[str]) -> Grounds:
    """Return the grounds with the technicians' telephones among the directories of the house."""
    known = frozenset(technicians)
    return lambda number: replace(found := grounds(number), in_directory=found.in_directory or number in known)


def _waits_for_somebody(alarm: Alarm) -> bool:
    return technical(alarm.kind) and alarm.cleared_at is None and alarm.acknowledged_at is None


def _age_s(alarm: Alarm, now: Moment, seen: dict[int, float]) -> float:
    """Return how long ago it surely came first: no restart makes it young where the clock was set all along."""
    by_wall = (now.wall - alarm.raised_at).total_seconds() if alarm.clock_trusted and now.trusted else 0.0
    return max(by_wall, now.monotonic_s - seen[alarm.id])


def _cause(alarm: Alarm) -> str:
    return f"{alarm.kind}:{alarm.about}"


def _words(alarm: Alarm) -> str:
    raised = alarm.raised_at.astimezone(KYIV)
    often = f" ({times(alarm.times)})" if alarm.times > 1 else ""
    text = " ".join(f"Слухавка, {raised:%d.%m %H:%M}. {told(alarm.kind).title}{often}. {alarm.text}".split())
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
