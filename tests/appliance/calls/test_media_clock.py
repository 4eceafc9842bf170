from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from appliance.calls.media_clock import REBASE_S, MediaClock
from tests.fakes.virtual_time import VirtualTimeLoop, run_virtually

Scene = Callable[[MediaClock, list[float]], Awaitable[None]]


def ticks(scene: Scene) -> list[float]:
    """Return the moments, from the first on, at which a turn was made while `scene` went on."""
    moments: list[float] = []

    async def main() -> None:
        clock = MediaClock()
        loop = asyncio.get_running_loop()

        def turn() -> None:
            moments.append(loop.time())

        clock.attach(turn)
        await scene(clock, moments)
        clock.detach(turn)

    run_virtually(main)
    return [round(at - moments[0], 6) for at in moments]


def stall(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop._advance(seconds)


def test_a_turn_is_made_every_20_ms_for_minutes_without_drift() -> None:
    async def scene(clock: MediaClock, _moments: list[float]) -> None:
        await asyncio.sleep(360)

    moments = ticks(scene)
    assert len(moments) == pytest.approx(360 / 0.02, abs=2)
    assert all(abs(at - number * 0.02) < 1e-6 for number, at in enumerate(moments))


def test_late_turns_are_made_up_for_and_the_deadlines_stay() -> None:
    async def scene(clock: MediaClock, moments: list[float]) -> None:
        await asyncio.sleep(0.05)
        stall(0.07)
        await asyncio.sleep(0.2)
        assert clock.rebased == 0

    moments = ticks(scene)
    assert len(moments) == pytest.approx(0.32 / 0.02, abs=1)
    assert moments[-1] == pytest.approx(0.02 * (len(moments) - 1), abs=1e-6)


def test_after_a_long_stall_the_past_is_dropped() -> None:
    async def scene(clock: MediaClock, moments: list[float]) -> None:
        await asyncio.sleep(0.05)
        stall(REBASE_S + 1.0)
        before = len(moments)
        await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        assert clock.rebased == 1
        assert len(moments) - before <= 7

    ticks(scene)


def test_the_clock_stands_while_nothing_is_attached_and_says_it_keeps_time() -> None:
    async def scene() -> None:
        clock = MediaClock()
        turns = 0

        def turn() -> None:
            nonlocal turns
            turns += 1

        assert clock.turning
        clock.attach(turn)
        await asyncio.sleep(0.1)
        clock.detach(turn)
        counted = turns
        await asyncio.sleep(60)
        assert turns == counted
        assert clock.turning
        clock.attach(turn)
        await asyncio.sleep(0.1)
        assert counted + 4 <= turns <= counted + 7

    run_virtually(scene)


def test_a_loop_that_does_not_turn_for_two_seconds_is_seen() -> None:
    async def scene(clock: MediaClock, _moments: list[float]) -> None:
        await asyncio.sleep(0.05)
        assert clock.turning
        stall(2.5)
        assert not clock.turning

    ticks(scene)


def test_a_turn_that_breaks_does_not_stop_the_others() -> None:
    async def scene() -> None:
        clock = MediaClock()
        heard: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context["exception"]))
        turns: list[float] = []

        def broken() -> None:
            clock.detach(broken)
            raise OSError("the port is gone")

        clock.attach(broken)
        clock.attach(lambda: turns.append(asyncio.get_running_loop().time()))
        await asyncio.sleep(1.0)
        assert len(turns) >= 48
        assert [str(error) for error in heard] == ["the port is gone"]

    run_virtually(scene)
