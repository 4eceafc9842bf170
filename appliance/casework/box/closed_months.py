"""Closed months: the figures of a month as they were issued, kept whatever its rows say later."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "closed_month"
REASON_MIN, REASON_MAX = 5, 500


class CannotClose(SlukhavkaError):
    """A month cannot be closed or issued anew so; the text says why."""


class ClosedMonth(Row):
    """One issue of a month («2026-11»). The latest counts; none is ever changed. `figures`: JSON text."""

    id = peewee.AutoField()
    month = peewee.TextField()
    issue = peewee.IntegerField()
    figures = peewee.TextField()
    sha256 = peewee.TextField()
    reason = peewee.TextField(default="")
    closed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None

    @property
    def is_whole(self) -> bool:
        """Whether the figures are those that were issued."""
        return bool(self.sha256 == checksum(self.figures))

    @classmethod
    def latest(cls, month: str) -> ClosedMonth | None:
        """Return the issue that counts, with who closed it at hand; None while the month is open."""
        return next(iter(cls.issues(month)), None)

    @classmethod
    def issues(cls, month: str) -> list[ClosedMonth]:
        """Return all issues of a month, the newest first, each with who closed it at hand."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER).where(cls.month == month)
        return list(found.order_by(cls.issue.desc()))

    @classmethod
    def close(cls, month: str, figures: str, *, by: Actor, now: Moment) -> ClosedMonth:
        """Keep the figures of a month; its caller has looked that it is over.

        Raises CannotClose: it is closed, or the clock is not to be trusted.
        """
        with write():
            if cls.latest(month) is not None:
                raise CannotClose("Цей місяць уже закрито.")
            return cls._issued(month, 1, figures, "", by=by, now=now)

    @classmethod
    def issue_anew(cls, month: str, figures: str, reason: str, *, by: Actor, now: Moment) -> ClosedMonth:
        """Keep other figures from now on, and why; the earlier ones stay. Raises CannotClose."""
        reason = " ".join(reason.split())
        if not REASON_MIN <= len(reason) <= REASON_MAX:
            raise CannotClose(f"Напишіть, чому звіт видають знову: від {REASON_MIN} до {REASON_MAX} знаків.")
        with write():
            standing = cls.latest(month)
            if standing is None:
                raise CannotClose("Цей місяць ще не закрито.")
            if standing.figures == figures:
                raise CannotClose("Після закриття нічого не змінилося: видавати знову нема чого.")
            return cls._issued(month, standing.issue + 1, figures, reason, by=by, now=now)

    @classmethod
    def _issued(cls, month: str, issue: int, figures: str, reason: str, *, by: Actor, now: Moment) -> ClosedMonth:
        if not now.trusted:
            raise CannotClose("Годинник Слухавки не звірений. Місяць закривають, коли час відомий.")
        made = cls.create(
            month=month,
            issue=issue,
            figures=figures,
            sha256=checksum(figures),
            reason=reason,
            closed_at=now.wall,
            clock_trusted=now.trusted,
            origin=by.origin,
            account=by.account,
        )
        change = {"issue": issue, "sha256": made.sha256} | ({"reason": reason} if reason else {})
        verb = "month_closed" if issue == 1 else "issued_anew"
        AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=month, change=change)
        return made


def checksum(figures: str) -> str:
    """Return SHA-256 of the figures as UTF-8."""
    return hashlib.sha256(figures.encode()).hexdigest()


JOURNAL_WORDS: Mapping[str, str] = {
    "closed_month": "звіт за місяць",
    "report": "звіт із персональними даними",
    "month_closed": "закрито місяць",
    "issued_anew": "видано знову",
}
