"""What a box that dies in the middle of a call-back leaves, and what its next start makes of it."""

from __future__ import annotations

from dataclasses import replace

from appliance.casework.contacts.callbacks import (
    AttemptResult,
    Callback,
    CallbackAttempt,
    CallbackSource,
    CallbackState,
)
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.interrupted import BROKEN_OFF, settle_interrupted
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened, operator

__all__ = ["opened"]


def asked(number: str = CALLER) -> int:
    return Callback.ask(number, CallbackSource.KEY, now=NOW)


def test_what_the_box_was_dialling_when_it_broke_off_waits_again_and_the_try_says_why() -> None:
    number, olena, maria = asked(), operator("Олена", "201"), operator("Марія", "067 999 22 33")
    other, by_hand = asked(NEIGHBOUR), asked("+380501112233")
    Callback.take(by_hand, olena, now=later(-60))
    for callback, clerk in ((number, olena), (other, maria)):
        Callback.take_to_dial(callback, clerk, now=NOW)
    own = replace(call(None, incoming=False, at=later(1)), number_raw="201")
    theirs, ringing = call(CALLER, incoming=False, at=later(5)), call("+380679992233", incoming=False, at=later(7))
    for each in (own, theirs, ringing):
        CallRecord.begin(each)
    restarted = replace(NOW, boot_id="boot-2")
    assert settle_interrupted(restarted) == 2
    first, second, third = Callback.waiting()
    assert [each.state for each in (first, second, third)] == [
        CallbackState.TRIED,
        CallbackState.TRIED,
        CallbackState.TAKEN,
    ]
    assert (first.operator_id, first.taken_at) == (None, None)
    [talk], [ring] = first.attempts, second.attempts
    assert (talk.result, talk.reason, talk.operator.id) == (AttemptResult.FAILED, BROKEN_OFF, olena)
    assert talk.call is not None
    assert (talk.call.uid, talk.tried_at) == (theirs.uid, later(5).wall)
    assert (ring.operator.id, ring.call, ring.tried_at) == (maria, None, later(7).wall)
    assert settle_interrupted(restarted) == 0
    assert CallbackAttempt.select().count() == 2


def test_a_try_that_is_noted_already_is_no_sign_of_another() -> None:
    number, olena, outgoing = asked(), operator(), call(incoming=False)
    Callback.tried(number, olena, AttemptResult.BUSY, now=NOW, call=outgoing)
    Callback.take(number, olena, now=later(60))
    assert settle_interrupted(replace(NOW, boot_id="boot-2")) == 0
    assert Callback.get().state is CallbackState.TAKEN


def test_settling_spares_what_this_run_dials_and_what_an_operator_dials_by_hand() -> None:
    dialled, by_hand = asked(), asked(NEIGHBOUR)
    Callback.take_to_dial(dialled, operator("Олена", "201"), now=later(50))
    Callback.take(by_hand, operator("Марія", "202"), now=NOW)
    CallRecord.begin(replace(call(None, incoming=False, at=later(51)), number_raw="201"))
    CallRecord.begin(call(NEIGHBOUR))
    assert settle_interrupted(later(40)) == 0
    assert [callback.state for callback in Callback.waiting()] == [CallbackState.TAKEN] * 2
