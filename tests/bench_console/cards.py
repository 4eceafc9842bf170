"""The cards of the archive, and the SMS messages beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import AnswerWay, AppealKind, AppealState, Channel, RefusalGround, Regime
from appliance.casework.appeals.appeal_marks import AppealMark, MarkKind
from appliance.casework.letters import search_key
from appliance.casework.texts.messages import Message, MessagePart
from tests.bench_console.archive import FAITHFUL, Archive, kept
from tests.bench_console.calls import Past

FAITHFUL_CARDS = 50
EMPTY = AppealFields().as_changes()
ESSENCES = (
    "На вулиці не горять ліхтарі від школи до пошти вже другий тиждень.",
    "Після дощу дорогу розмило, маршрутка не доїжджає до крайніх хат.",
    "Прошу пояснити, чому не вивозять сміття за графіком, і надати копію договору з перевізником. "
    "Контейнери стоять повні з минулого понеділка, собаки розтягують пакети по всій вулиці.",
    "Просить включити дитину в список на оздоровлення.",
)


def enter_cards(archive: Archive, calls: Sequence[Past]) -> None:
    """Enter the SMS messages, then the cards, most of them made of calls, with their marks and endings."""
    texted = calls[4::10]
    archive.texts = len(texted)
    archive.enter(Message, (_sms(archive, call) for call in texted))
    archive.enter(MessagePart, _parts(archive, archive.texts))
    count = archive.quantities.appeals
    faithful = [call for call in calls if call.number == FAITHFUL]
    known = [call for call in calls[:: max(len(calls) // (count + 1), 1)] if call.number != FAITHFUL]
    rows = [_row(archive, at, known[at % len(known)]) for at in range(count)]
    for at, call in enumerate(faithful[-FAITHFUL_CARDS:]):
        rows[count * (at + 1) // (FAITHFUL_CARDS + 1)] |= _whose(archive, call) | {"call_uid": call.uid}
    archive.enter(Appeal, rows)
    archive.enter(AppealMark, (_mark(archive, appeal) for appeal in range(1, count + 1, 2)))
    ended = {"clock_trusted": 1}
    by = archive.by.account
    archive.enter(
        AppealDiscard,
        (
            {"appeal_id": at, "reason": "Записано двічі.", "discarded_at": row["created_at"], "discarded_by_id": by}
            | ended
            for at, row in enumerate(rows, start=1)
            if row["state"] is AppealState.DISCARDED
        ),
    )
    archive.enter(
        IntakeRefusal,
        (
            {"ground": RefusalGround.INSULT, "note": "Лаявся.", "number": row["from_number"], "appeal_id": at}
            | {"refused_at": row["created_at"], "refused_by_id": by}
            | ended
            for at, row in enumerate(rows, start=1)
            if row["state"] is AppealState.REFUSED
        ),
    )


def _whose(archive: Archive, call: Past) -> dict[str, Any]:
    person = call.person if call.person is not None else archive.chance.randrange(archive.quantities.people)
    name = archive.names[person]
    return {
        "person_id": person + 1,
        "applicant_name": name,
        "applicant_key": search_key(name),
        "phone": archive.mobiles[person],
        "from_number": call.number,
    }


def _row(archive: Archive, at: int, call: Past) -> dict[str, Any]:
    chance, made = archive.chance, archive.at((at + 1) / (archive.quantities.appeals + 1))
    channel = list(Channel)[at % len(Channel)]
    finished = at % 5 != 0
    written = {
        "settlement_id": chance.choice(archive.settlements),
        "place_settlement_id": chance.choice(archive.settlements),
        "registered_address": "вул. Садова, 12",
        "regime": chance.choice(list(Regime)),
        "kind": chance.choice(list(AppealKind)),
        "category_id": chance.choice(archive.topics),
        "essence": chance.choice(ESSENCES),
        "street": "Шевченка",
        "house": str(at % 80 + 1),
        "answer_by": AnswerWay.PHONE,
    }
    return (
        EMPTY
        | written
        | _whose(archive, call)
        | {
            "state": AppealState.DISCARDED
            if at % 40 == 3
            else AppealState.REFUSED
            if at % 200 == 4
            else AppealState.DRAFT,
            "channel": channel,
            "came_at": kept(made),
            "came_clock_trusted": 1,
            "call_uid": call.uid if channel is Channel.CALL else None,
            "voice_message_id": at % archive.voice_messages + 1 if channel is Channel.VOICE_MESSAGE else None,
            "message_id": at % archive.texts + 1 if channel is Channel.SMS else None,
            "created_at": kept(made + timedelta(minutes=3)),
            "clock_trusted": 1,
            "created_by_id": chance.choice(archive.staff),
            "finished_at": kept(made + timedelta(minutes=9)) if finished else None,
            "finished_by_id": archive.by.account if finished else None,
        }
    )


def _mark(archive: Archive, appeal: int) -> dict[str, Any]:
    at = kept(archive.at(appeal / (archive.quantities.appeals + 1)))
    marked = {"at": at, "clock_trusted": 1, "by_id": archive.by.account}
    return {"appeal_id": appeal, "kind": MarkKind.CONSENT_GIVEN, "text": ""} | marked


def _sms(archive: Archive, call: Past) -> dict[str, Any]:
    came = call.id % 20 == 5
    at = kept(call.at + timedelta(minutes=2))
    return {
        "uid": call.uid,
        "direction": "in" if came else "out",
        "state": "received" if came else "delivered",
        "line": "gsm1",
        "number_raw": call.number,
        "number": call.number,
        "number_kind": "normal" if call.number else "withheld",
        "text": "Години прийому: пн-чт 8:00-17:15, пт 8:00-16:00.",
        "source": "menu",
        "purpose": "" if came else "answer",
        "created_at": at,
        "clock_trusted": 1,
        "boot_id": "archive",
        "created_monotonic_s": float(call.id),
        "changed_at": at,
        "changed_clock_trusted": 1,
    }


def _parts(archive: Archive, count: int) -> Iterator[dict[str, Any]]:
    for message in range(1, count + 1):
        at = kept(archive.at(message / (count + 1)))
        yield {
            "message_id": message,
            "number": 1,
            "total": 1,
            "reference": 0,
            "text": "Години прийому: пн-чт 8:00-17:15, пт 8:00-16:00.",
            "state": "delivered",
            "line": "gsm1",
            "sms_reference": message % 256,
            "tried_at": at,
            "tried_clock_trusted": 1,
            "tried_boot_id": "archive",
            "tried_monotonic_s": float(message),
        }
