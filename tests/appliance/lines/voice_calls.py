"""A voice line with its simulated modem, and a box on it that plays, reads keys and hangs up as a call would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.contracts import CallTrace, Leg, Line, LineState, Prompt
from appliance.lines.ports import find_ports
from appliance.lines.voice_family import load_voice_family, voice_families
from appliance.lines.voice_line import VoiceLine
from appliance.settings import TREE
from audio.line.tones import silence, tone
from tests.fakes.modem import FakeCaller
from tests.fakes.virtual_time import VirtualClock, run_virtually
from tests.fakes.voice_modem import FakeVoiceModem, VoiceFaults

VOICE_MODEMS = TREE / "firmware_config" / "voice_modems"
FAMILIES = tuple(sorted(voice_families(VOICE_MODEMS)))
HELLO = Prompt("hello", "", (tone((400, 620, 950), 0.3, -16.0) + silence(0.1)) * 3)
OTHER = Prompt("other", "", (tone((500, 810, 1150), 0.25, -16.0) + silence(0.05)) * 4)
LONG = Prompt("long", "", (tone((700, 330, 1000), 0.45, -16.0) + silence(0.05)) * 20)
BEEP = Prompt("beep", "", tone((1000,), 0.3, -16.0))


class VoiceBox:
    """What a test holds: the modem, the line, and the verbs of a desk."""

    def __init__(self, modem: FakeVoiceModem, line: VoiceLine, clock: VirtualClock, directory: Path) -> None:
        self.modem = modem
        self.line = line
        self.clock = clock
        self.media = MediaClock()
        self.recorder = Recorder(directory / "recordings")
        self.traces: list[CallTrace] = []
        self.legs: list[Leg] = []

    async def until(self, state: LineState, within_s: float = 60.0) -> None:
        """Wait until the line is in `state`."""
        async with asyncio.timeout(within_s):
            while self.line.status.state is not state:
                await asyncio.sleep(0.05)

    async def next_leg(self, within_s: float = 10.0) -> Leg:
        """Return the next call that comes in."""
        async with asyncio.timeout(within_s):
            leg = await anext(self.line.incoming())
        self.legs.append(leg)
        return leg

    def call(self, leg: Leg, **rules: Any) -> PhoneCall:
        """Make a call of a leg, with its own trace."""
        self.traces.append(CallTrace())
        times = CallRules(**{"opening_silence_s": 0.2, **rules})
        return PhoneCall(leg, "uid", rules=times, media=self.media, recorder=self.recorder, trace=self.traces[-1])

    async def answered(self, **how: Any) -> tuple[FakeCaller, PhoneCall]:
        """Let somebody ring, pick up, and return both ends."""
        caller = self.modem.ring(**how)
        leg = await self.next_leg()
        await leg.caller()
        call = self.call(leg)
        await call.answer(on_taken=lambda: None)
        return caller, call


@asynccontextmanager
async def voice_box(
    directory: Path, family: str, faults: VoiceFaults | None = None, **options: Any
) -> AsyncIterator[VoiceBox]:
    """Run a line and its modem; the line is idle when the block begins."""
    clock = VirtualClock(asyncio.get_running_loop())
    modem = FakeVoiceModem(family, directory / "modem", faults, **options)
    await modem.start()
    port = str(directory / "modem" / "if00")
    line = VoiceLine(
        "landline",
        load_voice_family(family, VOICE_MODEMS),
        find_ports=lambda: find_ports(port, port, {}),
        clock=clock,
        on_status=lambda _status: None,
    )
    a_line_like_any_other: Line = line
    running = asyncio.ensure_future(a_line_like_any_other.run())
    box = VoiceBox(modem, line, clock, directory)
    try:
        await box.until(LineState.IDLE)
        yield box
    finally:
        for leg in box.legs:
            await leg.hang_up()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await modem.stop()
        box.recorder.stop()
        assert modem.complaints == []


def with_voice_box(
    test: Callable[[VoiceBox], Coroutine[Any, Any, None]], directory: Path, family: str = FAMILIES[0], **options: Any
) -> None:
    """Run `test(box)` in virtual time."""

    async def main() -> None:
        async with voice_box(directory, family, **options) as box:
            await test(box)

    run_virtually(main)
