"""The list of who called in vain."""

from __future__ import annotations

import pytest

from appliance.casework.contacts.callbacks import Callback, CallbackSource, CallbackState
from appliance.casework.contacts.missed import IN_VAIN, MissedNumber, missed_numbers
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.contracts import CallResult
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, ended, later, opened

__all__ = ["opened"]


def only() -> MissedNumber:
    [missed] = missed_numbers(NOW.wall)
    return missed


def test_a_number_is_one_entry_with_how_often_and_when() -> None:
    for at_s, result in enumerate((CallResult.MISSED, CallResult.BUSY, CallResult.BUSY)):
        ended(result, at=later(at_s * 60))
    assert only() == MissedNumber(
        CALLER, 3, NOW.wall, later(120).wall, "gsm1", CallResult.BUSY, returned=False, got_through=False, callback=None
    )


def test_the_latest_stands_first() -> None:
    for number in (CALLER, NEIGHBOUR, CALLER):
        ended(CallResult.MISSED, number)
    assert [missed.number for missed in missed_numbers(NOW.wall)] == [CALLER, NEIGHBOUR]


@pytest.mark.parametrize("result", list(CallResult))
def test_who_was_served_or_hung_up_at_once_called_not_in_vain(result: CallResult) -> None:
    ended(result)
    assert [missed.result for missed in missed_numbers(NOW.wall)] == ([result] if result in IN_VAIN else [])


def test_who_hides_his_number_who_called_earlier_and_whom_we_called_are_not_in_the_list() -> None:
    ended(CallResult.MISSED, None)
    ended(CallResult.MISSED, at=later(-60))
    ended(CallResult.MISSED, NEIGHBOUR, incoming=False)
    assert missed_numbers(NOW.wall) == []


def test_an_outgoing_call_returns_it_once_it_is_answered() -> None:
    ended(CallResult.MISSED)
    ended(CallResult.MISSED, incoming=False)
    assert not only().returned
    ended(CallResult.SERVED, incoming=False, answered=True)
    assert only().returned
    ended(CallResult.MISSED, at=later(300))
    assert not only().returned, "he called in vain again since"


def test_who_called_again_and_was_served_got_through() -> None:
    ended(CallResult.SERVED, answered=True)
    ended(CallResult.BUSY)
    assert not only().got_through
    ended(CallResult.SERVED, answered=True)
    assert (only().got_through, only().returned) == (True, False)


@pytest.mark.parametrize("outcome", [CallbackState.DONE, CallbackState.GIVEN_UP])
def test_a_call_back_shows_while_it_is_open_and_returns_when_it_is_done(outcome: CallbackState) -> None:
    ended(CallResult.MISSED)
    number = Callback.ask(CALLER, CallbackSource.MISSED, now=later(5))
    assert (only().callback, only().returned) == (number, False)
    Callback.close(number, outcome, by=Actor(Origin.COMMAND), now=later(60))
    assert (only().callback, only().returned) == (None, outcome is CallbackState.DONE)
