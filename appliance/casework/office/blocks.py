"""Blocked numbers (K 5.8): a clerk proposes with a memo, the chief approves, and every block has its end.

Nobody approves what he proposed. Staff of the office and duty officers are never barred, whatever a mask says; the way
to help in an emergency stays open to everybody, which is the desk's matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

import peewee
from peewee import JOIN, fn
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.block_rules import Rule, rules_that_mean
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "block"
MEMO_MAX = 4000
NOTE_MAX = 500
LONGEST = timedelta(days=366)
PAGE = 50
WITHDRAWN = "Пропозицію відкликано."


class BadBlock(SlukhavkaError):
    """Such a block cannot be proposed, decided on or ended; the text says why."""


class OwnProposal(BadBlock):
    """Nobody approves his own proposal."""


class BlockReason(StrEnum):
    """Why a number may be blocked: the grounds of K 5.8, and calls that keep the line from others."""

    PROFANITY = "profanity"
    INSULTS = "insults"
    INCITEMENT = "incitement"
    NUISANCE = "nuisance"
    OTHER = "other"


REASON_NAMES: Mapping[BlockReason, str] = {
    BlockReason.PROFANITY: "ненормативна лексика",
    BlockReason.INSULTS: "образи, приниження честі й гідності працівника",
    BlockReason.INCITEMENT: "заклики до ворожнечі чи повалення конституційного ладу",
    BlockReason.NUISANCE: "дзвінки, що заважають роботі лінії",
    BlockReason.OTHER: "інше (пояснено в доповідній записці)",
}


class BlockState(StrEnum):
    """How a block stands."""

    WAITING = "waiting"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"
    EXPIRED = "expired"


STATE_NAMES: Mapping[BlockState, str] = {
    BlockState.WAITING: "чекає на погодження керівника",
    BlockState.ACTIVE: "діє",
    BlockState.DECLINED: "не погоджено",
    BlockState.ENDED: "знято достроково",
    BlockState.EXPIRED: "строк минув",
}


@dataclass(frozen=True, slots=True)
class NewBlock:
    """What is proposed. `until_at`: the first moment when it holds no more. `call_uid`: the call it is about."""

    rule: Rule
    reason: BlockReason
    memo: str
    until_at: datetime
    call_uid: str | None = None


class Block(Row):
    """A proposal and what became of it. `decision` and `end` are at hand after `one` and `page`."""

    id = peewee.AutoField()
    rule = peewee.TextField()
    reason = peewee.TextField()
    memo = peewee.TextField()
    call_uid = peewee.TextField(null=True)
    proposed_by = peewee.ForeignKeyField(Account)
    proposed_by_id: int
    proposed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    until_at = UtcDateTimeField()
    decision: BlockDecision | None = None
    end: BlockEnd | None = None

    @property
    def named(self) -> str:
        """How the office reads whom it means."""
        return Rule(self.rule).named

    def state(self, now: Moment) -> BlockState:
        """Return how it stands."""
        if self.end:
            return BlockState.ENDED
        if self.decision and not self.decision.approved:
            return BlockState.DECLINED
        if self.until_at <= now.wall:
            return BlockState.EXPIRED
        return BlockState.ACTIVE if self.decision else BlockState.WAITING

    @classmethod
    def propose(cls, new: NewBlock, *, by: Actor, now: Moment) -> int:
        """Enter a proposal and return its id; it bars nobody yet. Raises BadBlock."""
        memo = _text(new.memo, MEMO_MAX, "Напишіть доповідну записку: що сталося й коли.")
        if not now.wall < new.until_at <= now.wall + LONGEST:
            raise BadBlock("День, до якого діє блокування, має бути попереду, але не далі ніж за рік.")
        with write():
            if new.rule.text in protected():
                raise BadBlock("Це номер працівника чи чергового: такі номери не блокують.")
            if new.call_uid and not CallRecord.select().where(CallRecord.uid == new.call_uid).exists():
                raise BadBlock("Такого дзвінка немає.")
            if standing := cls._standing(now).where(cls.rule == new.rule.text).first():
                raise BadBlock(f"Для цього номера вже є блокування № {standing.id}.")
            block = cls.create(
                rule=new.rule.text,
                reason=new.reason,
                memo=memo,
                call_uid=new.call_uid,
                proposed_by=by.account,
                proposed_at=now.wall,
                clock_trusted=now.trusted,
                until_at=new.until_at,
            )
            change = {"rule": new.rule.text, "reason": new.reason, "until_at": new.until_at}
            AuditEntry.record(by=by, now=now, verb="proposed", subject=SUBJECT, subject_id=block.id, change=change)
        return int(block.id)

    @classmethod
    def decide(cls, block_id: int, approved: bool, *, note: str = "", by: Actor, now: Moment) -> None:
        """Approve a proposal, or decline it, which takes a reason. Raises NotThere, BadBlock, OwnProposal."""
        with write():
            block = cls.one(block_id)
            if block.state(now) is not BlockState.WAITING:
                raise BadBlock(f"Тут уже нічого вирішувати: {STATE_NAMES[block.state(now)]}.")
            if block.proposed_by_id == by.account:
                raise OwnProposal("Це ваша пропозиція: погодити її має інший керівник.")
            note = " ".join(note.split()) if approved else _text(note, NOTE_MAX, "Напишіть, чому не погоджено.")
            BlockDecision.create(
                block=block_id,
                approved=approved,
                note=note[:NOTE_MAX],
                decided_by=by.account,
                decided_at=now.wall,
                clock_trusted=now.trusted,
            )
            verb = "approved" if approved else "declined"
            AuditEntry.record(
                by=by, now=now, verb=verb, subject=SUBJECT, subject_id=block_id, change={"note": note} if note else None
            )

    @classmethod
    def finish(cls, block_id: int, reason: str, *, by: Actor, now: Moment) -> None:
        """End a block before its time, or a proposal. Raises NotThere, BadBlock."""
        reason = _text(reason, NOTE_MAX, "Напишіть, чому знято.")
        with write():
            block = cls.one(block_id)
            if block.state(now) not in (BlockState.WAITING, BlockState.ACTIVE):
                raise BadBlock(f"Знімати нічого: {STATE_NAMES[block.state(now)]}.")
            BlockEnd.create(
                block=block_id, reason=reason, ended_by=by.account, ended_at=now.wall, clock_trusted=now.trusted
            )
            AuditEntry.record(
                by=by, now=now, verb="ended", subject=SUBJECT, subject_id=block_id, change={"reason": reason}
            )

    @classmethod
    def withdraw(cls, block_id: int, *, by: Actor, now: Moment) -> None:
        """Take one's own proposal back before it is decided on. Raises NotThere, BadBlock."""
        with write():
            block = cls.one(block_id)
            if block.proposed_by_id != by.account or block.state(now) is not BlockState.WAITING:
                raise BadBlock("Відкликати можна лише власну пропозицію, ще не розглянуту керівником.")
            cls.finish(block_id, WITHDRAWN, by=by, now=now)

    @classmethod
    def barring(cls, number: str | None, kind: str, *, now: Moment) -> int | None:
        """Return the id of the block that bars a caller now, None for none.

        `number` in E.164 or None, `kind` of `NumberKind`. What is not clear bars nobody.
        """
        rules = rules_that_mean(number, kind)
        if not rules or number in protected():
            return None
        approved = cls._standing(now).where(cls.rule.in_(rules), BlockDecision.approved)
        block: Block | None = approved.order_by(cls.id).first()
        return block.id if block else None

    @classmethod
    def one(cls, block_id: int) -> Block:
        """Return a block whole. Raises NotThere."""
        found = cls._whole().where(cls.id == block_id).first()
        if found is None:
            raise NotThere("Такого блокування немає.")
        return _settled(found)

    @classmethod
    def page(cls, *, now: Moment, standing: bool, before: int | None = None, count: int = PAGE) -> list[Block]:
        """Return blocks, the newest first, each whole: those that wait or hold, or all; with an id below `before`."""
        found = cls._whole()
        if standing:
            found = found.where(*_standing_still(now))
        if before is not None:
            found = found.where(cls.id < before)
        return [_settled(block) for block in found.order_by(cls.id.desc()).limit(count)]

    @classmethod
    def _standing(cls, now: Moment) -> peewee.ModelSelect[Block]:
        joined = cls.select().join(BlockDecision, JOIN.LEFT_OUTER).join_from(cls, BlockEnd, JOIN.LEFT_OUTER)
        return joined.where(*_standing_still(now))

    @classmethod
    def _whole(cls) -> peewee.ModelSelect[Block]:
        decider, ender = Account.alias(), Account.alias()
        return (
            cls.select(cls, Account, BlockDecision, decider, BlockEnd, ender)
            .join_from(cls, Account)
            .join_from(cls, BlockDecision, JOIN.LEFT_OUTER, attr="decision")
            .join_from(BlockDecision, decider, JOIN.LEFT_OUTER, attr="decided_by")
            .join_from(cls, BlockEnd, JOIN.LEFT_OUTER, attr="end")
            .join_from(BlockEnd, ender, JOIN.LEFT_OUTER, attr="ended_by")
        )


class BlockDecision(Row):
    """What the chief decided, once."""

    block = peewee.ForeignKeyField(Block, primary_key=True)
    block_id: int | None
    approved = BooleanField()
    note = peewee.TextField(default="")
    decided_by = peewee.ForeignKeyField(Account)
    decided_at = UtcDateTimeField()
    clock_trusted = BooleanField()


class BlockEnd(Row):
    """That it was ended before its time, and why."""

    block = peewee.ForeignKeyField(Block, primary_key=True)
    block_id: int | None
    reason = peewee.TextField()
    ended_by = peewee.ForeignKeyField(Account)
    ended_at = UtcDateTimeField()
    clock_trusted = BooleanField()


@dataclass(frozen=True, slots=True)
class Turned:
    """How many calls a block has turned away, and when the last came."""

    count: int = 0
    last_at: datetime | None = None


def turned_away(blocks: Sequence[int]) -> dict[int, Turned]:
    """Return the counters of these blocks; one that met no call is not among them."""
    columns = CallRecord.block_id, fn.COUNT(CallRecord.id), fn.MAX(CallRecord.id)
    rows = CallRecord.select(*columns).where(CallRecord.block_id.in_(list(blocks))).group_by(CallRecord.block_id)
    found = list(cast(Any, rows.tuples()))
    times = CallRecord.select(CallRecord.id, CallRecord.rang_at).where(CallRecord.id.in_([last for *_, last in found]))
    rang = {record.id: record.rang_at for record in times}
    return {block: Turned(count, rang[last]) for block, count, last in found}


def protected() -> frozenset[str]:
    """Return the numbers that are never blocked: of the operators and of the duty officers, E.164."""
    staff = {number for member in Operator.staff() for number in (member.mobile, *member.own_numbers) if number}
    return frozenset(staff | set(DutyOfficer.mobiles()))


def _standing_still(now: Moment) -> tuple[peewee.Node, ...]:
    undecided_or_approved = BlockDecision.block.is_null() | BlockDecision.approved
    return Block.until_at > now.wall, BlockEnd.block.is_null(), undecided_or_approved


def _settled(block: Block) -> Block:
    """Return it with None where an outer join has found nothing."""
    block.decision = block.decision if block.decision and block.decision.block_id else None
    block.end = block.end if block.end and block.end.block_id else None
    return block


def _text(written: str, longest: int, when_empty: str) -> str:
    text = written.strip()
    if not text:
        raise BadBlock(when_empty)
    if len(text) > longest:
        raise BadBlock(f"Напишіть коротше, не більше ніж {longest} знаків.")
    return text


JOURNAL_WORDS: Mapping[str, str] = {
    "block": "блокування номера",
    "proposed": "запропоновано",
    "approved": "погоджено",
    "declined": "не погоджено",
    "ended": "знято",
}
