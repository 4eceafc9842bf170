"""How the register was brought back from a copy, and what was lost by it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

KYIV = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True, slots=True)
class Restored:
    """One restoration. `broken`: the name of the file set aside, "" when there was none; `copy`: the copy's number."""

    broken: str
    fault: str
    copy: int
    copy_made_at: datetime
    copy_clock_trusted: bool
    found_at: datetime
    clock_trusted: bool

    @property
    def loss(self) -> str:
        """What is lost, in Ukrainian."""
        since, until = _told(self.copy_made_at), _told(self.found_at)
        doubt = "" if self.copy_clock_trusted and self.clock_trusted else " (годинник міг помилятися)"
        kept = f" Пошкоджений файл збережено: {self.broken}." if self.broken else ""
        return (
            f"Базу відновлено з копії № {self.copy}. Втрачено все між {since} і {until}{doubt}, крім голосових "
            f"повідомлень, які лишилися на диску: їх занесено знову. Стирання даних людей за цей час треба "
            f"повторити.{kept}"
        )


class Restoration(Row):
    """A restoration that has happened; nothing changes or deletes it."""

    id = peewee.AutoField()
    broken = peewee.TextField()
    fault = peewee.TextField()
    copy = peewee.IntegerField()
    copy_made_at = UtcDateTimeField()
    copy_clock_trusted = BooleanField()
    found_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    searched_at = UtcDateTimeField(null=True)
    """When the recordings were looked through for what the copy did not know."""

    @classmethod
    def enter(cls, restored: Restored) -> None:
        """Enter it and raise the alarm; a second time nothing."""
        with write():
            if cls.select().where(cls.copy == restored.copy, cls.found_at == restored.found_at).exists():
                return
            entered = cls.create(**{**asdict(restored), "fault": restored.fault[:1000]})
            now = Moment(restored.found_at, 0.0, restored.clock_trusted, "")
            Alarm.raise_alarm(AlarmKind.DATABASE_RESTORED, restored.loss, now=now, about=str(entered.id))

    @classmethod
    def unsearched(cls) -> bool:
        """Tell whether the recordings have not been looked through since the last one."""
        return cls.select().where(cls.searched_at.is_null()).exists()

    @classmethod
    def searched(cls, now: Moment) -> None:
        """Note that the recordings have been looked through."""
        with write():
            cls.update(searched_at=now.wall).where(cls.searched_at.is_null()).execute()

    @classmethod
    def latest(cls, limit: int = 10) -> list[Restoration]:
        """Return the restorations, the newest first."""
        return list(cls.select().order_by(cls.id.desc()).limit(limit))

    @property
    def loss(self) -> str:
        """What is lost, in Ukrainian."""
        names = Restored.__dataclass_fields__
        return Restored(**{name: getattr(self, name) for name in names}).loss


def _told(moment: datetime) -> str:
    return moment.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
