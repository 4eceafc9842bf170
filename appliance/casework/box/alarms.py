"""Alarms (тривоги): what somebody must look at, said once."""

from __future__ import annotations

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NOBODY_READY_TEXT = "Немає жодного готового оператора: хто телефонує, може лише залишити повідомлення."


class NoSuchAlarm(SlukhavkaError):
    """There is no alarm of that number."""


class Alarm(Row):
    """One alarm, from its raising until its cause is gone. `about`: the line, the disk … of which there are several.

    An alarm stands until its cause is gone and somebody has seen it: what came and went at night is still read in the
    morning.
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

    @classmethod
    def raise_alarm(cls, kind: AlarmKind, text: str, *, now: Moment, about: str = "") -> int | None:
        """Raise an alarm and return its id; None when it is open already: nothing is written, nobody is told again."""
        with write():
            if cls._open(kind, about):
                return None
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
