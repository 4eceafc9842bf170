"""Calls, consultations and voice messages for programs."""

from __future__ import annotations

import re
from datetime import date

from flask import Response, send_from_directory

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.contacts.call_card import known_call
from appliance.casework.contacts.call_list import CallFilter, CallKind, bring_messages, find_calls
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import Consultation, NoSuchCall
from appliance.casework.contacts.message_list import ListedMessage, one_message, page_of_messages
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.journal import AccessEntry
from appliance.casework.knowledge.topics import Category, flat
from appliance.casework.people.person import Person
from appliance.contracts import CallResult, EndedBy
from appliance.numbers import parse
from web.api import Listed, Refused
from web.box import Box
from web.pages.api import shapes
from web.shapes import NotFit
from web.shown import masked
from web.who import me

_UID = re.compile(r"[0-9a-f]{32}")


def calls(
    box: Box, *, before: int | None, on: date | None, kind: CallKind | None, number: str | None, line: str | None
) -> Listed:
    """List calls, the newest first."""
    e164 = parse(number, box.settings.box.area_code).e164 if number else ""
    if e164 is None:
        raise NotFit({"number": "такого номера не буває"})
    found = find_calls(CallFilter(on=on, line=line or "", kind=kind, number=e164), before=before)
    return Listed(tuple(_call(call) for call in found.calls), {"before": found.before} if found.before else {})


def call(box: Box, uid: str) -> shapes.CallWhole:
    """Give one call with its full number; the journal of access says so."""
    record = _known(uid)
    AccessEntry.record(by=me().actor, now=box.now(), subject="call", subject_id=uid, how="looked")
    bring_messages([record])
    return shapes.CallWhole(
        call=_call(record, whole=True),
        people=tuple(person.id for person in Person.on_number(record.number)) if record.number else (),
        consultations=tuple(_consultation(each) for each in Consultation.of_call(uid)),
        appeals=tuple(appeal.id for appeal in Appeal.of_call(uid)),
    )


def consult(box: Box, uid: str, told: shapes.NewConsultation) -> shapes.Entered:
    """Note a consultation to a call."""
    _known(uid)
    if not _UID.fullmatch(told.uid):
        raise NotFit({"uid": "має бути з 32 шістнадцяткових цифр"})
    if told.person_id is not None:
        Person.view(told.person_id)  # raises NoSuchPerson
    entered = Consultation.enter(
        uid,
        told.topic_id,
        uid=told.uid,
        by=me().actor,
        now=box.now(),
        article_id=told.article_id,
        person_id=told.person_id,
        confirmed=told.confirmed,
        note=told.note,
    )
    return shapes.Entered(entered)


def topics(_box: Box) -> Listed:
    """List the topics that consultations may have."""
    return Listed(tuple(shapes.Topic(each.id, each.path) for each in flat(Category.tree()).values()))


def messages(_box: Box, *, before: int | None, waiting: str | None) -> Listed:
    """List voice messages, the newest first."""
    found, following = page_of_messages(before=before, unhandled=waiting == "1")
    return Listed(tuple(_message(each) for each in found), {"before": following} if following else {})


def message(box: Box, number: int) -> shapes.Message:
    """Give one message with the full number; the journal of access says so."""
    found = _found(number)
    uid = found.message.call.uid
    AccessEntry.record(by=me().actor, now=box.now(), subject="call", subject_id=uid, how="looked")
    return _message(found, whole=True)


def sound(box: Box, number: int) -> Response:
    """Send the sound of a message; the journal of access says so."""
    path = _found(number).message.path
    answer = send_from_directory(box.recordings.resolve(), path, mimetype="audio/wav")
    AccessEntry.record(by=me().actor, now=box.now(), subject="recording", subject_id=number, how="listened")
    return answer


def handle(box: Box, number: int) -> shapes.Done:
    """Note that a message is dealt with."""
    found = _found(number)
    HandledMessage.mark(number, by=me().actor, now=box.now())
    return shapes.Done(found.handled is None)


def _found(number: int) -> ListedMessage:
    found = one_message(number)
    if found is None:
        raise Refused(404, "Такого повідомлення немає.")
    return found


def _known(uid: str) -> CallRecord:
    try:
        return known_call(uid)
    except NoSuchCall as error:
        raise Refused(404, str(error)) from error


def _call(record: CallRecord, *, whole: bool = False) -> shapes.Call:
    return shapes.Call(
        uid=record.uid,
        line=record.line,
        incoming=record.incoming,
        number=_number(record.number, whole),
        number_kind=record.number_kind,
        rang_at=record.rang_at,
        answered_at=record.answered_at,
        ended_at=record.ended_at,
        clock_trusted=record.clock_trusted,
        result=CallResult(record.result) if record.result else None,
        ended_by=EndedBy(record.ended_by) if record.ended_by else None,
        duration_s=record.duration_s,
        waited_s=record.waited_s,
        talked_s=record.talked_s,
        operator_id=record.operator_id,
        block_id=record.block_id,
        messages=tuple(message.id for message in record.messages),
    )


def _consultation(each: Consultation) -> shapes.ConsultationGiven:
    return shapes.ConsultationGiven(
        id=each.id,
        topic_id=each.category_id,
        topic=each.category.name,
        article_id=each.article_id,
        person_id=each.person_id,
        note=each.note,
        noted_at=each.noted_at,
        noted_by=each.account.name if each.account else "",
        confirmed=each.confirmed_at is not None,
    )


def _message(each: ListedMessage, *, whole: bool = False) -> shapes.Message:
    message = each.message
    return shapes.Message(
        id=message.id,
        call_uid=message.call.uid,
        number=_number(message.call.number, whole),
        purpose=message.purpose,
        kept_at=message.kept_at,
        clock_trusted=message.clock_trusted,
        duration_s=message.duration_s,
        note=each.note if whole else "",
        handled_at=each.handled.handled_at if each.handled else None,
    )


def _number(e164: str | None, whole: bool) -> str | None:
    return e164 if whole or e164 is None else masked(e164)
