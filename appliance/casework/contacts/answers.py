"""Answers that callers want as an SMS."""

from __future__ import annotations

import uuid
from datetime import timedelta

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.row import write
from appliance.casework.texts.messages import LIMITS, Message, NewMessage
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import Purpose, parse

SOURCE = "menu"
DAY = timedelta(days=1)


class TextedEnough(SlukhavkaError):
    """The outbox would send no further SMS to this number today."""


def text_answer(call: CallStart, text: str, *, now: Moment) -> None:
    """Queue `text` to who calls, whose number is known; the same text once a call. Raises TextedEnough, BadText."""
    uid = uuid.uuid5(uuid.NAMESPACE_OID, f"{call.uid} {text}").hex
    with write():
        CallRecord.note_caller(call)
        to_him = (Message.number == call.number) & (Message.direction == "out") & (Message.uid != uid)
        if Message.select().where(to_him, Message.created_at >= now.wall - DAY).count() >= LIMITS.to_one_number:
            raise TextedEnough(f"На цей номер сьогодні вже надіслано SMS: {LIMITS.to_one_number}.")
        answer = NewMessage(parse(call.number, ""), text, SOURCE, Purpose.CARD, call_uid=call.uid, uid=uid)
        Message.queue(answer, now)
