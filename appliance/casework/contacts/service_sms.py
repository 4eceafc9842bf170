"""A service as SMS, sent by a clerk: to who calls, or to a number that he was told."""

from __future__ import annotations

import uuid

from appliance.casework.contacts.answers import NotTexted, must_not_have_enough
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import NoSuchCall
from appliance.casework.contacts.offers import is_mobile
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.service_card import day_of
from appliance.casework.knowledge.service_texts import sms_text
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.services import SUBJECT, Service
from appliance.casework.row import write
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import Moment
from appliance.contracts.office import ServiceHow
from appliance.numbers import DialFacts, Means, Number, Purpose, Refusal, may_dial, parse


def text_service_in_call(service_id: int, call_uid: str, *, by: Actor, now: Moment) -> int:
    """Queue a service to who called, and return the SMS's id; the same text once a call.

    Raises NoSuchCall, NoSuchService, NotTexted, TextedEnough.
    """
    with write():
        call = CallRecord.get_or_none(CallRecord.uid == call_uid)
        if call is None:
            raise NoSuchCall("Такого дзвінка немає.")
        if call.number is None:
            raise NotTexted("Номер приховано: SMS надіслати нікуди.")
        return _text(service_id, parse(call.number, ""), call_uid, by, now)


def text_service(service_id: int, number: Number, *, by: Actor, now: Moment) -> int:
    """Queue a service to a number that a clerk has typed; the same text once a day. Raises as the verb above."""
    with write():
        return _text(service_id, number, None, by, now)


def _text(service_id: int, number: Number, call_uid: str | None, by: Actor, now: Moment) -> int:
    facts = DialFacts(called_us=call_uid is not None, confirmed=call_uid is None)
    verdict = may_dial(number, Purpose.CARD, Means.SMS, facts)
    if isinstance(verdict, Refusal):
        raise NotTexted(verdict.reason)
    if not is_mobile(verdict.e164):
        raise NotTexted("Це не мобільний номер: SMS на нього не прийде.")
    card = Service.known(service_id).card
    today = day_of(now)
    text = sms_text(card, stale=card.stale_on(today))
    uid = _uid(call_uid or f"{verdict.e164} {today}", text)
    must_not_have_enough(verdict.e164, uid, now)
    source = f"service:{service_id}"
    message = NewMessage(number, text, source, Purpose.CARD, confirmed=facts.confirmed, call_uid=call_uid, uid=uid)
    queued = Message.queue(message, now)
    ServiceTold.by_operator(service_id, call_uid, by=by, now=now, how=ServiceHow.SMS)
    change = {"call": call_uid, "message": queued}
    AuditEntry.record(by=by, now=now, verb="texted", subject=SUBJECT, subject_id=service_id, change=change)
    return queued


def _uid(whom: str, text: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{whom} {text}").hex
