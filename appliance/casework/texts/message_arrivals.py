"""SMS that came: parts joined in whatever order they come, each kept once, none lost.

Parts are rows, so a set half arrived outlasts a restart. A sender numbers its texts with eight bits, and some use one
number for ever: what joins parts is therefore sender, number, count and the hour in which the network took them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from appliance.casework.row import write
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, MessagePart, moment_columns, number_columns
from appliance.clock import Moment
from appliance.contracts.messages import ArrivedSms, NetworkNotice
from appliance.numbers import Number, NumberKind

GAP = "[…]"
"""Where a part is missing."""
COMPLETE_WITHIN = timedelta(days=1)
TOGETHER_WITHIN = timedelta(hours=1)
"""The network takes the parts of one text one after the other."""
TEXT_MAX = 10_000
SETS_LOOKED_AT = 100
FROM_NETWORK = "network"
FROM_USSD = "ussd"


def receive(sms: ArrivedSms, number: Number, now: Moment) -> int:
    """Keep an SMS and return the id of its message. The same SMS again changes nothing."""
    with write():
        if known := MessagePart.get_or_none(MessagePart.fingerprint == sms.fingerprint):
            return int(known.message_id)
        message = _waiting_for(sms, number, now) or _new(sms, number, now)
        MessagePart.create(
            message=message,
            number=sms.number,
            total=sms.total,
            reference=sms.reference,
            text=sms.text[:TEXT_MAX],
            state=MessageState.RECEIVED,
            fingerprint=sms.fingerprint,
            sent_at=sms.sent_at,
            line=sms.line,
        )
        _join(message, sms, now)
    return int(message.id)


def note(notice: NetworkNotice, now: Moment) -> int:
    """Keep what the network said by USSD unasked, and return the id of its message."""
    number = Number("USSD", None, NumberKind.ALPHANUMERIC)
    with write():
        message = Message.create(
            uid=uuid4().hex,
            direction="in",
            state=MessageState.RECEIVED,
            line=notice.line,
            **number_columns(number),
            text=notice.text[:TEXT_MAX],
            source=FROM_USSD,
            **moment_columns(now),
        )
    return int(message.id)


def close_gaps(now: Moment) -> list[int]:
    """Show the texts whose parts did not all come in a day; return their ids. What comes later is still put in."""
    closed = []
    with write():
        for message in Message.select().where(Message.state == MessageState.GATHERING):
            if _age(message, now) >= COMPLETE_WITHIN:
                message.put(MessageState.INCOMPLETE, now)
                closed.append(int(message.id))
    return closed


def _new(sms: ArrivedSms, number: Number, now: Moment) -> Message:
    whole = MessageState.UNREADABLE if sms.unreadable else MessageState.RECEIVED
    return Message.create(
        uid=uuid4().hex,
        direction="in",
        state=whole if sms.total == 1 else MessageState.GATHERING,
        line=sms.line,
        **number_columns(number),
        text="",
        source=FROM_NETWORK,
        flash=sms.flash,
        error=sms.unreadable,
        sent_at=sms.sent_at,
        **moment_columns(now),
    )


def _waiting_for(sms: ArrivedSms, number: Number, now: Moment) -> Message | None:
    """Return the oldest message that lacks just this part."""
    if sms.total == 1:
        return None
    waiting = (
        Message.select()
        .where(
            Message.state.in_((MessageState.GATHERING, MessageState.INCOMPLETE)),
            Message.line == sms.line,
            Message.number_raw == number_columns(number)["number_raw"],
        )
        .order_by(Message.id.desc())
        .limit(SETS_LOOKED_AT)
    )
    fitting = [message for message in waiting if _fits(message, sms, now)]
    return fitting[-1] if fitting else None


def _fits(message: Message, sms: ArrivedSms, now: Moment) -> bool:
    parts = _parts(message)
    first = parts[0]
    if (first.reference, first.total) != (sms.reference, sms.total) or sms.number in {part.number for part in parts}:
        return False
    if sms.sent_at is None or first.sent_at is None:
        return _age(message, now) < COMPLETE_WITHIN
    return bool(abs(sms.sent_at - first.sent_at) <= TOGETHER_WITHIN)


def _join(message: Message, sms: ArrivedSms, now: Moment) -> None:
    parts = _parts(message)
    message.text = _text(parts, sms.total)[:TEXT_MAX]
    message.flash = message.flash or sms.flash
    complete = sms.total > 1 and len(parts) == sms.total
    message.put(MessageState.RECEIVED if complete else MessageState(message.state), now)


def _text(parts: Iterable[MessagePart], total: int) -> str:
    texts = {part.number: str(part.text) for part in parts}
    text = ""
    for number in range(1, total + 1):
        text += texts.get(number, "" if text.endswith(GAP) else GAP)
    return text


def _parts(message: Message) -> list[MessagePart]:
    return list(MessagePart.select().where(MessagePart.message == message).order_by(MessagePart.number))


def _age(message: Message, now: Moment) -> timedelta:
    """Return how long ago its first part came: by the monotonic clock within one boot, else as the wall says."""
    if message.boot_id == now.boot_id:
        return timedelta(seconds=now.monotonic_s - message.created_monotonic_s)
    created: datetime = message.created_at
    return now.wall - created
