"""Call-backs: from asking to the talk, and the one SMS a day that offers one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.casework.contacts.callbacks import (
    NOTE_MAX,
    OUTCOMES,
    STATE_NAMES,
    AttemptResult,
    Callback,
    CallbackAttempt,
    CallbackClosed,
    CallbackOffer,
    CallbackSource,
    CallbackState,
    CallbackTaken,
    NoSuchCallback,
)
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.staff.operators import NoSuchOperator
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened, operator

__all__ = ["opened"]

BY = Actor(Origin.COMMAND)
IN_VAIN = tuple(result for result in AttemptResult if result is not AttemptResult.TALKED)


def asked(number: str = CALLER, source: CallbackSource = CallbackSource.KEY, note: str = "") -> int:
    return Callback.ask(number, source, now=NOW, note=note)


def only() -> Callback:
    [callback] = Callback.waiting()
    return callback


def test_a_call_back_is_kept_with_the_call_it_was_asked_in() -> None:
    start = call()
    number = Callback.ask(CALLER, CallbackSource.KEY, now=NOW, call=start, note="про воду")
    callback = only()
    assert (callback.id, callback.number, callback.state) == (number, CALLER, CallbackState.ASKED)
    assert callback.call is not None
    assert (callback.call.uid, callback.note, callback.asked_at) == (start.uid, "про воду", NOW.wall)
    assert CallRecord.select().count() == 1


def test_a_number_has_at_most_one_open_call_back() -> None:
    assert asked() == asked() == asked(source=CallbackSource.MISSED)
    assert asked(NEIGHBOUR) != asked()
    Callback.close(asked(), CallbackState.DONE, by=BY, now=NOW)
    assert [callback.number for callback in Callback.waiting()] == [NEIGHBOUR]
    asked()
    assert [callback.number for callback in Callback.waiting()] == [NEIGHBOUR, CALLER]


def test_a_number_that_somebody_typed_is_a_note_until_a_clerk_stands_for_it() -> None:
    number = asked(source=CallbackSource.TYPED)
    assert not only().confirmed
    clerk = Account.add("Олена", Role.CLERK, now=NOW)
    for at_s in (5, 9):
        Callback.confirm(number, by=Actor(Origin.CONSOLE, clerk), now=later(at_s))
    assert (only().confirmed, only().confirmed_at) == (True, later(5).wall)


def test_what_a_person_asks_for_himself_outweighs_what_was_typed_for_him() -> None:
    number = asked(source=CallbackSource.TYPED, note="набрано")
    assert asked(source=CallbackSource.TYPED) == number
    assert only().note == "набрано"
    assert asked(source=CallbackSource.KEY, note="сам") == number
    assert asked(source=CallbackSource.TYPED) == number
    assert (only().source, only().note) == (CallbackSource.KEY, "сам")


def test_a_number_that_a_clerk_entered_needs_no_other_clerk() -> None:
    asked(source=CallbackSource.CLERK)
    assert only().confirmed


def test_of_two_operators_who_press_at_once_the_first_has_it() -> None:
    number, olena, maria = asked(), operator("Олена", "201"), operator("Марія", "202")
    assert Callback.take(number, olena, now=NOW).state is CallbackState.TAKEN
    assert Callback.take(number, olena, now=later(1)).number == CALLER, "pressing twice is no second operator"
    with pytest.raises(CallbackTaken, match="Олена"):
        Callback.take(number, maria, now=later(1))
    assert only().operator_id == olena


def test_what_was_put_back_may_be_taken_by_anybody() -> None:
    number, olena, maria = asked(), operator("Олена", "201"), operator("Марія", "202")
    Callback.take(number, olena, now=NOW)
    Callback.release(number)
    assert only().state is CallbackState.ASKED
    Callback.take(number, maria, now=NOW)


@pytest.mark.parametrize("result", IN_VAIN)
def test_a_try_in_vain_is_a_row_and_puts_the_call_back_back(result: AttemptResult) -> None:
    number, olena = asked(), operator()
    Callback.take(number, olena, now=NOW)
    Callback.tried(number, olena, result, now=later(40))
    callback = only()
    assert (callback.state, callback.operator_id, callback.taken_at) == (CallbackState.TRIED, None, None)
    [attempt] = callback.attempts
    assert (attempt.result, attempt.tried_at, attempt.operator.id) == (result, later(40).wall, olena)


def test_a_talk_ends_it_in_the_operator_s_name() -> None:
    number, olena = asked(), operator()
    Callback.take(number, olena, now=NOW)
    Callback.tried(number, olena, AttemptResult.TALKED, now=later(60), call=call(incoming=False))
    assert Callback.waiting() == []
    callback = Callback.get_by_id(number)
    assert (callback.state, callback.closed_at) == (CallbackState.DONE, later(60).wall)
    assert callback.closed_by is not None
    assert callback.closed_by.name == "Олена Коваль"


def test_one_outgoing_call_is_one_try_however_often_it_is_told() -> None:
    number, olena, outgoing = asked(), operator(), call(incoming=False)
    for _ in range(2):
        Callback.tried(number, olena, AttemptResult.NO_ANSWER, now=NOW, call=outgoing)
    [attempt] = only().attempts
    assert attempt.call is not None
    assert attempt.call.uid == outgoing.uid


def test_a_late_result_neither_reopens_what_is_closed_nor_takes_it_from_the_next_operator() -> None:
    number, olena, maria = asked(), operator("Олена", "201"), operator("Марія", "202")
    Callback.take(number, olena, now=NOW)
    Callback.release(number)
    Callback.take(number, maria, now=NOW)
    Callback.tried(number, olena, AttemptResult.BUSY, now=NOW)
    assert only().operator_id == maria
    Callback.close(number, CallbackState.GIVEN_UP, by=BY, now=NOW)
    Callback.tried(number, maria, AttemptResult.TALKED, now=NOW)
    assert Callback.get_by_id(number).state is CallbackState.GIVEN_UP
    assert CallbackAttempt.select().count() == 2


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_closed_stays_closed_as_it_was(outcome: CallbackState) -> None:
    number = asked(note="про воду")
    for at_s in (5, 9):
        Callback.close(number, outcome, by=BY, now=later(at_s), note="виїхали")
    callback = Callback.get_by_id(number)
    assert (callback.state, callback.closed_at, callback.note) == (outcome, later(5).wall, "виїхали")
    [other, _] = [each for each in OUTCOMES if each is not outcome]
    for verb in (
        lambda: Callback.close(number, other, by=BY, now=NOW),
        lambda: Callback.confirm(number, by=BY, now=NOW),
        lambda: Callback.release(number),
        lambda: Callback.take(number, operator(), now=NOW),
    ):
        with pytest.raises(CallbackClosed, match=STATE_NAMES[outcome]):
            verb()


def test_only_an_outcome_ends_it() -> None:
    with pytest.raises(ValueError, match="ends no call-back"):
        Callback.close(asked(), CallbackState.TAKEN, by=BY, now=NOW)


def test_what_does_not_exist_is_said() -> None:
    with pytest.raises(NoSuchCallback, match="№ 7"):
        Callback.release(7)
    with pytest.raises(NoSuchCallback):
        Callback.tried(7, operator(), AttemptResult.BUSY, now=NOW)
    with pytest.raises(NoSuchOperator):
        Callback.take(asked(), 7, now=NOW)


def test_a_note_of_any_length_is_kept_to_what_a_screen_shows() -> None:
    asked(note="х" * 999)
    assert len(only().note) == NOTE_MAX


def test_every_state_has_a_ukrainian_name() -> None:
    assert set(STATE_NAMES) == set(CallbackState)


def test_a_number_is_offered_a_call_back_by_one_sms_a_day() -> None:
    assert CallbackOffer.may_send(CALLER, now=NOW)
    assert CallbackOffer.claim(CALLER, now=NOW)
    assert not CallbackOffer.may_send(CALLER, now=later(60))
    assert not CallbackOffer.claim(CALLER, now=later(60))
    assert CallbackOffer.claim(NEIGHBOUR, now=NOW)
    assert CallbackOffer.claim(CALLER, now=later(24 * 3600))


def test_the_day_of_an_offer_is_the_day_in_kyiv() -> None:
    evening = replace(NOW, wall=datetime(2026, 11, 23, 21, 59, tzinfo=UTC))
    assert CallbackOffer.claim(CALLER, now=evening)
    assert not CallbackOffer.claim(CALLER, now=later(59, evening))
    assert CallbackOffer.claim(CALLER, now=later(60, evening))
