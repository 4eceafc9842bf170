"""The files of a month, asked for in the console and written by a process of its own: how far it is, who stops it."""

from __future__ import annotations

from collections.abc import Mapping

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "report_run"
FAULT_MAX = 500
STOPPED = "Зупинено."
BROKEN_OFF = "Складання перервалося: зникло живлення або Слухавку зупинили. Файлів немає, складіть їх ще раз."


class OtherMonthIsWritten(SlukhavkaError):
    """One month is written at a time."""


class ReportRun(Row):
    """One writing of a month («2026-11»): `written` of `of_all` files are there. Without `ended_at` it is not over."""

    id = peewee.AutoField()
    month = peewee.TextField()
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)
    begun_at = UtcDateTimeField(null=True)
    written = peewee.IntegerField(default=0)
    of_all = peewee.IntegerField(default=0)
    stop_asked_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    fault = peewee.TextField(default="")

    @property
    def is_done(self) -> bool:
        """Whether its files are there to be taken."""
        return self.ended_at is not None and not self.fault

    @classmethod
    def ask(cls, month: str, *, by: Actor, now: Moment) -> ReportRun:
        """Ask for the files of a month; who asks again while they are written, asks for the same.

        Raises OtherMonthIsWritten.
        """
        with write():
            going = cls.due()
            if going is not None:
                if going.month != month:
                    raise OtherMonthIsWritten("Зараз складаються звіти за інший місяць. Зачекайте або зупиніть їх.")
                return going
            run = cls.create(month=month, asked_at=now.wall, clock_trusted=now.trusted, account=by.account)
            AuditEntry.record(by=by, now=now, verb="asked", subject=SUBJECT, subject_id=run.id, change={"month": month})
        return run

    @classmethod
    def break_off(cls, *, now: Moment) -> list[int]:
        """Note of what had begun that it did not end; return its numbers. Only whoever is the one writer may say so."""
        with write():
            begun = cls.select().where(cls.ended_at.is_null(), cls.begun_at.is_null(False))
            broken = [int(run.id) for run in begun]
            cls.update(ended_at=now.wall, fault=BROKEN_OFF).where(cls.id.in_(broken)).execute()
        return broken

    @classmethod
    def due(cls) -> ReportRun | None:
        """Return what is to be written, or is being written."""
        found: ReportRun | None = cls.select().where(cls.ended_at.is_null()).order_by(cls.id).first()
        return found

    @classmethod
    def latest(cls, month: str) -> ReportRun | None:
        """Return the last one of a month."""
        found: ReportRun | None = cls.select().where(cls.month == month).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def stop(cls, run_id: int, *, by: Actor, now: Moment) -> None:
        """Ask it to stop; one that was never begun is over at once. Once is enough."""
        with write():
            going = (cls.id == run_id) & cls.ended_at.is_null() & cls.stop_asked_at.is_null()
            if cls.update(stop_asked_at=now.wall).where(going).execute():
                AuditEntry.record(by=by, now=now, verb="stopped", subject=SUBJECT, subject_id=run_id)
            waits = (cls.id == run_id) & cls.ended_at.is_null() & cls.begun_at.is_null()
            cls.update(ended_at=now.wall, fault=STOPPED).where(waits).execute()

    @classmethod
    def must_stop(cls, run_id: int) -> bool:
        """Tell whether somebody wants it stopped."""
        return cls.select().where(cls.id == run_id, cls.stop_asked_at.is_null(False)).exists()

    @classmethod
    def progress(cls, run_id: int, written: int, of_all: int, *, now: Moment) -> None:
        """Note how far it is."""
        with write():
            cls.update(written=written, of_all=of_all).where(cls.id == run_id).execute()
            cls.update(begun_at=now.wall).where(cls.id == run_id, cls.begun_at.is_null()).execute()

    @classmethod
    def end(cls, run_id: int, fault: str = "", *, now: Moment) -> None:
        """Note that it is over; "" all is written."""
        with write():
            cls.update(ended_at=now.wall, fault=fault[:FAULT_MAX]).where(cls.id == run_id).execute()


JOURNAL_WORDS: Mapping[str, str] = {
    "report_run": "складання звітів місяця",
    "asked": "замовлено",
    "stopped": "зупинено",
}
