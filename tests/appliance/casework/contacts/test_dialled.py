"""The facts on which the dialling rule judges, read from the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from appliance.casework.contacts.dialled import call_facts
from appliance.contracts import CallResult
from appliance.numbers import Allowed, DialFacts, Means, Purpose, Refusal, may_dial, parse
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, ended, later, opened, operator

__all__ = ["opened"]


def dialled(number: str = CALLER, times: int = 1, at_s: float = 0.0) -> None:
    for _ in range(times):
        ended(CallResult.MISSED, number, incoming=False, at=later(at_s))


def test_of_a_stranger_nothing_is_known() -> None:
    assert call_facts(CALLER, now=NOW) == DialFacts()
    assert call_facts(CALLER, now=NOW, confirmed=True) == DialFacts(confirmed=True)


def test_who_has_called_us_may_be_called_back_three_times_a_day() -> None:
    ended(CallResult.MISSED, at=later(-99 * 24 * 3600))
    number = parse(CALLER, "")
    for _ in range(3):
        facts = call_facts(CALLER, now=NOW)
        assert isinstance(may_dial(number, Purpose.CALLBACK, Means.CALL, facts), Allowed)
        dialled()
    assert call_facts(CALLER, now=NOW) == DialFacts(called_us=True, times_today=3, calls_today=3)
    assert isinstance(may_dial(number, Purpose.CALLBACK, Means.CALL, call_facts(CALLER, now=NOW)), Refusal)
    assert call_facts(CALLER, now=later(24 * 3600)).times_today == 0


def test_an_operator_s_mobile_is_in_the_directory_and_counted_apart() -> None:
    operator(reach=NEIGHBOUR)
    dialled(NEIGHBOUR, 4)
    dialled(CALLER, 2)
    assert call_facts(NEIGHBOUR, now=NOW) == DialFacts(in_directory=True, times_today=4, calls_today=4)
    assert call_facts(CALLER, now=NOW) == DialFacts(times_today=2, calls_today=2)


def test_the_day_begins_at_midnight_in_kyiv() -> None:
    midnight = replace(NOW, wall=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    for at_s in (-1, 0):
        ended(CallResult.MISSED, incoming=False, at=later(at_s, midnight))
    assert call_facts(CALLER, now=NOW).times_today == 1
