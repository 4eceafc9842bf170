"""What button and switch mean, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from appliance.contracts.panel import Press, SwitchPosition
from appliance.panel.button import HOLD_S, SETTLE_S, ButtonReader, SwitchReader
from tests.fakes.virtual_time import run_virtually


def pressed(*steps: tuple[bool, float], at_the_start: bool = False) -> list[Press]:
    """Return what a button tells whose contact stands so, each time for so many seconds."""
    told: list[Press] = []

    async def main() -> None:
        button = ButtonReader(told.append)
        button.begin(at_the_start)
        for closed, seconds in steps:
            button.changed(closed)
            await asyncio.sleep(seconds)

    run_virtually(main)
    return told


def test_a_short_press_is_told_when_the_button_is_let_go() -> None:
    assert pressed((True, 0.2), (False, 10.0)) == [Press.SHORT]
    assert pressed((True, HOLD_S - 0.1), (False, 10.0)) == [Press.SHORT]
    assert pressed((True, 0.2)) == []


def test_a_long_press_is_told_once_while_it_is_held_and_letting_go_says_nothing() -> None:
    assert pressed((True, HOLD_S + 0.1)) == [Press.LONG]
    assert pressed((True, 60.0), (False, 10.0)) == [Press.LONG]


def test_a_button_stuck_from_the_start_means_nothing_until_it_is_let_go() -> None:
    assert pressed((True, 60.0), (False, 1.0), at_the_start=True) == []
    assert pressed((False, 1.0), (True, 0.2), (False, 1.0), at_the_start=True) == [Press.SHORT]


def test_an_edge_told_twice_is_one_press() -> None:
    assert pressed((True, 0.1), (True, 0.1), (False, 0.1), (False, 1.0)) == [Press.SHORT]


def turned(*turns: tuple[Callable[[SwitchReader], None], float]) -> list[SwitchPosition]:
    """Return what a switch tells that begins in the middle and is turned so."""
    told: list[SwitchPosition] = []

    async def main() -> None:
        switch = SwitchReader(told.append)
        switch.begin(opened=False, closed=False)
        assert switch.position is SwitchPosition.BREAK
        for turn, seconds in turns:
            turn(switch)
            await asyncio.sleep(seconds)

    run_virtually(main)
    return told


def open_contact(closed: bool) -> Callable[[SwitchReader], None]:
    return lambda switch: switch.open_changed(closed)


def closed_contact(closed: bool) -> Callable[[SwitchReader], None]:
    return lambda switch: switch.closed_changed(closed)


def test_the_switch_is_told_where_it_comes_to_rest() -> None:
    assert turned((open_contact(True), 5.0)) == [SwitchPosition.OPEN]
    assert turned((closed_contact(True), 5.0), (closed_contact(False), 5.0)) == [
        SwitchPosition.CLOSED,
        SwitchPosition.BREAK,
    ]


def test_turning_through_the_break_orders_no_break() -> None:
    passed = ((open_contact(True), 5.0), (open_contact(False), SETTLE_S / 2), (closed_contact(True), 5.0))
    assert turned(*passed) == [SwitchPosition.OPEN, SwitchPosition.CLOSED]


def test_wires_that_touch_are_no_position() -> None:
    assert turned((open_contact(True), 0.1), (closed_contact(True), 5.0)) == []


def test_a_switch_that_comes_back_has_said_nothing() -> None:
    assert turned((open_contact(True), 0.5), (open_contact(False), 5.0)) == []
