"""Months written to a stick (місяць на флешці): who asked, how far it is, what became of it; and what is due."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.council_key import CouncilKey
from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.community import Community
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "month_export"
BUTTON = "button"
"""The origin of what was asked by the button of the box; what the box begins by itself has `Origin.BOX`."""
FAULT_MAX, REMARK_MAX, STICK_MAX = 500, 500, 200
MONTHS_BACK = 12
"""So far back a month that nobody has taken away is still due."""
BROKEN_OFF = "Запис перервався: зникло живлення або Слухавку зупинили. Вставте флешку й запишіть ще раз."
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class BadMonth(SlukhavkaError):
    """No month that can be written."""


class Stage(StrEnum):
    """How far an export is."""

    ASKED = "asked"
    REPORTS = "reports"
    WRITING = "writing"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Due:
    """What should be on a stick by now. `months` oldest first; `days` since the oldest could have been taken away.

    `says` tells why nothing can be said, "" when the clock is right.
    """

    months: tuple[str, ...] = ()
    days: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What lies on the stick, read back and compared: how many files and bytes, where, the hash of the hashes."""

    files: int
    bytes: int
    directory: str
    sums_sha256: str
    remark: str = ""


class MonthExport(Row):
    """One writing of one month; `council_key` closed the personal part.

    `of_all`: while reports are composed, how many files, of which there are `files`; then about how many bytes are to
    be written and read back, of which there are `bytes`.
    """

    id = peewee.AutoField()
    month = peewee.TextField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    begun_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    stage = peewee.TextField(default=Stage.ASKED)
    bytes = peewee.IntegerField(default=0)
    of_all = peewee.IntegerField(default=0)
    files = peewee.IntegerField(default=0)
    directory = peewee.TextField(default="")
    sums_sha256 = peewee.TextField(default="")
    council_key = peewee.ForeignKeyField(CouncilKey, null=True)
    stick = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    fault = peewee.TextField(default="")

    account_id: int | None
    council_key_id: int | None

    @property
    def by(self) -> Actor:
        """In whose name it is written."""
        return Actor(Origin.BOX if self.origin == BUTTON else Origin(self.origin), self.account_id)

    @classmethod
    def ask(cls, month: str, *, by: Actor, now: Moment, pressed: bool = False) -> MonthExport:
        """Ask that a month be written; who has asked and still waits, waits for both. Raises BadMonth.

        `pressed`: by the button of the box. `month` "" is for that alone: it cannot be told yet.
        """
        if month and not _MONTH.fullmatch(month):
            raise BadMonth("Місяць пишуть роком і числом місяця, як 2026-10.")
        if month and now.trusted and month >= month_of(now):
            raise BadMonth("Цей місяць ще не скінчився: записати можна минулий і давніші.")
        with write():
            waiting: MonthExport | None = cls._open().where(cls.month == month, cls.begun_at.is_null()).first()
            if waiting:
                return waiting
            asked: MonthExport = cls.create(
                month=month,
                origin=BUTTON if pressed else by.origin,
                account=by.account,
                asked_at=now.wall,
                clock_trusted=now.trusted,
            )
            AuditEntry.record(
                by=by, now=now, verb="asked", subject=SUBJECT, subject_id=asked.id, change={"month": month}
            )
        return asked

    @classmethod
    def waiting(cls) -> list[MonthExport]:
        """Return what was asked and has not begun, the oldest first."""
        return list(cls._open().where(cls.begun_at.is_null()).order_by(cls.id))

    @classmethod
    def latest(cls, limit: int = 12) -> list[MonthExport]:
        """Return the exports, the newest first, each with who asked and the key."""
        rows = cls.select(cls, Account, CouncilKey).join(Account, peewee.JOIN.LEFT_OUTER)
        rows = rows.switch(cls).join(CouncilKey, peewee.JOIN.LEFT_OUTER)
        return list(rows.order_by(cls.id.desc()).limit(limit))

    @classmethod
    def break_off(cls, *, now: Moment) -> int:
        """Note of what had begun that it did not end; return how many. Only whoever is the one writer may say so."""
        with write():
            broken = list(cls._open().where(cls.begun_at.is_null(False)))
            for each in broken:
                each.failed(BROKEN_OFF, now=now)
        return len(broken)

    def begin(self, key: CouncilKey | None, *, stick: str, now: Moment) -> None:
        """Note that it is taken up, with the key that closes its personal part; None: that part is not written."""
        with write():
            self._set(begun_at=now.wall, stage=Stage.REPORTS, council_key=key, stick=stick[:STICK_MAX])
            if key:
                AccessEntry.record(by=self.by, now=now, subject=SUBJECT, subject_id=self.id, how="exported")

    def composed(self, files: int, of_all: int) -> None:
        """Note how many files of its reports there are already."""
        with write():
            self._set(files=files, of_all=of_all)

    def reach(self, stage: Stage, *, of_all: int = 0) -> None:
        """Note how far it is."""
        with write():
            self._set(stage=stage, of_all=of_all or self.of_all)

    def progress(self, count: int) -> None:
        """Note how many bytes are written, or read back."""
        with write():
            self._set(bytes=count)

    def done(self, written: Written, *, now: Moment) -> None:
        """Note that it lies on the stick, synced, read back and compared."""
        with write():
            self._set(
                stage=Stage.DONE,
                ended_at=now.wall,
                bytes=written.bytes,
                of_all=written.bytes,
                files=written.files,
                directory=written.directory,
                sums_sha256=written.sums_sha256,
                remark=written.remark[:REMARK_MAX],
            )
            change = {"month": self.month, "directory": written.directory, "sums_sha256": written.sums_sha256}
            AuditEntry.record(by=self.by, now=now, verb="exported", subject=SUBJECT, subject_id=self.id, change=change)

    def failed(self, fault: str, *, now: Moment) -> None:
        """Note why it is not on the stick."""
        with write():
            self._set(stage=Stage.FAILED, ended_at=now.wall, fault=fault[:FAULT_MAX] or "Не вдалося.")
            change = {"month": self.month, "fault": self.fault}
            AuditEntry.record(by=self.by, now=now, verb="failed", subject=SUBJECT, subject_id=self.id, change=change)

    def _set(self, **what: object) -> None:
        MonthExport.update(**what).where(MonthExport.id == self.id).execute()
        for name, value in what.items():
            setattr(self, name, value)

    @classmethod
    def _open(cls) -> peewee.ModelSelect[MonthExport]:
        return cls.select().where(cls.ended_at.is_null())


def due(now: Moment) -> Due:
    """Return which months are to be taken away: from the 1st the one before, and older ones that nobody has taken."""
    if not now.trusted:
        return Due(says="Годинник не звірено: невідомо, який місяць час записувати. Спершу звірте час.")
    community = Community.current()
    if community is None:
        return Due()
    # The wall clock of a first run may have been wrong: then nobody knows how old the box is, and one month is enough.
    first = _named(community.set_at.astimezone(KYIV).date()) if community.clock_trusted else former_month(now)
    taken = {each.month for each in MonthExport.select(MonthExport.month).where(*_taken()).distinct()}
    months = tuple(month for month in _months_before(now) if month >= first and month not in taken)
    if not months:
        return Due()
    return Due(months, (_today(now) - _after(months[0])).days)


def former_month(now: Moment) -> str:
    """Return the month before the present one in Kyiv, as 2026-10."""
    return _named(_today(now).replace(day=1) - timedelta(days=1))


def month_of(now: Moment) -> str:
    """Return the present month in Kyiv, as 2026-11."""
    return _named(_today(now))


def _taken() -> tuple[peewee.Node, ...]:
    """Return the conditions of a month that is away, whole: a wrong clock may have written one before its end."""
    return MonthExport.stage == Stage.DONE, MonthExport.clock_trusted


def _months_before(now: Moment) -> tuple[str, ...]:
    """Return the months that may be due, the oldest first."""
    found, first = [], _today(now).replace(day=1)
    for _ in range(MONTHS_BACK):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(_named(first))
    return tuple(reversed(found))


def _after(month: str) -> date:
    """Return the day from which a month is due."""
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)


def _today(now: Moment) -> date:
    return now.wall.astimezone(KYIV).date()


def _named(day: date) -> str:
    return day.isoformat()[:7]


JOURNAL_WORDS: Mapping[str, str] = {
    SUBJECT: "місяць на флешці",
    "asked": "замовлено",
    "exported": "вивантажено",
    "failed": "не вдалося",
}
