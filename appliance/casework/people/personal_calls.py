"""What of calls, voice messages, SMS and call-backs is somebody's personal data."""

from __future__ import annotations

import peewee

from appliance.casework.contacts.callbacks import (
    OUTCOMES,
    RESULT_NAMES,
    STATE_NAMES,
    Callback,
    CallbackAttempt,
    CallbackOffer,
)
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.people.personal import STAYS, Column, PersonalData, Subject, among
from appliance.casework.texts.message_reports import MessageReport
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, MessagePart
from appliance.contracts import CallResult

RESULT_WORDS = {
    CallResult.MISSED: "пропущений",
    CallResult.BUSY: "лінія була зайнята",
    CallResult.SHORT: "короткий",
    CallResult.ABANDONED: "не дочекалися відповіді",
    CallResult.SERVED: "обслуговано",
}
YES_NO = {True: "так", False: "ні"}
UNFINISHED = (MessageState.QUEUED, MessageState.SENDING, MessageState.UNCERTAIN, MessageState.GATHERING)


def _messages(subject: Subject) -> peewee.Expression:
    """SMS from and to the person; an SMS about a call of the person's to somebody else is not the person's."""
    return among(Message.number, subject.numbers)


def _parts(subject: Subject) -> peewee.Expression:
    return MessagePart.message.in_(Message.select(Message.id).where(_messages(subject)))


def _reports(subject: Subject) -> peewee.Expression:
    parts = MessagePart.select(MessagePart.id).where(_parts(subject))
    return among(MessageReport.number, subject.numbers) | MessageReport.part.in_(parts)


def _callbacks(subject: Subject) -> peewee.Expression:
    return among(Callback.number, subject.numbers)


def _attempts(subject: Subject) -> peewee.Expression:
    return CallbackAttempt.callback.in_(Callback.select(Callback.id).where(_callbacks(subject)))


PERSONAL = (
    PersonalData(
        CallRecord,
        "Дзвінки",
        lambda subject: among(CallRecord.uid, subject.calls),
        {
            "rang_at": Column("Коли"),
            "incoming": Column("Вхідний", words=YES_NO),
            "number": Column("Номер", None),
            "number_raw": Column("Номер, як його передала мережа", None),
            "duration_s": Column("Тривалість, с"),
            "result": Column("Чим закінчився", words=RESULT_WORDS),
            "keys": Column("Натиснуті клавіші", ""),
        },
        journal=("call",),
        hold=(CallRecord.result.is_null(), "Із цією людиною саме триває розмова."),
    ),
    PersonalData(
        VoiceMessage,
        "Голосові повідомлення",
        lambda subject: among(VoiceMessage.call, subject.calls),
        {
            "id": Column("Номер повідомлення"),
            "kept_at": Column("Коли"),
            "duration_s": Column("Тривалість, с"),
            "path": Column("Файл аудіозапису"),
        },
        journal=("voice_message",),
        recording="path",
    ),
    PersonalData(
        Message,
        "SMS",
        _messages,
        {
            "created_at": Column("Коли"),
            "direction": Column("Напрямок", words={"in": "від людини", "out": "людині"}),
            "number": Column("Номер", None),
            "number_raw": Column("", None),
            "text": Column("Текст", ""),
            "error": Column("", ""),
            "decided_reason": Column("Чому так вирішено", ""),
        },
        journal=("message",),
        hold=(Message.state.in_(UNFINISHED), "SMS цій людині або від неї ще в дорозі."),
    ),
    PersonalData(MessagePart, "Частини SMS", _parts, {"text": Column("", "")}, silent=True),
    PersonalData(
        MessageReport,
        "Звіти про доставку SMS",
        _reports,
        {"number": Column("", None), "number_raw": Column("", None)},
        silent=True,
    ),
    PersonalData(
        Callback,
        "Кому передзвонити",
        _callbacks,
        {
            "asked_at": Column("Коли попросили"),
            "number": Column("Номер", ""),
            "note": Column("Примітка", ""),
            "outcome": Column("Чим закінчилося", words={state: STATE_NAMES[state] for state in OUTCOMES}),
        },
        journal=("callback",),
        hold=(Callback.closed_at.is_null(), "Цій людині ще винні дзвінок: передзвоніть або закрийте запис."),
    ),
    PersonalData(
        CallbackAttempt,
        "Спроби передзвонити",
        _attempts,
        {
            "tried_at": Column("Коли"),
            "result": Column("Чим закінчилася", words=RESULT_NAMES),
            "reason": Column("Причина", ""),
        },
    ),
    PersonalData(
        CallbackOffer,
        "SMS «ми передзвонимо»",
        lambda subject: among(CallbackOffer.number, subject.numbers),
        {"offered_at": Column("Коли"), "number": Column("Номер", STAYS)},
        deleted=True,
    ),
)
