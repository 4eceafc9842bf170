"""Maintenance (технічні роботи) on the box: begun with a reason and an end, told to callers, over by itself.

Meanwhile its technician is texted of danger alone, and what breaks is a planned incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.announcements import Announcement, NewAnnouncement, Priority
from appliance.casework.notices.notice_rules import SPOKEN_MAX, BadNotice
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "maintenance"
REASON_MAX = 300
LONGEST_S = 12 * 3600
SHORTEST_S = 300
SPOKEN = (
    "Увага! На телефонній лінії громади ведуться технічні роботи. Зв'язок може перериватися. "
    "Якщо розмова обірветься, зателефонуйте, будь ласка, пізніше."
)
"""What callers hear, unless it is written anew."""


class BadMaintenance(SlukhavkaError):
    """It cannot be begun so. `field`: what is wrong."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewMaintenance:
    """What is going to be done, for how many seconds at most, and what callers hear before the menu, "" for nothing."""

    reason: str
    lasts_s: float
    spoken: str = SPOKEN


class Maintenance(Row):
    """One time of works on the box; at most one runs."""

    id = peewee.AutoField()
    reason = peewee.TextField()
    began_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    began_monotonic_s = peewee.FloatField()
    begun_by = peewee.ForeignKeyField(Account, null=True)
    until_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)
    ended_by = peewee.ForeignKeyField(Account, null=True)
    announcement = peewee.ForeignKeyField(Announcement, null=True)
    announcement_id: int | None

    @property
    def spoken(self) -> str:
        """What callers hear of it, "" for nothing."""
        return str(self.announcement.text) if self.announcement is not None else ""

    @classmethod
    def begin(cls, new: NewMaintenance, *, by: Actor, now: Moment) -> int:
        """Begin now and return the id; wake the notices after it. Raises BadMaintenance."""
        reason = " ".join(new.reason.split())
        if not 1 <= len(reason) <= REASON_MAX or not reason.isprintable():
            raise BadMaintenance(f"Напишіть, що робитимете, не довше за {REASON_MAX} знаків.", "reason")
        if not SHORTEST_S <= new.lasts_s <= LONGEST_S:
            raise BadMaintenance("Роботи тривають від п'яти хвилин до дванадцяти годин.", "hours")
        with write():
            if cls.settle(now) is not None:
                raise BadMaintenance("Технічні роботи вже ведуться. Спершу завершіть їх.")
            row = cls.create(
                reason=reason,
                began_at=now.wall,
                clock_trusted=now.trusted,
                boot_id=now.boot_id,
                began_monotonic_s=now.monotonic_s,
                begun_by=by.account,
                until_at=now.wall + timedelta(seconds=new.lasts_s),
                announcement=_announced(new, by, now),
            )
            AuditEntry.record(
                by=by, now=now, verb="maintenance_begun", subject=SUBJECT, subject_id=row.id, change={"reason": reason}
            )
        return int(row.id)

    @classmethod
    def end(cls, *, by: Actor, now: Moment) -> int | None:
        """End what runs and return its id, None when nothing does; wake the notices after it."""
        with write():
            running = cls.settle(now)
            if running is None:
                return None
            cls.update(ended_at=now.wall, ended_by=by.account).where(cls.id == running.id).execute()
            if running.announcement_id is not None:
                Announcement.withdraw(running.announcement_id, by=by, now=now)
            AuditEntry.record(by=by, now=now, verb="maintenance_ended", subject=SUBJECT, subject_id=running.id)
        return int(running.id)

    @classmethod
    def running(cls, now: Moment) -> Maintenance | None:
        """Return what runs at this moment, with who began it."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.begun_by)
        row: Maintenance | None = found.where(cls.ended_at.is_null()).first()
        return row if row is not None and not row._over(now) else None

    @classmethod
    def settle(cls, now: Moment) -> Maintenance | None:
        """Write the end of what is over by itself; return what runs still."""
        row: Maintenance | None = cls.get_or_none(cls.ended_at.is_null())
        if row is None or not row._over(now):
            return row
        with write():
            cls.update(ended_at=row.until_at).where(cls.id == row.id, cls.ended_at.is_null()).execute()
        return None

    @classmethod
    def latest(cls, count: int) -> list[Maintenance]:
        """Return the newest, each with who began it."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.begun_by)
        return list(found.order_by(cls.id.desc()).limit(count))

    def _over(self, now: Moment) -> bool:
        """Whether its time has passed: by the seconds of one boot, else by the wall, which may not stand before it."""
        lasts_s = (self.until_at - self.began_at).total_seconds()
        if self.boot_id == now.boot_id:
            return bool(now.monotonic_s - self.began_monotonic_s >= lasts_s)
        return not bool(self.began_at <= now.wall < self.until_at)


def _announced(new: NewMaintenance, by: Actor, now: Moment) -> int | None:
    spoken = " ".join(new.spoken.split())
    if not spoken:
        return None
    if len(spoken) > SPOKEN_MAX:
        raise BadMaintenance(f"Не довше за {SPOKEN_MAX} знаків.", "spoken")
    until = now.wall + timedelta(seconds=new.lasts_s)
    try:
        return Announcement.add(NewAnnouncement(spoken, now.wall, until, Priority.HIGH), by=by, now=now)
    except BadNotice as error:
        raise BadMaintenance(str(error), "spoken") from error


JOURNAL_WORDS: Mapping[str, str] = {
    "maintenance": "технічні роботи на Слухавці",
    "maintenance_begun": "розпочато роботи",
    "maintenance_ended": "завершено роботи",
}
