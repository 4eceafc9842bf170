"""Which try of a PIN may be made: each wrong one costs one of three."""

from __future__ import annotations

from dataclasses import replace

from appliance.casework.box.sim_pins import SimPin
from appliance.clock import Moment
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]


def now(boot: str = "a") -> Moment:
    return replace(NOW, boot_id=boot)


def test_a_card_that_tells_no_counter_gets_a_pin_that_was_never_tried() -> None:
    assert SimPin.may_enter("gsm1", "1111", None, now())
    assert not SimPin.may_enter("gsm1", "1111", None, now("b"))


def test_a_try_whose_outcome_power_took_away_is_made_again_in_the_next_boot_if_two_are_left() -> None:
    assert SimPin.may_enter("gsm1", "1111", 3, now())
    assert not SimPin.may_enter("gsm1", "1111", 2, now())
    assert SimPin.may_enter("gsm1", "1111", 2, now("b"))
    assert not SimPin.may_enter("gsm1", "1111", 1, now("c"))


def test_another_pin_in_the_same_boot_waits_for_the_next() -> None:
    assert SimPin.may_enter("gsm1", "1111", 3, now())
    SimPin.entered("gsm1", "1111", accepted=False, now=now())
    assert not SimPin.may_enter("gsm1", "2222", 2, now())
    assert SimPin.may_enter("gsm1", "2222", 2, now("b"))


def test_a_pin_that_was_accepted_and_then_refused_is_of_another_card_and_rests() -> None:
    assert SimPin.may_enter("gsm1", "1111", 3, now())
    SimPin.entered("gsm1", "1111", accepted=True, now=now())
    assert SimPin.may_enter("gsm1", "1111", 3, now())
    SimPin.entered("gsm1", "1111", accepted=False, now=now())
    assert not SimPin.may_enter("gsm1", "1111", 2, now("b"))
    assert not SimPin.may_enter("gsm1", "1111", 3, now("c"))


def test_two_lines_have_each_their_own_book() -> None:
    assert SimPin.may_enter("gsm1", "1111", 3, now())
    assert SimPin.may_enter("gsm2", "1111", 3, now())
