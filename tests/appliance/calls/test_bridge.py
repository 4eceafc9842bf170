"""Two people talk over the box: what each says reaches the other, soon and whole, and nothing else does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.calls.bridge import MOST_BYTES, PRIMING_BYTES, Elastic
from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.contracts import FRAME_BYTES, CallEnded, CallTrace, EndedBy
from tests.appliance.calls.scripted_leg import ScriptedLeg, noise, prompt
from tests.fakes.virtual_time import run_virtually

GOODBYE, WARNING = prompt("goodbye", 1.0), prompt("warning", 1.0)
RULES = CallRules(warning=WARNING, goodbye=GOODBYE)
MOST_DELAY_S = 0.15


class Talk:
    """A caller and an operator, both on the telephone."""

    def __init__(self, call: PhoneCall, caller: ScriptedLeg, trace: CallTrace) -> None:
        self.call, self.caller, self.operator, self.trace = call, caller, ScriptedLeg(), trace
        self.caller.port.hush = self.operator.port.hush = bytes(FRAME_BYTES)
        self.ended: EndedBy | None = None

    async def run(self) -> None:
        self.ended = await self.call.bridge(self.operator)


def talk(scene: Callable[[Talk], Awaitable[None]], tmp_path: Path, rules: CallRules = RULES) -> Talk:
    """Run `scene` while the two are connected; the talk is over when it returns."""

    async def main() -> Talk:
        leg, trace, recorder = ScriptedLeg(), CallTrace(), Recorder(tmp_path)
        call = PhoneCall(leg, "uid", rules=rules, media=MediaClock(), recorder=recorder, trace=trace)
        await call.answer(lambda: None)
        both = Talk(call, leg, trace)
        try:
            playing = asyncio.ensure_future(scene(both))
            try:
                await both.run()
            finally:
                await playing
        finally:
            await call.close()
            recorder.stop()
        return both

    return run_virtually(main)


def heard(leg: ScriptedLeg) -> bytes:
    return b"".join(leg.port.frames)


@pytest.mark.parametrize("speaker", ["caller", "operator"])
def test_what_one_side_says_reaches_the_other_whole_and_within_150_ms(tmp_path: Path, speaker: str) -> None:
    words = noise("добрий день", 2.0)

    async def scene(both: Talk) -> None:
        says, hears = both.caller, both.operator
        if speaker == "operator":
            says, hears = hears, says
        await asyncio.sleep(1.0)
        began = asyncio.get_running_loop().time()
        says.say(words)
        await asyncio.sleep(3.0)
        assert words in heard(hears)
        first = next(at for frame, at in zip(hears.port.frames, hears.port.times, strict=True) if any(frame))
        assert first - began <= MOST_DELAY_S
        both.operator.end(EndedBy.OPERATOR)

    talk(scene, tmp_path)


def test_nobody_hears_himself(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        both.caller.say(noise("caller", 1.0))
        await asyncio.sleep(2.0)
        assert not any(heard(both.caller))
        both.operator.end()

    talk(scene, tmp_path)


def test_the_operator_who_hangs_up_gives_the_caller_back_to_the_menu(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        await asyncio.sleep(5.0)
        both.operator.end(EndedBy.OPERATOR)

    both = talk(scene, tmp_path)
    assert both.ended is EndedBy.OPERATOR


def test_the_caller_who_hangs_up_ends_the_operators_leg(tmp_path: Path) -> None:
    legs: list[Talk] = []

    async def scene(both: Talk) -> None:
        legs.append(both)
        await asyncio.sleep(5.0)
        both.caller.end()

    with pytest.raises(CallEnded):
        talk(scene, tmp_path)
    assert legs[0].operator.ended is EndedBy.BOX


def test_a_port_of_the_other_side_that_breaks_ends_the_talk_and_not_the_call(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        await asyncio.sleep(1.0)
        both.operator.port.broken = OSError("unplugged")

    both = talk(scene, tmp_path)
    assert both.ended is EndedBy.FAULT
    assert both.caller.ended is EndedBy.BOX  # by the end of the test alone


def test_keys_pass_through_and_are_not_the_menus(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        both.caller.port.in_band_keys = both.operator.port.in_band_keys = False
        both.caller.press("12")
        both.operator.press("#")
        await asyncio.sleep(1.0)
        assert both.operator.sent == ["1", "2"]
        assert both.caller.sent == ["#"]
        both.operator.end(EndedBy.OPERATOR)
        await asyncio.sleep(0)

    both = talk(scene, tmp_path)
    assert both.trace.keys == []


def test_keys_that_can_be_heard_are_not_sent_a_second_time(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        both.caller.press("1")
        await asyncio.sleep(1.0)
        assert both.operator.sent == []
        both.operator.end()

    talk(scene, tmp_path)


def test_a_talk_outlasts_a_minute_of_silence_and_the_cap_on_a_call(tmp_path: Path) -> None:
    async def scene(both: Talk) -> None:
        await asyncio.sleep(400.0)
        both.operator.end(EndedBy.OPERATOR)

    both = talk(scene, tmp_path, replace(RULES, cap_s=300.0, silence_limit_s=60.0))
    assert both.ended is EndedBy.OPERATOR


@pytest.mark.parametrize("drift_bytes", [2, -2])
def test_two_clocks_that_differ_cost_no_growing_delay(drift_bytes: int) -> None:
    store, source = Elastic(), random.Random(4)
    waited = []
    for tick in range(20_000):
        size = FRAME_BYTES + (drift_bytes if tick % 20 == 0 else 0)
        store.put(source.randbytes(size) if tick % 100 < 60 else bytes(size))
        store.take()
        waited.append(store.waiting_bytes)
    assert max(waited) <= MOST_BYTES
    assert sum(waited) / len(waited) <= PRIMING_BYTES


def test_a_burst_after_a_stall_is_not_heard_late() -> None:
    store = Elastic()
    store.put(noise("before", 0.04))
    store.take()
    store.put(noise("burst", 1.0))
    assert store.waiting_bytes <= PRIMING_BYTES
