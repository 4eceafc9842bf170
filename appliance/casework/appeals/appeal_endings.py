"""How a card ends before it is registered: discarded, or refused at the door (K 5.8). Nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_kinds import STATE_NAMES, AppealState, RefusalGround
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

REASON_MAX = 500


class ReasonNeeded(SlukhavkaError):
    """Who discards or refuses a card says why, in a few words."""


class AlreadyRefused(SlukhavkaError):
    """It was refused before."""


class AppealDiscard(Row):
    """A draft that was made in error or came to nothing: who put it away, when, and why."""

    id = peewee.AutoField()
    appeal = peewee.ForeignKeyField(Appeal, unique=True)
    reason = peewee.TextField()
    discarded_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    discarded_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def put(cls, appeal_id: int, version: int, reason: str, *, by: Actor, now: Moment) -> None:
        """Discard a draft. Raises ReasonNeeded, ChangedMeanwhile, NotADraft, NoSuchAppeal."""
        reason = _clean(reason, "Напишіть, чому чернетка не потрібна.")
        with write():
            ended = {"state": AppealState.DISCARDED}
            Appeal.put_state(appeal_id, version, ended, verb="discarded", by=by, now=now)
            cls.create(
                appeal=appeal_id,
                reason=reason,
                discarded_at=now.wall,
                clock_trusted=now.trusted,
                discarded_by_id=by.account,
            )

    @classmethod
    def of(cls, appeal_id: int) -> AppealDiscard | None:
        """Return how the card was discarded, with who did it at hand."""
        discards = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER).where(cls.appeal == appeal_id)
        found: AppealDiscard | None = discards.first()
        return found


class IntakeRefusal(Row):
    """A request that was not taken (відмова у прийнятті): of a call, of a draft, or of both."""

    id = peewee.AutoField()
    ground = peewee.TextField()
    note = peewee.TextField()
    number = peewee.TextField(null=True)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    call_uid: str | None
    appeal = peewee.ForeignKeyField(Appeal, null=True, unique=True)
    appeal_id: int | None
    refused_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    refused_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def of_draft(cls, appeal_id: int, version: int, ground: RefusalGround, note: str, *, by: Actor, now: Moment) -> int:
        """Refuse what a draft says and return the id. Raises as `AppealDiscard.put`."""
        note = _clean(note, "Опишіть, що саме було сказано.")
        with write():
            refused = {"state": AppealState.REFUSED}
            Appeal.put_state(appeal_id, version, refused, verb="refused", by=by, now=now)
            appeal = Appeal.get_by_id(appeal_id)
            return cls._enter(ground, note, appeal.from_number, appeal.call_uid, appeal_id, by=by, now=now)

    @classmethod
    def in_call(cls, uid: str, ground: RefusalGround, note: str, *, by: Actor, now: Moment) -> int:
        """Refuse what was said in a call, without a draft, and return the id. Raises ReasonNeeded, AlreadyRefused."""
        note = _clean(note, "Опишіть, що саме було сказано.")
        with write():
            if cls.select().where(cls.call == uid, cls.appeal.is_null()).exists():
                raise AlreadyRefused("Відмову за цим дзвінком уже записано.")
            call = CallRecord.get(CallRecord.uid == uid)
            return cls._enter(ground, note, call.number, uid, None, by=by, now=now)

    @classmethod
    def of(cls, appeal_id: int) -> IntakeRefusal | None:
        """Return how the card was refused, with who did it at hand."""
        found: IntakeRefusal | None = cls._with_names().where(cls.appeal == appeal_id).first()
        return found

    @classmethod
    def of_call(cls, uid: str) -> list[IntakeRefusal]:
        """Return what was refused in a call."""
        return list(cls._with_names().where(cls.call == uid).order_by(cls.id))

    @classmethod
    def of_number(cls, e164: str, limit: int = 20) -> list[IntakeRefusal]:
        """Return the latest refusals to a number, the newest first: the grounds of a block."""
        return list(cls._with_names().where(cls.number == e164).order_by(cls.id.desc()).limit(limit))

    @classmethod
    def _with_names(cls) -> Any:
        return cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)

    @classmethod
    def _enter(
        cls,
        ground: RefusalGround,
        note: str,
        number: str | None,
        call_uid: str | None,
        appeal_id: int | None,
        *,
        by: Actor,
        now: Moment,
    ) -> int:
        made = cls.create(
            ground=ground,
            note=note,
            number=number,
            call_uid=call_uid,
            appeal=appeal_id,
            refused_at=now.wall,
            clock_trusted=now.trusted,
            refused_by_id=by.account,
        )
        change = {"ground": ground, "note": note}
        AuditEntry.record(by=by, now=now, verb="refused", subject="intake_refusal", subject_id=made.id, change=change)
        return int(made.id)


def _clean(text: str, sentence: str) -> str:
    text = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if not text:
        raise ReasonNeeded(sentence)
    if len(text) > REASON_MAX:
        raise ReasonNeeded(f"Не більше за {REASON_MAX} знаків.")
    return text


JOURNAL_WORDS: Mapping[str, str] = {
    "appeal": "картка звернення",
    "drafted": "створено чернетку",
    "changed": "змінено",
    "finished": "заповнено до кінця",
    "discarded": STATE_NAMES[AppealState.DISCARDED],
    "refused": STATE_NAMES[AppealState.REFUSED],
    "intake_refusal": "відмова у прийнятті",
}
