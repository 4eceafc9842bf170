"""What the office decides about keeping: how long a kind is kept, and what is held back while it is in dispute."""

from __future__ import annotations

from collections.abc import Mapping

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.box.retention import TERMS, Kept, Term
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "retention"
REASON_MAX = 200
JOURNAL_WORDS: Mapping[str, str] = {
    "retention": "строки зберігання",
    "retention_term_set": "змінено строк зберігання",
    "retention_held": "заборонено знищення до вирішення спору",
    "retention_hold_lifted": "знято заборону знищення",
}


class BadTerm(SlukhavkaError):
    """A term that cannot be."""


class BadHold(SlukhavkaError):
    """A hold that cannot be placed or lifted."""


class RetentionTerm(Row):
    """A term that the office has changed: days or years, as its kind counts."""

    kind = peewee.TextField(primary_key=True)
    count = peewee.IntegerField()
    version = peewee.IntegerField(default=1)

    @classmethod
    def terms(cls) -> dict[Kept, Term]:
        """Return every term as it is now."""
        own = {Kept(each.kind): each.count for each in cls.select() if each.kind in TERMS}
        return {
            kept: Term(term.title, own.get(kept, term.count), term.years, term.from_new_year)
            for kept, term in TERMS.items()
        }

    @classmethod
    def change(cls, kept: Kept, count: int, *, by: Actor, now: Moment) -> None:
        """Change a term. Raises BadTerm."""
        least, most = (1, 100) if TERMS[kept].years else (7, 36500)
        if not least <= count <= most:
            raise BadTerm(f"Строк має бути від {least} до {most}.")
        with write():
            old = cls.terms()[kept].count
            cls.insert(kind=kept, count=count).on_conflict(
                conflict_target=[cls.kind], update={"count": count, "version": cls.version + 1}
            ).execute()
            change = {"count": [old, count]}
            AuditEntry.record(
                by=by, now=now, verb="retention_term_set", subject=SUBJECT, subject_id=kept, change=change
            )


class RetentionHold(Row):
    """A recording or a card in dispute: it stays until somebody lifts the hold."""

    id = peewee.AutoField()
    kind = peewee.TextField()
    subject_id = peewee.IntegerField()
    reason = peewee.TextField()
    placed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    placed_by = peewee.ForeignKeyField(Account, null=True)
    lifted_at = UtcDateTimeField(null=True)
    lifted_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def place(cls, kind: str, subject_id: int, reason: str, *, by: Actor, now: Moment) -> int:
        """Hold a row; the reason names nobody. Raises BadHold."""
        reason = " ".join(reason.split())
        table: type[Row] = VoiceMessage if kind == "recording" else Appeal
        if not 1 <= len(reason) <= REASON_MAX or not reason.isprintable():
            raise BadHold(f"Напишіть причину, до {REASON_MAX} знаків, без імені людини.")
        with write():
            if table.get_or_none(table._meta.primary_key == subject_id) is None:
                raise BadHold("Такого запису чи картки немає.")
            if cls.get_or_none(cls.kind == kind, cls.subject_id == subject_id, cls.lifted_at.is_null()):
                raise BadHold("Знищення вже заборонено.")
            hold = cls.create(
                kind=kind,
                subject_id=subject_id,
                reason=reason,
                placed_at=now.wall,
                clock_trusted=now.trusted,
                placed_by=by.account,
            )
            AuditEntry.record(
                by=by, now=now, verb="retention_held", subject=SUBJECT, subject_id=hold.id, change={"reason": reason}
            )
        return int(hold.id)

    @classmethod
    def lift(cls, hold_id: int, *, by: Actor, now: Moment) -> None:
        """Lift a hold. Raises BadHold."""
        with write():
            lifted = {"lifted_at": now.wall, "lifted_by": by.account}
            if not cls.update(lifted).where(cls.id == hold_id, cls.lifted_at.is_null()).execute():
                raise BadHold("Цю заборону вже знято.")
            AuditEntry.record(by=by, now=now, verb="retention_hold_lifted", subject=SUBJECT, subject_id=hold_id)

    @classmethod
    def standing(cls) -> list[RetentionHold]:
        """Return the holds, the newest first, each with who placed it."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.placed_by)
        return list(found.where(cls.lifted_at.is_null()).order_by(cls.id.desc()))
