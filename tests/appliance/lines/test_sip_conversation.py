"""A conversation as the rest of the house has it, on a SIP line."""

from __future__ import annotations

import asyncio
from pathlib import Path

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.contracts import CallEnded, CallTrace, EndedBy, Line, LineState, Prompt
from audio.line.g711 import encode_alaw
from audio.line.tones import RATE
from tests.fakes.sip.peer import PeerCall
from tests.fakes.sip.table import Table, at_a_table

PROMPT = Prompt("menu", "Натисніть 1", b"".join(bytes([0, 8 + 8 * (at // 4 % 2)]) for at in range(RATE // 2)))


def _as_the_house_knows_it(line: Line) -> Line:
    return line


def test_a_prompt_is_heard_broken_by_a_key_and_the_callers_end_ends_the_script(tmp_path: Path) -> None:
    @at_a_table()
    async def converse(box: Table) -> None:
        assert _as_the_house_knows_it(box.line).status.state is LineState.IDLE
        call = PeerCall(box.peer())
        call.ring()
        leg = await box.leg()
        trace = CallTrace()
        phone = PhoneCall(
            leg,
            "uid",
            rules=CallRules(opening_silence_s=0.02),
            media=MediaClock(),
            recorder=Recorder(tmp_path),
            trace=trace,
        )
        await asyncio.gather(phone.answer(on_taken=lambda: None), call.answered())
        reading = asyncio.create_task(phone.read_digits(1, PROMPT))
        wanted = encode_alaw(PROMPT.pcm[:320])
        while wanted not in [packet.payload for packet in call.media.heard]:
            await call.media.hear(len(call.media.heard) + 1)
        call.media.press(1)
        assert await reading == "1"
        waiting = asyncio.create_task(phone.wait_for_key(30))
        await call.bye()
        try:
            await waiting
        except CallEnded as over:
            assert over.by is EndedBy.CALLER
        else:
            raise AssertionError
        await phone.close()
        assert trace.keys == ["1"]

    converse()
