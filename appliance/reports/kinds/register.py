"""The register of the month: voice messages, SMS that came, cards of appeals, requests not taken; one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.casework.appeals.appeal_kinds import (
    CHANNEL_NAMES,
    KIND_NAMES,
    REFUSAL_GROUND_NAMES,
    STATE_NAMES,
)
from appliance.casework.knowledge.topics import Category, flat
from appliance.reports.asking import ask, moment
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Column, Report, Table

PURPOSES = {
    "message": "повідомлення",
    "appeal": "звернення",
    "fault": "про несправність",
    "remark": "зауваження до роботи лінії",
    "emergency": "загроза життю чи здоров'ю",
}
REGIMES = {"law": "звернення", "service_request": "заявка", "information_request": "запит на інформацію"}
SMS_STATES = {
    "received": "прийнято",
    "gathering": "частини ще йдуть",
    "incomplete": "прийнято не всі частини",
    "unreadable": "не читається",
}
MESSAGES = """
SELECT voice_message.id, kept_at, purpose, voice_message.line, voice_message.duration_s,
       handled_at, COALESCE(number, number_raw), message_note.text
FROM voice_message JOIN call_record ON call_record.uid = voice_message.call_uid
LEFT JOIN handled_message ON handled_message.message_id = voice_message.id
LEFT JOIN message_note ON message_note.id = voice_message.id
WHERE kept_at >= :start AND kept_at < :end ORDER BY voice_message.id
"""
SMS = """
SELECT id, created_at, line, state, COALESCE(number, number_raw), text FROM message
WHERE direction = 'in' AND created_at >= :start AND created_at < :end ORDER BY id
"""
CARDS = """
SELECT appeal.id, came_at, channel, regime, appeal.kind, category_id, place.name, appeal.state,
       applicant_name, organisation, phone, trim(street || ' ' || house || ' ' || landmark), essence
FROM appeal LEFT JOIN settlement AS place ON place.id = COALESCE(place_settlement_id, settlement_id)
WHERE came_at >= :start AND came_at < :end ORDER BY appeal.id
"""
REFUSED = """
SELECT id, refused_at, ground, appeal_id, number, note FROM intake_refusal
WHERE refused_at >= :start AND refused_at < :end ORDER BY id
"""
DEFINITIONS = (
    ("Реєстр", "усе, що надійшло в цьому місяці, по одному; стан – на час складання звіту."),
    ("№ голосового повідомлення", "той, який Слухавка назвала заявникові."),
    ("Картка", "чернетка звернення; її номер – не реєстраційний номер звернення."),
    ("Населений пункт", "де проблема; коли його не вказано – де живе заявник."),
    ("Персональні дані", "телефони, імена, адреси й тексти є лише в персональній частині; решта їх не містить."),
)
_SENDER = Column("Телефон", CellType.PHONE, personal=True)


def gather(period: Period) -> tuple[Table, ...]:
    """Return the lists."""
    return _messages(period), _sms(period), _cards(period), _refused(period)


def _messages(period: Period) -> Table:
    rows = tuple(
        (number, moment(kept), PURPOSES.get(purpose, purpose), line, lasted_s, moment(handled), phone, note or "")
        for number, kept, purpose, line, lasted_s, handled, phone, note in ask(MESSAGES, period)
    )
    columns = (
        Column("№"),
        Column("Надійшло", CellType.MOMENT),
        Column("Вид", CellType.TEXT),
        Column("Лінія", CellType.TEXT),
        Column("Тривалість", CellType.SECONDS),
        Column("Опрацьовано", CellType.MOMENT),
        _SENDER,
        Column("Примітка", CellType.TEXT, personal=True),
    )
    return Table("povidomlennia", "Голосові повідомлення", columns, rows, note=_how_many(rows))


def _sms(period: Period) -> Table:
    rows = tuple(
        (number, moment(came), line, SMS_STATES.get(state, state), phone, text)
        for number, came, line, state, phone, text in ask(SMS, period)
    )
    columns = (
        Column("№"),
        Column("Надійшло", CellType.MOMENT),
        Column("Лінія", CellType.TEXT),
        Column("Стан", CellType.TEXT),
        _SENDER,
        Column("Текст", CellType.TEXT, personal=True),
    )
    return Table("sms", "SMS, що надійшли", columns, rows, note=_how_many(rows))


def _cards(period: Period) -> Table:
    paths = {topic.id: topic.path for topic in flat(Category.tree(with_off=True)).values()}
    rows = tuple(
        (
            number,
            moment(came),
            _word(CHANNEL_NAMES, channel),
            _word(REGIMES, regime),
            _word(KIND_NAMES, kind),
            paths.get(topic, ""),
            place or "",
            _word(STATE_NAMES, state),
            *personal,
        )
        for number, came, channel, regime, kind, topic, place, state, *personal in ask(CARDS, period)
    )
    columns = (
        Column("№"),
        Column("Надійшло", CellType.MOMENT),
        Column("Як", CellType.TEXT),
        Column("Порядок розгляду", CellType.TEXT),
        Column("Вид", CellType.TEXT),
        Column("Тема", CellType.TEXT),
        Column("Населений пункт", CellType.TEXT),
        Column("Стан", CellType.TEXT),
        Column("Заявник", CellType.TEXT, personal=True),
        Column("Організація", CellType.TEXT, personal=True),
        _SENDER,
        Column("Адреса проблеми", CellType.TEXT, personal=True),
        Column("Суть", CellType.TEXT, personal=True),
    )
    return Table("kartky", "Картки звернень", columns, rows, note=_how_many(rows))


def _refused(period: Period) -> Table:
    rows = tuple(
        (number, moment(at), _word(REFUSAL_GROUND_NAMES, ground), card, phone, note)
        for number, at, ground, card, phone, note in ask(REFUSED, period)
    )
    columns = (
        Column("№"),
        Column("Коли", CellType.MOMENT),
        Column("Причина", CellType.TEXT),
        Column("Картка №"),
        _SENDER,
        Column("Що сказано", CellType.TEXT, personal=True),
    )
    return Table("vidmovy", "Відмови у прийнятті", columns, rows, note=_how_many(rows))


def _word(names: Mapping[Any, str], value: str) -> str:
    return names.get(value, value)


def _how_many(rows: tuple[object, ...]) -> str:
    return f"Записів: {len(rows)}."


REPORT = Report("reiestr", "Реєстр повідомлень і карток", 90, DEFINITIONS, gather, is_list=True)
