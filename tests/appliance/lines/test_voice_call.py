"""A whole call over a voice modem: ring, answer, prompt, key, recording, end. With and without voice duplex."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, EndedBy, LineState
from tests.appliance.lines.voice_calls import FAMILIES, HELLO, LONG, OTHER, VoiceBox, with_voice_box
from tests.fakes.voice_modem import VoiceFaults

each_way = pytest.mark.parametrize(
    ("family", "no_duplex"),
    [(family, no_duplex) for family in FAMILIES for no_duplex in (False, True)],
    ids=lambda value: {True: "by turns", False: "duplex"}.get(value, value),
)


@each_way
def test_a_caller_hears_a_prompt_presses_a_key_hears_the_next_and_is_hung_up(
    tmp_path: Path, family: str, no_duplex: bool
) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        assert box.line.status.state is LineState.RINGING or box.line.status.state is LineState.TALKING
        playing = asyncio.ensure_future(call.play(LONG))
        await caller.wait_for(LONG.pcm[:32000], 4.0)
        await caller.press("5")
        await playing
        assert await call.read_digits(1) == "5"
        await call.play(OTHER)
        await caller.wait_for(OTHER.pcm, 3.0)
        with pytest.raises(CallEnded):
            await call.hang_up()
        assert caller.ended_by == "modem"
        await box.until(LineState.IDLE, 3.0)
        assert box.legs[0].ended is EndedBy.BOX
        again, call = await box.answered()
        await call.play(HELLO)
        await again.wait_for(HELLO.pcm, 3.0)

    with_voice_box(test, tmp_path, family, faults=VoiceFaults(no_duplex=no_duplex))
