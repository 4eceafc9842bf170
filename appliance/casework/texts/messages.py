"""SMS: the one queue of all that the box sends, and the shelf of all that came.

A `Message` is a text, a `MessagePart` one SMS of it. An outgoing part goes through the states below; its message has
the state of the part that needs attention most. Nothing is ever sent twice on a guess: a part whose fate is unknown
stays UNCERTAIN until the network tells, or a person decides, with a reason and not within the same minute.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.texts.message_states import COSTING, RESULTS, TRANSITIONS, WORST_FIRST, MessageState, WrongState
from appliance.clock import Moment
from appliance.contracts.messages import SmsPart, SmsReceipt
from appliance.errors import SlukhavkaError
from appliance.numbers import Allowed, DialFacts, DialLimits, Means, Number, NumberKind, Purpose, Refusal, may_dial
from appliance.sms_text import Alphabet, alphabet_of, split

PARTS_MAX = 10
"""Longer texts are a mistake: ten SMS cost as much as a letter."""
ATTEMPTS_MAX = 10
DECIDE_AFTER_S = 60.0
LIMITS = DialLimits()
DAY = timedelta(days=1)
NUMBER_RAW_MAX = 64
INTERRUPTED = "Надсилання перервано: живлення зникло або програму зупинено."


class TooSoon(SlukhavkaError):
    """An SMS whose fate is unknown is not decided on within the same minute."""


class BadText(SlukhavkaError):
    """The text cannot go out as SMS."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """An SMS to be sent.

    `source`: who asks, at most 64 signs ("command", "callback:17"). `confirmed`: a clerk entered or confirmed the
    number for this purpose. `line`: "" whichever is free. A second one with the same `uid` is the same message.
    """

    number: Number
    text: str
    source: str
    purpose: Purpose
    confirmed: bool = False
    call_uid: str | None = None
    line: str = ""
    uid: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Claim:
    """One part that is being sent from now on: by which line, to whom."""

    message_id: int
    attempts: int
    line: str
    permit: Allowed
    part: SmsPart


Grounds = Callable[[str], DialFacts]
"""What the house knows of a number in E.164; the counts of the day are filled in here. Runs in the database thread."""


class Message(Row):
    """One SMS. `line`: of an outgoing one the line it must go by; `sent_at`: of an incoming one, by its network."""

    id = peewee.AutoField()
    uid = peewee.TextField(unique=True)
    direction = peewee.TextField()
    state = peewee.TextField()
    line = peewee.TextField(default="")
    number_raw = peewee.TextField(null=True)
    number = peewee.TextField(null=True)
    number_kind = peewee.TextField()
    text = peewee.TextField()
    source = peewee.TextField()
    purpose = peewee.TextField(default="")
    confirmed = BooleanField(default=False)
    call_uid = peewee.TextField(null=True)
    flash = BooleanField(default=False)
    attempts = peewee.IntegerField(default=0)
    error = peewee.TextField(default="")
    sent_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    created_monotonic_s = peewee.FloatField()
    changed_at = UtcDateTimeField()
    changed_clock_trusted = BooleanField()
    decided_by = peewee.TextField(default="")
    decided_reason = peewee.TextField(default="")
    parts: Sequence[MessagePart]
    """The other end of `MessagePart.message`."""

    @classmethod
    def queue(cls, new: NewMessage, now: Moment) -> int:
        """Put an SMS into the queue and return its id. Raises BadText."""
        pieces = _pieces(new.text)
        with write():
            if known := cls.get_or_none(cls.uid == new.uid):
                return int(known.id)
            message = cls.create(
                uid=new.uid,
                direction="out",
                state=MessageState.QUEUED,
                line=new.line,
                **number_columns(new.number),
                text=new.text,
                source=new.source,
                purpose=new.purpose,
                confirmed=new.confirmed,
                call_uid=new.call_uid,
                **moment_columns(now),
            )
            for place, piece in enumerate(pieces, 1):
                MessagePart.create(
                    message=message,
                    number=place,
                    total=len(pieces),
                    reference=message.id % 256,
                    text=piece,
                    alphabet=alphabet_of(new.text),
                    state=MessageState.QUEUED,
                )
        return int(message.id)

    @classmethod
    def claim(
        cls,
        lines: Sequence[str],
        grounds: Grounds,
        now: Moment,
        *,
        limits: DialLimits = LIMITS,
        skip: Collection[int] = (),
    ) -> Claim | None:
        """Take the next part to be sent by one of `lines`, alarms first, then the oldest; None: there is none.

        What `numbers.may_dial` refuses is REFUSED on the way. A message once begun is not stopped by the day's counts.
        """
        queued = (
            cls.select()
            .where(cls.state == MessageState.QUEUED, cls.line.in_(["", *lines]), cls.id.not_in(list(skip)))
            .order_by(cls.purpose != Purpose.ALARM, cls.id)
        )
        with write():
            while (found := queued.clone().first()) is not None:
                message: Message = found
                verdict = message._may_go(grounds, now, limits)
                if isinstance(verdict, Allowed):
                    return message._begin(message.line or lines[0], verdict, now)
                message._refuse(verdict, now)
        return None

    @classmethod
    def settle(cls, part_id: int, receipt: SmsReceipt, now: Moment) -> Message:
        """Write what became of a claimed part. A second time changes nothing."""
        with write():
            part = MessagePart.get_by_id(part_id)
            message: Message = part.message
            if part.state != MessageState.SENDING:
                return message
            state = RESULTS[receipt.result]
            if state is MessageState.QUEUED and message.attempts >= ATTEMPTS_MAX:
                state = MessageState.FAILED
            part.become(state, sms_reference=receipt.reference)
            message.error = receipt.reason
            message.follow_parts(now)
            return message

    @classmethod
    def settle_interrupted(cls, started: Moment, now: Moment) -> int:
        """Make uncertain what an earlier run was just sending; return how many SMS."""
        of_this_run = (MessagePart.tried_boot_id == started.boot_id) & (
            MessagePart.tried_monotonic_s >= started.monotonic_s
        )
        with write():
            left = list(MessagePart.select().where(MessagePart.state == MessageState.SENDING, ~of_this_run))
            for part in left:
                part.become(MessageState.UNCERTAIN)
                part.message.error = INTERRUPTED
                part.message.follow_parts(now)
        return len(left)

    @classmethod
    def latest(cls, count: int) -> list[Message]:
        """Return the last `count`, the newest first."""
        return list(cls.select().order_by(cls.id.desc()).limit(count))

    @classmethod
    def numbered(cls, number: int) -> Message | None:
        """Return the message with this id."""
        return cls.get_or_none(cls.id == number)

    def send_again(self, *, by: str, reason: str, now: Moment) -> None:
        """Send what was not surely sent. Raises TooSoon, WrongState."""
        self._decide(
            {MessageState.UNCERTAIN, MessageState.FAILED, MessageState.REFUSED, MessageState.UNDELIVERED},
            MessageState.QUEUED,
            by,
            reason,
            now,
        )

    def give_up(self, *, by: str, reason: str, now: Moment) -> None:
        """Leave it: what is uncertain counts as not sent. Raises TooSoon, WrongState."""
        self._decide({MessageState.UNCERTAIN}, MessageState.FAILED, by, reason, now)

    def follow_parts(self, now: Moment) -> None:
        """Take the state of the part that needs attention most."""
        states = {part.state for part in MessagePart.select().where(MessagePart.message == self)}
        self.put(next(state for state in WORST_FIRST if state in states), now)

    def put(self, state: MessageState, now: Moment) -> None:
        """Be in a state from now on."""
        self.state = state
        self.changed_at, self.changed_clock_trusted = now.wall, now.trusted
        self.save()

    def _may_go(self, grounds: Grounds, now: Moment, limits: DialLimits) -> Allowed | Refusal:
        number = Number(self.number_raw or "", self.number, NumberKind(self.number_kind))
        known = grounds(number.e164) if number.e164 else DialFacts()
        others = MessagePart.tried_within_a_day(now).where(MessagePart.message != self)
        same = MessagePart.tried_within_a_day(now).where(MessagePart.message != self).join(Message)
        same = same.where(Message.number == self.number)
        facts = replace(
            known,
            confirmed=known.confirmed or self.confirmed,
            times_today=len({part.message_id for part in same}),
            sms_today=others.count(),
        )
        return may_dial(number, Purpose(self.purpose), Means.SMS, facts, limits)

    def _begin(self, line: str, permit: Allowed, now: Moment) -> Claim:
        part = MessagePart.get(MessagePart.message == self, MessagePart.state == MessageState.QUEUED)
        part.become(
            MessageState.SENDING,
            line=line,
            tried_at=now.wall,
            tried_clock_trusted=now.trusted,
            tried_boot_id=now.boot_id,
            tried_monotonic_s=now.monotonic_s,
        )
        self.attempts += 1
        self.follow_parts(now)
        sms = SmsPart(part.id, part.text, Alphabet(part.alphabet), part.reference, part.total, part.number)
        return Claim(int(self.id), self.attempts, line, permit, sms)

    def _refuse(self, refusal: Refusal, now: Moment) -> None:
        for part in MessagePart.select().where(MessagePart.message == self, MessagePart.state == MessageState.QUEUED):
            part.become(MessageState.REFUSED)
        self.error = refusal.reason
        self.follow_parts(now)

    def _decide(self, states: Collection[MessageState], state: MessageState, by: str, reason: str, now: Moment) -> None:
        if not reason.strip():
            raise WrongState("Напишіть, чому так вирішено.")
        with write():
            message = Message.get_by_id(self.id)
            undecided = [part for part in _parts_of(message) if part.state in states]
            if not undecided:
                raise WrongState("Це SMS такого рішення не потребує.")
            for part in undecided:
                if part.state == MessageState.UNCERTAIN and part.age_s(now) < DECIDE_AFTER_S:
                    raise TooSoon("Мережа ще може повідомити, чи надіслано це SMS. Зачекайте хвилину.")
                part.become(state)
            message.attempts, message.decided_by, message.decided_reason = 0, by, reason
            message.follow_parts(now)


class MessagePart(Row):
    """One SMS of a message. `reference` joins the parts, `sms_reference` is what a delivery report names it by."""

    message_id: int
    id = peewee.AutoField()
    message = peewee.ForeignKeyField(Message, column_name="message_id", backref="parts")
    number = peewee.IntegerField()
    total = peewee.IntegerField()
    reference = peewee.IntegerField()
    text = peewee.TextField()
    alphabet = peewee.TextField(default="")
    state = peewee.TextField()
    fingerprint = peewee.TextField(null=True, unique=True)
    sent_at = UtcDateTimeField(null=True)
    line = peewee.TextField(default="")
    sms_reference = peewee.IntegerField(null=True)
    tried_at = UtcDateTimeField(null=True)
    tried_clock_trusted = BooleanField(null=True)
    tried_boot_id = peewee.TextField(null=True)
    tried_monotonic_s = peewee.FloatField(null=True)
    delivery_status = peewee.IntegerField(null=True)
    delivered_at = UtcDateTimeField(null=True)

    @classmethod
    def tried_within_a_day(cls, now: Moment) -> Any:
        """Return the query of what cost money in the last 24 hours, also when the wall clock was set meanwhile."""
        this_boot = (cls.tried_boot_id == now.boot_id) & (
            cls.tried_monotonic_s >= now.monotonic_s - DAY.total_seconds()
        )
        return cls.select().where(cls.state.in_(COSTING), (cls.tried_at >= now.wall - DAY) | this_boot)

    def become(self, state: MessageState, **columns: Any) -> None:
        """Go from one state to the next. Raises WrongState when the table does not allow it."""
        if state not in TRANSITIONS[MessageState(self.state)]:
            raise WrongState(f"SMS не може перейти зі стану «{self.state}» у «{state}».")
        self.state = state
        for name, value in columns.items():
            setattr(self, name, value)
        self.save()

    def age_s(self, now: Moment) -> float:
        """Return the seconds since it was given to a line."""
        tried_s: float = self.tried_monotonic_s or 0.0
        tried: datetime = self.tried_at
        return now.monotonic_s - tried_s if self.tried_boot_id == now.boot_id else (now.wall - tried).total_seconds()


def moment_columns(now: Moment) -> dict[str, Any]:
    """Return the columns of a message's beginning."""
    return {
        "created_at": now.wall,
        "clock_trusted": now.trusted,
        "boot_id": now.boot_id,
        "created_monotonic_s": now.monotonic_s,
        "changed_at": now.wall,
        "changed_clock_trusted": now.trusted,
    }


def number_columns(number: Number) -> dict[str, Any]:
    """Return the columns of a number, none of them longer than its place."""
    raw = number.raw[:NUMBER_RAW_MAX].encode(errors="replace").decode()
    return {"number_raw": raw, "number": number.e164, "number_kind": number.kind}


def _parts_of(message: Message) -> list[MessagePart]:
    return list(MessagePart.select().where(MessagePart.message == message).order_by(MessagePart.number))


def _pieces(text: str) -> list[str]:
    if not text.strip():
        raise BadText("SMS порожнє.")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text if sign != "\n"):
        raise BadText("У SMS є знак, якого не можна передати.")
    pieces = split(text)
    if len(pieces) > PARTS_MAX:
        raise BadText(f"SMS задовге: {len(pieces)} частин, а можна не більше за {PARTS_MAX}.")
    return pieces
