"""Who called in vain: the call that the office owes him, the one SMS a day that says so, and his answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.casework.contacts.callbacks import Callback, CallbackSource, CallbackState
from appliance.casework.contacts.offers import OFFER, SOURCE, is_mobile, owe_call, receive_and_heed
from appliance.casework.staff.operators import Operator
from appliance.casework.texts.messages import Message
from appliance.contracts import CallResult
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import Purpose, parse
from appliance.sms_text import measure
from tests.appliance.casework.register import CALLER, NEIGHBOUR, ended, later, opened, operator

__all__ = ["opened"]

DAY_S = 24 * 3600.0
LANDLINE = "+380446441234"


@pytest.fixture(autouse=True)
def petro(opened: Path) -> None:
    """Somebody who can call back."""
    operator("Петро", "203")


def missed(number: str = CALLER, *, after_s: float = 0.0, by_sms: bool = True) -> bool | None:
    at = later(after_s)
    return owe_call(ended(CallResult.MISSED, number, at=at), by_sms=by_sms, now=at)


def answers(text: str, number: str = CALLER, *, after_s: float = 60.0, fingerprint: str = "") -> None:
    sms = ArrivedSms("gsm1", number, text, fingerprint or uuid4().hex)
    receive_and_heed(sms, parse(number, ""), later(after_s))


def queued() -> list[Message]:
    return [message for message in Message.latest(100) if message.direction == "out"]


def states() -> list[CallbackState]:
    return [callback.state for callback in Callback.select().order_by(Callback.id)]


def test_the_offer_is_one_sms() -> None:
    assert measure(OFFER).parts == 1


def test_who_was_missed_is_owed_a_call_and_hears_so_by_sms() -> None:
    assert missed()
    [callback] = Callback.waiting()
    assert (callback.number, callback.source) == (CALLER, CallbackSource.MISSED)
    [message] = queued()
    assert (message.number, message.text, message.source) == (CALLER, OFFER, SOURCE)
    assert callback.call is not None
    assert (message.purpose, message.call_uid) == (Purpose.CALLBACK, callback.call.uid)


def test_a_number_gets_one_sms_a_day_however_often_it_was_missed() -> None:
    assert [missed(after_s=after_s) for after_s in (0, 60, 3600, DAY_S)] == [True, False, False, True]
    assert len(queued()) == 2
    assert len(Callback.waiting()) == 1


def test_an_sms_that_could_not_be_queued_takes_nothing_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Message, "queue", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            missed()
    assert Callback.waiting() == []
    assert missed()


def test_where_no_sms_can_come_or_none_is_wanted_the_call_is_owed_all_the_same() -> None:
    assert missed(LANDLINE) is False
    assert missed(by_sms=False) is False
    assert [callback.number for callback in Callback.waiting()] == [LANDLINE, CALLER]
    assert queued() == []


def test_where_nobody_can_call_back_no_call_is_promised_and_yet_it_is_on_the_list() -> None:
    Operator.remove(Operator.find("Петро").operator, now=later(0))
    assert missed() is False
    assert queued() == []
    assert [callback.number for callback in Callback.waiting()] == [CALLER]
    operator("Олена", "201")
    assert missed(after_s=60.0), "the day's one SMS is not spent"


def test_an_operator_who_calls_is_owed_nothing() -> None:
    operator("Іван", CALLER)
    operator("Олена", "201", numbers=(NEIGHBOUR,))
    assert [missed(), missed(NEIGHBOUR)] == [None, None]
    assert Callback.waiting() == queued() == []


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        *((f"+380{code}1234567", True) for code in (39, 50, 63, 66, 67, 68, 73, 75, 77, 91, 93, 95, 96, 97, 98, 99)),
        *((f"+380{code}1234567", False) for code in (31, 38, 44, 45, 48, 51, 57, 61, 62, 64, 65, 69, 70, 80, 90)),
        ("+48601234567", False),
    ],
)
def test_mobile_numbers_are_told_from_landlines_and_services(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile


@pytest.mark.parametrize("text", ["0", " 0. ", "«О»", "Стоп", "STOP!", "не  треба", "Ні"])
def test_who_answers_that_he_does_not_want_it_is_left_in_peace(text: str) -> None:
    missed()
    answers(text)
    assert states() == [CallbackState.REFUSED]
    assert "SMS" in Callback.get().note


@pytest.mark.parametrize("text", ["00", "Так", "Не треба дзвонити після 18:00, дзвоніть зараз", "0 800 500 500", ""])
def test_any_other_answer_is_for_a_person_to_read(text: str) -> None:
    missed()
    answers(text)
    assert states() == [CallbackState.ASKED]


def test_an_answer_concerns_nobody_else_and_nothing_later() -> None:
    missed(NEIGHBOUR)
    answers("0")
    Callback.ask(CALLER, CallbackSource.KEY, now=later(61))
    answers("0", after_s=62.0)
    assert states() == [CallbackState.ASKED, CallbackState.ASKED], "nothing was offered to this number"
    missed(after_s=100.0)
    answers("0", after_s=200.0, fingerprint="the same")
    missed(after_s=300.0)
    answers("0", after_s=400.0, fingerprint="the same")
    assert states() == [CallbackState.ASKED, CallbackState.REFUSED, CallbackState.ASKED], "an SMS read twice"


def test_a_part_of_a_longer_text_refuses_nothing() -> None:
    missed()
    part = ArrivedSms("gsm1", CALLER, "0", "part 1", reference=7, total=2, number=1)
    receive_and_heed(part, parse(CALLER, ""), later(60))
    assert states() == [CallbackState.ASKED]
    receive_and_heed(replace(part, text="50 гривень", fingerprint="part 2", number=2), parse(CALLER, ""), later(61))
    assert states() == [CallbackState.ASKED]
