"""Delivery reports: what the network says about an SMS that it has taken (3GPP TS 23.040 §9.2.3.15).

A report may come before the row knows the SMS's reference, after a later report, or twice; it names the SMS by a number
that comes round after 255.
"""

from __future__ import annotations

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.texts.message_states import TRANSITIONS, MessageState
from appliance.casework.texts.messages import Message, MessagePart, number_columns
from appliance.clock import Moment
from appliance.contracts.messages import LateReceipt, SmsReport
from appliance.numbers import Number

DELIVERED_BELOW, TRYING_BELOW = 0x20, 0x40
AWAITED = (MessageState.SENT, MessageState.UNDELIVERED, MessageState.DELIVERED)


class MessageReport(Row):
    """One delivery report; `part` is None until it is known which SMS it means."""

    id = peewee.AutoField()
    fingerprint = peewee.TextField(unique=True)
    line = peewee.TextField()
    reference = peewee.IntegerField()
    number_raw = peewee.TextField(null=True)
    number = peewee.TextField(null=True)
    status = peewee.IntegerField()
    at = UtcDateTimeField(null=True)
    came_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    came_monotonic_s = peewee.FloatField()
    part = peewee.ForeignKeyField(MessagePart, column_name="part_id", null=True)

    @classmethod
    def take(cls, report: SmsReport, number: Number, now: Moment) -> int | None:
        """Keep a report and return the id of the message it is about, if that is known."""
        with write():
            if cls.select().where(cls.fingerprint == report.fingerprint).exists():
                return None
            row = cls.create(
                fingerprint=report.fingerprint,
                line=report.line,
                reference=report.reference,
                number_raw=number_columns(number)["number_raw"],
                number=number.e164,
                status=report.status,
                at=report.at,
                came_at=now.wall,
                clock_trusted=now.trusted,
                boot_id=now.boot_id,
                came_monotonic_s=now.monotonic_s,
            )
            part = row._by_reference() or row._by_number()
            return row._apply(part, now) if part else None

    @classmethod
    def take_early(cls, part_id: int, now: Moment) -> None:
        """Apply the reports that came before it was written that the part is sent."""
        with write():
            part = MessagePart.get_by_id(part_id)
            if part.sms_reference is None:
                return
            early = cls.select().where(
                cls.part.is_null(),
                cls.line == part.line,
                cls.reference == part.sms_reference,
                cls.boot_id == part.tried_boot_id,
                cls.came_monotonic_s >= part.tried_monotonic_s,
                cls.number.is_null() | (cls.number == part.message.number),
            )
            for row in early.order_by(cls.id):
                row._apply(MessagePart.get_by_id(part_id), now)

    def _by_reference(self) -> MessagePart | None:
        """Return the last SMS that had this reference on this line and went to this number."""
        found = (
            MessagePart.select()
            .join(Message)
            .where(
                MessagePart.line == self.line,
                MessagePart.sms_reference == self.reference,
                MessagePart.state.in_(AWAITED),
            )
        )
        if self.number is not None:
            found = found.where(Message.number == self.number)
        last: MessagePart | None = found.order_by(MessagePart.tried_at.desc(), MessagePart.id.desc()).first()
        return last

    def _by_number(self) -> MessagePart | None:
        """Return the SMS to this number of which only the network can know whether it was sent, if it is one alone."""
        uncertain = list(
            MessagePart.select()
            .join(Message)
            .where(
                MessagePart.line == self.line,
                MessagePart.state == MessageState.UNCERTAIN,
                Message.number == self.number,
            )
        )
        return uncertain[0] if self.number is not None and len(uncertain) == 1 else None

    def _apply(self, part: MessagePart, now: Moment) -> int:
        self.part = part
        self.save()
        if part.state == MessageState.UNCERTAIN:
            part.become(MessageState.SENT, sms_reference=self.reference)
            part.message.error = ""
        state = _state(self.status)
        if state in TRANSITIONS[MessageState(part.state)]:
            part.become(state, delivery_status=self.status, delivered_at=self.at)
        part.message.follow_parts(now)
        return int(part.message_id)


def take_late(receipt: LateReceipt, now: Moment) -> int | None:
    """Write that a part was sent after all; return the id of its message, None when that is decided already."""
    with write():
        part = MessagePart.get_or_none(MessagePart.id == receipt.part_id)
        if part is None or part.state != MessageState.UNCERTAIN:
            return None
        part.become(MessageState.SENT, sms_reference=receipt.reference)
        part.message.error = ""
        part.message.follow_parts(now)
        return int(part.message_id)


def _state(status: int) -> MessageState:
    """Return what a TP-ST means: below 0x40 the network still tries."""
    if status < DELIVERED_BELOW:
        return MessageState.DELIVERED
    return MessageState.SENT if status < TRYING_BELOW else MessageState.UNDELIVERED
