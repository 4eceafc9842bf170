"""The to-do list of the desk, what leaves it, and the promises in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts import todo as the_list
from appliance.casework.contacts.appointments import Appointment, BadAppointment, ring_when_due
from appliance.casework.contacts.callbacks import Callback, CallbackSource, CallbackState
from appliance.casework.contacts.calls import CallRecord, CallStart, VoiceMessage
from appliance.casework.contacts.done import lately_done
from appliance.casework.contacts.missed import IN_VAIN
from appliance.casework.contacts.returns import BadNote, HandledMessage, MessageNote, NoSuchMessage, Returned, Seen
from appliance.casework.contacts.todo import WINDOW, TodoEntry, todo, waits
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.staff.operators import NoSuchOperator
from appliance.contracts import CallResult
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, ended, later, opened, operator

__all__ = ["opened"]

WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def only() -> TodoEntry:
    [entry] = todo(later(3600)).entries
    return entry


def numbers() -> list[str | None]:
    return [entry.number for entry in todo(later(3600)).entries]


def message(start: CallStart, at: float = 0.0) -> int:
    return VoiceMessage.keep(
        start, uid=uuid4().hex, purpose="message", kept=later(at), path=uuid4().hex, duration_s=9, sound_s=8
    )


def test_calls_messages_and_a_call_owed_are_one_entry_of_their_number_with_the_count() -> None:
    for at_s, result in enumerate(IN_VAIN):
        ended(result, at=later(at_s * 60))
    message(ended(CallResult.SERVED, NEIGHBOUR))
    last = ended(CallResult.BUSY, at=later(300))
    left = message(last, 300)
    owed = Callback.ask(CALLER, CallbackSource.KEY, now=later(310), call=last)
    ours, neighbours = todo(later(3600)).entries
    assert (ours.number, ours.count, ours.callback.id if ours.callback else None) == (CALLER, 4, owed)
    assert ours.first is not None and ours.last is not None
    assert (ours.first.rang_at, ours.last.rang_at, ours.call_uid) == (NOW.wall, later(300).wall, last.uid)
    assert [each.message.id for each in ours.messages] == [left]
    assert (neighbours.number, neighbours.count, len(neighbours.messages)) == (NEIGHBOUR, 0, 1)


def test_a_message_of_a_hidden_number_stands_alone_and_a_call_of_one_nowhere() -> None:
    ended(CallResult.MISSED, None)
    first, second = message(ended(CallResult.SERVED, None)), message(ended(CallResult.SERVED, None))
    entries = todo(later(3600)).entries
    assert sorted(entry.messages[0].message.id for entry in entries) == [first, second]
    assert all(entry.number is None for entry in entries)


@pytest.mark.parametrize(("result", "incoming"), [(CallResult.SERVED, True), (CallResult.SERVED, False)])
def test_who_was_talked_with_since_is_owed_nothing_and_is_counted_anew(result: CallResult, incoming: bool) -> None:
    ended(CallResult.MISSED)
    ended(CallResult.BUSY)
    ended(result, incoming=incoming, answered=True)
    assert numbers() == []
    ended(CallResult.ABANDONED)
    assert only().count == 1


def test_a_call_of_ours_that_nobody_answered_returns_nothing() -> None:
    ended(CallResult.MISSED)
    ended(CallResult.MISSED, incoming=False)
    assert only().count == 1


def test_what_is_marked_leaves_and_what_came_since_stays() -> None:
    clerk = Actor(Origin.CONSOLE, Account.add("Олена", Role.CLERK, now=NOW))
    missed = ended(CallResult.MISSED)
    message(missed)
    Callback.ask(CALLER, CallbackSource.MISSED, now=NOW, call=missed)
    seen = only().seen
    ended(CallResult.BUSY, at=later(60))
    later_message = message(ended(CallResult.SERVED, NEIGHBOUR))
    Returned.mark(seen, by=clerk, now=later(120))
    ours = next(entry for entry in todo(later(3600)).entries if entry.number == CALLER)
    assert (ours.count, ours.messages, ours.callback) == (1, [], None)
    assert [each.message.id for each in todo(later(3600)).entries[-1].messages] == [later_message]
    closed = Callback.get()
    assert closed.closed_by is not None
    assert (closed.outcome, closed.closed_by.name) == (CallbackState.DONE, "Олена")
    assert {deed.by for deed in lately_done()} == {"Олена"}
    assert len(lately_done()) == 3


def test_a_call_asked_for_in_a_call_that_was_not_seen_is_still_owed() -> None:
    ended(CallResult.MISSED)
    seen = only().seen
    asked_in = ended(CallResult.SERVED, at=later(60))
    Callback.ask(CALLER, CallbackSource.KEY, now=later(60), call=asked_in)
    Returned.mark(seen, by=BOX, now=later(120))
    assert only().callback is not None


def test_many_are_marked_at_once_or_none() -> None:
    for number in (CALLER, NEIGHBOUR):
        ended(CallResult.MISSED, number)
    seen = [entry.seen for entry in todo(later(3600)).entries]
    with pytest.raises(NoSuchMessage):
        Returned.mark_all([*seen, Seen(None, 0, (99,))], by=BOX, now=NOW)
    assert len(numbers()) == 2
    Returned.mark_all(seen, by=BOX, now=NOW)
    assert numbers() == []


def test_one_message_is_dealt_with_and_comes_back_when_that_was_a_mistake() -> None:
    left = message(ended(CallResult.SERVED))
    HandledMessage.mark(left, by=BOX, now=NOW)
    HandledMessage.mark(left, by=BOX, now=NOW)
    assert numbers() == []
    [deed] = lately_done()
    assert (deed.number, deed.message) == (CALLER, left)
    HandledMessage.reopen(left, by=BOX, now=NOW)
    assert numbers() == [CALLER]


def test_a_message_made_into_a_card_leaves_the_list_until_the_card_is_discarded() -> None:
    left = message(ended(CallResult.SERVED))
    card = Appeal.draft(Source.of_voice_message(left), AppealFields(), by=BOX, now=NOW)
    assert numbers() == []
    AppealDiscard.put(card, 1, "помилка", by=BOX, now=NOW)
    assert [each.message.id for each in only().messages] == [left]


def test_a_note_stands_beside_its_message_and_two_who_write_it_meet() -> None:
    left = message(ended(CallResult.SERVED))
    MessageNote.put(left, 0, "про воду", by=BOX, now=NOW)
    assert (only().messages[0].note, only().messages[0].note_version) == ("про воду", 1)
    with pytest.raises(ChangedMeanwhile) as told:
        MessageNote.put(left, 0, "про світло", by=BOX, now=NOW)
    assert told.value.theirs == {"text": "про воду"}
    with pytest.raises(BadNote):
        MessageNote.put(left, 1, "а" * 1001, by=BOX, now=NOW)
    with pytest.raises(NoSuchMessage):
        MessageNote.put(99, 0, "", by=BOX, now=NOW)


def test_who_wants_no_call_is_not_in_the_list() -> None:
    ended(CallResult.MISSED)
    owed = Callback.ask(CALLER, CallbackSource.MISSED, now=NOW)
    Callback.close(owed, CallbackState.REFUSED, by=Actor(Origin.PHONE), now=later(300))
    assert numbers() == []
    ended(CallResult.MISSED, at=later(600))
    assert numbers() == [CALLER]


def test_calls_in_vain_are_forgotten_after_the_window_and_messages_and_promises_never() -> None:
    ended(CallResult.MISSED)
    message(ended(CallResult.SERVED, NEIGHBOUR))
    long_after = later((WINDOW + timedelta(days=1)).total_seconds())
    assert [entry.number for entry in todo(long_after).entries] == [NEIGHBOUR]


def test_pages_hold_every_entry_once_the_newest_first() -> None:
    expected = [f"+38066000000{each}" for each in range(7)]
    for at, number in enumerate(expected):
        ended(CallResult.MISSED, number, at=later(at))
    pages = [todo(later(60), page=page, count=3) for page in (1, 2, 3, 4)]
    assert [entry.number for page in pages for entry in page.entries] == expected[::-1]
    assert {(page.total, page.pages, page.more) for page in pages} == {(7, 3, False)}


def test_no_sort_brings_more_than_its_cap_however_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_list, "CAP", 2)
    for number in range(5):
        start = ended(CallResult.MISSED, f"+38066000000{number}")
        message(start)
        Callback.ask(f"+38066000000{number}", CallbackSource.MISSED, now=NOW)
    page = todo(later(60))
    assert ([entry.number for entry in page.entries], page.more) == (["+380660000004", "+380660000003"], True)


def test_what_waits_of_one_number_is_asked_alone() -> None:
    assert waits(NOW, CALLER) is None
    ended(CallResult.MISSED)
    ended(CallResult.MISSED, NEIGHBOUR)
    entry = waits(later(60), CALLER)
    assert entry is not None and (entry.number, entry.count) == (CALLER, 1)


def test_a_promise_waits_for_its_hour_and_then_stands_first_with_an_alarm() -> None:
    member = operator()
    ended(CallResult.MISSED, NEIGHBOUR, at=later(3000))
    owed = Appointment.make(CALLER, WEDNESDAY, operator_id=member, note="про субсидію", by=BOX, now=NOW)
    before, due = later(3600), replace(NOW, wall=WEDNESDAY)
    assert (ring_when_due(before), todo(before).due) == ([], 0)
    assert [entry.number for entry in todo(before).entries] == [NEIGHBOUR, CALLER]
    [alarm] = ring_when_due(due)
    assert ring_when_due(due) == [], "said once"
    assert Alarm.get_by_id(alarm).text == "Час передзвонити: 066 ••• •• 82, обіцяно о 12:00 (Олена Коваль)."
    first = todo(due).entries[0]
    assert (first.number, first.due, todo(due).due) == (CALLER, True, 1)
    assert first.appointment is not None and first.appointment.operator is not None
    assert first.appointment.operator.account.name == "Олена Коваль"
    Callback.close(owed, CallbackState.DONE, by=BOX, now=due)
    assert ring_when_due(due) == []
    assert Alarm.get(Alarm.kind == AlarmKind.APPOINTMENT_DUE).cleared_at is not None
    assert CALLER not in [entry.number for entry in todo(due).entries]


def test_a_new_promise_takes_the_place_of_the_old_one() -> None:
    owed = Appointment.make(CALLER, WEDNESDAY, by=BOX, now=NOW)
    ring_when_due(replace(NOW, wall=WEDNESDAY))
    assert Appointment.make(CALLER, WEDNESDAY + timedelta(hours=2), by=BOX, now=replace(NOW, wall=WEDNESDAY)) == owed
    assert Appointment.standing([owed])[owed].due_at == WEDNESDAY + timedelta(hours=2)
    assert Alarm.select().where(Alarm.cleared_at.is_null()).count() == 0
    assert not todo(replace(NOW, wall=WEDNESDAY)).entries[0].due


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOW.wall - timedelta(minutes=1), "минув"),
        (WEDNESDAY + timedelta(days=70), "60 днів"),
        (datetime(2026, 11, 25, 20, 0, tzinfo=UTC), "до 20:00"),
    ],
)
def test_an_hour_nobody_should_promise_is_refused(due: datetime, words: str) -> None:
    with pytest.raises(BadAppointment, match=words):
        Appointment.make(CALLER, due, by=BOX, now=NOW)
    with pytest.raises(NoSuchOperator):
        Appointment.make(CALLER, WEDNESDAY, operator_id=99, by=BOX, now=NOW)
    assert Callback.select().count() == CallRecord.select().count() == 0


def test_a_living_call_is_not_in_the_list() -> None:
    CallRecord.begin(call())
    assert numbers() == []
