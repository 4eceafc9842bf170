"""Answers that callers want as an SMS."""

from __future__ import annotations

import uuid
from datetime import timedelta

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.contacts.consultations import NoSuchCall
from appliance.casework.contacts.offers import is_mobile
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.articles import Article
from appliance.casework.row import write
from appliance.casework.texts.messages import LIMITS, BadText, Message, NewMessage
from appliance.casework.texts.short_texts import PARTS_MAX, fits
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import DialFacts, Means, Purpose, Refusal, may_dial, parse

SOURCE = "menu"
DAY = timedelta(days=1)


class NotTexted(SlukhavkaError):
    """No SMS can go to this number; the text says why."""


class TextedEnough(SlukhavkaError):
    """The outbox would send no further SMS to this number today."""


def text_answer(call: CallStart, text: str, *, now: Moment) -> None:
    """Queue `text` to who calls, whose number is known; the same text once a call. Raises TextedEnough, BadText."""
    uid = _uid(call.uid, text)
    with write():
        CallRecord.note_caller(call)
        must_not_have_enough(call.number, uid, now)
        answer = NewMessage(parse(call.number, ""), text, SOURCE, Purpose.CARD, call_uid=call.uid, uid=uid)
        Message.queue(answer, now)


def why_not_texted(call: CallRecord) -> str:
    """Return why no SMS can go to the number of a call, a Ukrainian sentence; "" when one can."""
    if call.number is None:
        return "Номер приховано: SMS надіслати нікуди."
    if not is_mobile(call.number):
        return "Це не мобільний номер: SMS на нього не прийде."
    verdict = may_dial(parse(call.number, ""), Purpose.CARD, Means.SMS, DialFacts(called_us=True))
    return verdict.reason if isinstance(verdict, Refusal) else ""


def send_answer(call_uid: str, article_id: int, text: str, *, by: Actor, now: Moment) -> int:
    """Queue an answer, as the clerk has worded it, to who called, and return the SMS's id; the same text once a call.

    Raises NoSuchCall, NoSuchArticle, NotTexted, TextedEnough, BadText.
    """
    with write():
        call = CallRecord.get_or_none(CallRecord.uid == call_uid)
        if call is None:
            raise NoSuchCall("Такого дзвінка немає.")
        Article.standing(article_id)
        if reason := why_not_texted(call):
            raise NotTexted(reason)
        if not fits(text):
            raise BadText(f"SMS має бути непорожнім і не довшим за {PARTS_MAX} частини.")
        uid = _uid(call_uid, text)
        must_not_have_enough(call.number, uid, now)
        answer = NewMessage(
            parse(call.number, ""), text, f"answer:{article_id}", Purpose.CARD, call_uid=call_uid, uid=uid
        )
        queued = Message.queue(answer, now)
        change = {"call": call_uid, "message": queued}
        AuditEntry.record(by=by, now=now, verb="texted", subject="article", subject_id=article_id, change=change)
    return queued


def _uid(call_uid: str, text: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{call_uid} {text}").hex


def must_not_have_enough(number: str | None, uid: str, now: Moment) -> None:
    """Raise TextedEnough for a number that gets no further SMS today; the one with this `uid` does not count."""
    to_him = (Message.number == number) & (Message.direction == "out") & (Message.uid != uid)
    if Message.select().where(to_him, Message.created_at >= now.wall - DAY).count() >= LIMITS.to_one_number:
        raise TextedEnough(f"На цей номер сьогодні вже надіслано SMS: {LIMITS.to_one_number}.")
