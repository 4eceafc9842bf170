"""Alarms (тривоги): what somebody must look at, said once."""

from __future__ import annotations

from datetime import datetime, timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import EVENTS, AlarmKind, Weight, told
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

LATELY = timedelta(days=1)
"""What comes back sooner after its end, seen by nobody, is the same alarm once more."""
NOBODY_READY_TEXT = "Немає жодного готового оператора: хто телефонує, може лише залишити повідомлення."


class NoSuchAlarm(SlukhavkaError):
    """There is no alarm of that number."""


class Alarm(Row):
    """One alarm, from its raising until its cause is gone. `about`: the line, the disk … of which there are several.

    An alarm stands until its cause is gone and somebody has seen it: what came and went at night is still read in the
    morning, once, with how often it came. `raised_at` is its first coming, `again_at` its last where there were
    several, `text` what the last one said; the clock was trusted at all of them, or `clock_trusted` is false.
    """

    id = peewee.AutoField()
    kind = peewee.TextField()
    about = peewee.TextField(default="")
    text = peewee.TextField()
    raised_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    acknowledged_at = UtcDateTimeField(null=True)
    acknowledged_origin = peewee.TextField(null=True)
    acknowledged_by = peewee.ForeignKeyField(Account, null=True)
    cleared_at = UtcDateTimeField(null=True)
    times = peewee.IntegerField(default=1)
    again_at = UtcDateTimeField(null=True)

    @property
    def last_at(self) -> datetime:
        """When it came last."""
        last: datetime = self.again_at or self.raised_at
        return last

    @classmethod
    def raise_alarm(cls, kind: AlarmKind, text: str, *, now: Moment, about: str = "") -> int | None:
        """Raise an alarm and return its id; None when it is open already: nothing is written, nobody is told again.

        What comes and goes is one alarm that counts, until somebody has seen it or it stays away for `LATELY`.
        """
        with write():
            if cls._open(kind, about):
                return None
            if back := cls._unseen_lately(kind, about, now):
                trusted = back.clock_trusted and now.trusted
                anew = {"text": text, "cleared_at": None, "again_at": now.wall, "clock_trusted": trusted}
                cls.update(anew | {"times": cls.times + 1}).where(cls.id == back.id).execute()
                return int(back.id)
            return int(cls.create(kind=kind, about=about, text=text, raised_at=now.wall, clock_trusted=now.trusted).id)

    @classmethod
    def clear(cls, kind: AlarmKind, *, now: Moment, about: str = "") -> int | None:
        """Note that the cause is gone and return the id of the alarm; None when none was open."""
        with write():
            alarm = cls._open(kind, about)
            if alarm is None:
                return None
            cls.update(cleared_at=now.wall).where(cls.id == alarm.id).execute()
            return int(alarm.id)

    @classmethod
    def acknowledge(cls, alarm_id: int, *, by: Actor, now: Moment) -> bool:
        """Note that somebody has seen it; False when somebody had before, who stays the one. Raises NoSuchAlarm."""
        with write():
            alarm = cls.get_or_none(cls.id == alarm_id)
            if alarm is None:
                raise NoSuchAlarm(f"Тривоги № {alarm_id} немає.")
            if alarm.acknowledged_at is not None:
                return False
            seen = {"acknowledged_at": now.wall, "acknowledged_origin": by.origin, "acknowledged_by": by.account}
            if alarm.kind in EVENTS and alarm.cleared_at is None:
                seen["cleared_at"] = now.wall
            cls.update(seen).where(cls.id == alarm_id).execute()
            return True

    @classmethod
    def standing(cls) -> list[Alarm]:
        """Return the alarms that are open or that nobody has seen, the newest first, each with who acknowledged it."""
        stands = cls.cleared_at.is_null() | cls.acknowledged_at.is_null()
        return list(
            cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER).where(stands).order_by(cls.id.desc())
        )

    @classmethod
    def _open(cls, kind: AlarmKind, about: str) -> Alarm | None:
        return cls.get_or_none(cls.kind == kind, cls.about == about, cls.cleared_at.is_null())

    @classmethod
    def _unseen_lately(cls, kind: AlarmKind, about: str, now: Moment) -> Alarm | None:
        """The alarm that comes back; danger to life is said anew each time."""
        if told(kind).weight is Weight.DANGER:
            return None
        last = cls.select().where(cls.kind == kind, cls.about == about).order_by(cls.id.desc()).first()
        if last is None or last.acknowledged_at is not None:
            return None
        # By the wall alone: a clock that was set meanwhile makes one row more, and loses nothing.
        return last if abs(now.wall - last.cleared_at) < LATELY else None
