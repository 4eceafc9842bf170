"""What the box did to bring its lines back (кроки ремонту): each rung of the ladder, done or not possible here."""

from __future__ import annotations

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.contracts import Trouble
from appliance.contracts.mending import ResetLevel

KEPT = 2000


class MendingStep(Row):
    """One step. `done` False: it cannot be done on this box."""

    id = peewee.AutoField()
    line = peewee.TextField()
    trouble = peewee.TextField()
    level = peewee.TextField()
    done = BooleanField()
    at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    monotonic_s = peewee.FloatField()

    @classmethod
    def note(cls, line: str, trouble: Trouble, level: ResetLevel, *, done: bool, now: Moment) -> None:
        """Write that a step was taken; the oldest beyond `KEPT` go, reboots excepted."""
        with write():
            made = cls.create(
                line=line,
                trouble=trouble,
                level=level,
                done=done,
                at=now.wall,
                clock_trusted=now.trusted,
                boot_id=now.boot_id,
                monotonic_s=now.monotonic_s,
            )
            cls.delete().where(cls.id <= made.id - KEPT, cls.level != ResetLevel.REBOOT).execute()

    @classmethod
    def reboots(cls, limit: int = 10) -> list[MendingStep]:
        """Return the last reboots that were asked for, the oldest first."""
        asked = cls.select().where(cls.level == ResetLevel.REBOOT, cls.done)
        return list(asked.order_by(cls.id.desc()).limit(limit))[::-1]

    @classmethod
    def latest(cls, limit: int = 50) -> list[MendingStep]:
        """Return the last steps, the newest first."""
        return list(cls.select().order_by(cls.id.desc()).limit(limit))
