"""What the office does for who called in vain: it owes him a call, and tells him so by SMS.

Who answers that he does not want it is left in peace.
"""

from __future__ import annotations

import re

from appliance.casework.contacts.callbacks import Callback, CallbackOffer, CallbackSource, CallbackState
from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.row import write
from appliance.casework.staff.operators import Operator
from appliance.casework.texts.message_arrivals import receive
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import Moment
from appliance.contracts import CallResult
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import Number, Purpose, parse

OFFER = "Ви дзвонили до ради. Ми передзвонимо. Не треба? Відповідь: 0"
"""One SMS: 70 signs of UCS-2 at most."""
SOURCE = "callback_offer"
REFUSALS = frozenset({"0", "о", "o", "стоп", "stop", "ні", "не треба"})
"""Some write the letter where they mean the digit."""
REFUSED_NOTE = "Відповідь по SMS: не треба."
_MOBILE = re.compile(r"\+380(39|50|63|66|67|68|7[1-9]|9[1-9])[0-9]{7}")
"""Codes of mobile networks. New ones are given out of the seventies and nineties; the rest are areas and services."""


def owe_call(call: CallStart, *, by_sms: bool, now: Moment) -> bool | None:
    """Note that the office owes a call to who called in vain, and say so by the day's one SMS if `by_sms`.

    Return whether an SMS was queued; None: nothing is owed, for nobody knows who called, an operator did, or he has got
    through since. A box without operators lists the call and promises nothing: nobody there calls back.
    """
    number, staff = call.number, Operator.staff()
    if number is None or any(member.calls_from(number) for member in staff) or _got_through(call):
        return None
    with write():
        Callback.ask(number, CallbackSource.MISSED, now=now, call=call)
        promised = by_sms and bool(staff) and is_mobile(number)
        if not (promised and CallbackOffer.claim(number, now=now)):
            return False
        # One call, one SMS: the call names it.
        offer = NewMessage(parse(number, ""), OFFER, SOURCE, Purpose.CALLBACK, call_uid=call.uid, uid=call.uid)
        Message.queue(offer, now)
        return True


def receive_and_heed(sms: ArrivedSms, number: Number, now: Moment) -> int:
    """Keep an SMS, and do what it asks if it answers an offer, in one transaction; return the id of its message."""
    with write():
        message_id = receive(sms, number, now)
        _heed(Message.get_by_id(message_id), now)
        return message_id


def is_mobile(e164: str) -> bool:
    """Tell whether an SMS can come there."""
    return _MOBILE.fullmatch(e164) is not None


def _got_through(call: CallStart) -> bool:
    """Whether the same number was served after this call."""
    this = CallRecord.get_or_none(CallRecord.uid == call.uid)
    again = (CallRecord.number == call.number) & CallRecord.incoming & (CallRecord.result == CallResult.SERVED)
    return this is not None and CallRecord.select().where(again, CallRecord.id > this.id).exists()


def _heed(message: Message, now: Moment) -> None:
    """Close the call-back that its owner does not want. An old SMS that comes again closes no younger one."""
    if message.state != MessageState.RECEIVED or not _refuses(message.text):
        return
    offered = CallbackOffer.select().where(CallbackOffer.number == message.number).exists()
    meant = (Callback.number == message.number) & (Callback.asked_at <= message.created_at)
    unwanted = Callback.get_or_none(meant, Callback.closed_at.is_null())
    if offered and unwanted:
        Callback.close(unwanted.id, CallbackState.REFUSED, by=Actor(Origin.PHONE), now=now, note=REFUSED_NOTE)


def _refuses(text: str) -> bool:
    return " ".join(re.sub(r"[^\w]+", " ", text).split()).casefold() in REFUSALS
