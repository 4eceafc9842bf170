"""The calls of the archive and what came of each: messages, consultations, call-backs, marks that they are returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.call_card import CallPerson
from appliance.casework.contacts.callbacks import Callback, CallbackAttempt
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.ratings import Rating
from appliance.casework.contacts.returns import HandledMessage, MessageNote, Returned
from appliance.contracts import CallResult, EndedBy
from tests.bench_console.archive import FAITHFUL, LINES, Archive, kept
from tests.bench_console.people import mobile

FAITHFUL_CALLS = 300
FAITHFUL_TALKS = 150
RESULTS = (
    (CallResult.SERVED, 60), (CallResult.MISSED, 14), (CallResult.ABANDONED, 10), (CallResult.BUSY, 8),
    (CallResult.SHORT, 8),
)  # fmt: skip
STRANGERS = 200_000
_RECENT = timedelta(days=5)
"""What came of late is not all done yet."""


@dataclass(frozen=True, slots=True)
class Past:
    """One call as the rows that hang on it need it. `person`: the caller's place among the people, None: unknown."""

    id: int
    uid: str
    number: str | None
    person: int | None
    at: datetime
    result: CallResult
    incoming: bool


def enter_calls(archive: Archive) -> list[Past]:
    """Enter the calls and all that hangs on them; return the calls."""
    calls = list(_calls(archive))
    archive.enter(CallRecord, (_row(archive, call) for call in calls))
    _messages(archive, calls)
    _consultations(archive, calls)
    _callbacks(archive, calls)
    archive.enter(Returned, _returned(archive, calls))
    return calls


def _calls(archive: Archive) -> Iterator[Past]:
    count, people = archive.quantities.calls, archive.quantities.people
    weights = [weight for _, weight in RESULTS]
    results = archive.chance.choices([result for result, _ in RESULTS], weights, k=count)
    of_the_faithful = set(range(count - 1, 0, -max(count // FAITHFUL_CALLS, 2))[:FAITHFUL_CALLS])
    for at in range(count):
        number, person, result = _caller(archive, people), None, results[at]
        if at in of_the_faithful:
            number, result = 0, CallResult.SERVED
        if isinstance(number, int):
            person, number = number, archive.mobiles[number]
        outgoing = at % 20 == 7 and at not in of_the_faithful and number is not None
        yield Past(at + 1, archive.uid(), number, person, archive.at((at + 1) / (count + 1)), result, not outgoing)


def _caller(archive: Archive, people: int) -> int | str | None:
    """A person of the register, most often one who calls often; else a stranger, else somebody who hides his number."""
    chance = archive.chance.random()
    if chance < 0.7:
        return 1 + int((people - 1) * archive.chance.random() ** 2)
    return mobile(6_000_000 + archive.chance.randrange(STRANGERS)) if chance < 0.93 else None


def _row(archive: Archive, call: Past) -> dict[str, Any]:
    served = call.result is CallResult.SERVED
    answered = kept(call.at + timedelta(seconds=6)) if served else None
    talked = 20.0 + call.id % 240 if served else 0.0
    return {
        "uid": call.uid,
        "line": LINES[call.id % len(LINES)],
        "incoming": int(call.incoming),
        "number_raw": call.number or "",
        "number": call.number,
        "number_kind": "normal" if call.number else "withheld",
        "rang_at": kept(call.at),
        "answered_at": answered,
        "ended_at": kept(call.at + timedelta(seconds=12 + talked)),
        "clock_trusted": 1,
        "boot_id": "archive",
        "rang_monotonic_s": float(call.id),
        "duration_s": talked,
        "result": call.result,
        "ended_by": EndedBy.CALLER,
        "keys": "12"[: call.id % 3],
        "nodes": '["greeting", "main"]',
        "menu_revision": "7",
        "operator_id": archive.operators[call.id % len(archive.operators)] if served else None,
        "waited_s": float(call.id % 40),
        "talked_s": talked,
    }


def _messages(archive: Archive, calls: list[Past]) -> None:
    """A voice message in every twentieth call; all but those of the last days are dealt with."""
    left = [call for call in calls if call.id % 20 == 3 and call.incoming]
    archive.voice_messages = len(left)
    archive.enter(VoiceMessage, (_message(archive, call) for call in left))
    done = [(at, call) for at, call in enumerate(left, start=1) if call.at < archive.now.wall - _RECENT or at % 3]
    by = archive.by.account
    archive.enter(
        HandledMessage,
        (
            {"message_id": at, "handled_at": kept(call.at + timedelta(hours=3)), "clock_trusted": 1, "account_id": by}
            for at, call in done
        ),
    )
    notes = ({"id": at, "text": "Просить передзвонити після обіду."} for at in range(1, len(left) + 1, 4))
    archive.enter(MessageNote, notes)


def _message(archive: Archive, call: Past) -> dict[str, Any]:
    return {
        "uid": call.uid,
        "call_uid": call.uid,
        "purpose": "message",
        "kept_at": kept(call.at + timedelta(seconds=40)),
        "clock_trusted": 1,
        "boot_id": "archive",
        "line": LINES[call.id % len(LINES)],
        "path": f"{call.uid}.wav",
        "duration_s": 20.0,
        "sound_s": 14.0,
    }


def _consultations(archive: Archive, calls: list[Past]) -> None:
    talks = [call for call in calls if call.result is CallResult.SERVED and call.incoming]
    faithful = [call for call in talks if call.number == FAITHFUL][-FAITHFUL_TALKS:]
    others = [call for call in talks[::3] if call.number != FAITHFUL]
    asked = sorted([*others, *faithful], key=lambda call: call.id)
    archive.enter(CallPerson, (_person_row(archive, call) for call in asked if call.person is not None))
    archive.enter(Consultation, (_consultation(archive, call) for call in asked))
    archive.enter(Rating, (_rating(archive, call) for call in talks[::10]))


def _person_row(archive: Archive, call: Past) -> dict[str, Any]:
    person = None if call.person is None else call.person + 1
    chosen = {"chosen_at": kept(call.at), "clock_trusted": 1, "account_id": archive.by.account}
    return {"call_uid": call.uid, "person_id": person} | chosen


def _consultation(archive: Archive, call: Past) -> dict[str, Any]:
    return {
        "uid": archive.uid(),
        "call_uid": call.uid,
        "person_id": None if call.person is None else call.person + 1,
        "category_id": archive.chance.choice(archive.topics),
        "article_id": archive.chance.choice(archive.articles) if call.id % 2 else None,
        "note": "Пояснено, куди звернутися." if call.id % 5 == 0 else "",
        "confirmed_at": kept(call.at + timedelta(minutes=4)) if call.id % 3 else None,
        "noted_at": kept(call.at + timedelta(minutes=4)),
        "clock_trusted": 1,
        "account_id": archive.chance.choice(archive.staff),
    }


def _rating(archive: Archive, call: Past) -> dict[str, Any]:
    operator = archive.operators[call.id % len(archive.operators)]
    given = {"given_at": kept(call.at), "clock_trusted": 1}
    return {"call_uid": call.uid, "operator_id": operator, "value": 1 + call.id % 5} | given


def _callbacks(archive: Archive, calls: list[Past]) -> None:
    """A call owed for every thirtieth; open are those of the last days, one for each number."""
    asked = [call for call in calls if call.id % 30 == 11 and call.number]
    late = {call.number: call.id for call in asked if call.at > archive.now.wall - _RECENT}
    opened = set(late.values())
    archive.enter(Callback, (_callback(archive, call, call.id in opened) for call in asked))
    archive.enter(CallbackAttempt, (_attempt(archive, at, call) for at, call in enumerate(asked, start=1) if at % 2))
    promised = [at for at, call in enumerate(asked, start=1) if call.id in opened][::2]
    archive.enter(Appointment, (_appointment(archive, at) for at in promised))


def _callback(archive: Archive, call: Past, opened: bool) -> dict[str, Any]:
    closed = None if opened else kept(call.at + timedelta(hours=5))
    return {
        "number": call.number,
        "source": "missed",
        "call_uid": call.uid,
        "asked_at": kept(call.at + timedelta(minutes=1)),
        "clock_trusted": 1,
        "closed_at": closed,
        "outcome": None if opened else "done",
        "closed_origin": None if opened else archive.by.origin,
        "closed_by_id": None if opened else archive.by.account,
    }


def _attempt(archive: Archive, callback: int, call: Past) -> dict[str, Any]:
    return {
        "callback_id": callback,
        "operator_id": archive.operators[0],
        "call_uid": None,
        "tried_at": kept(call.at + timedelta(hours=2)),
        "clock_trusted": 1,
        "result": "no_answer",
    }


def _appointment(archive: Archive, callback: int) -> dict[str, Any]:
    due = archive.now.wall + timedelta(hours=callback % 48 - 6)
    made = {
        "made_at": kept(archive.now.wall - timedelta(hours=8)),
        "clock_trusted": 1,
        "account_id": archive.by.account,
    }
    return {"callback_id": callback, "due_at": kept(due), "operator_id": archive.operators[0]} | made


def _returned(archive: Archive, calls: list[Past]) -> Iterator[dict[str, Any]]:
    """Most of those who called in vain were called back; of the last days, half."""
    for call in calls:
        old = call.at < archive.now.wall - _RECENT
        if call.number and call.result is not CallResult.SERVED and (call.id % 4 if old else call.id % 2):
            yield {
                "number": call.number,
                "call_id": call.id,
                "returned_at": kept(call.at + timedelta(hours=4)),
                "clock_trusted": 1,
                "account_id": archive.by.account,
            }
