"""How the sound is paced, for minutes and through everything that stops it. All in the modem's own figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from appliance.calls.media_clock import MediaClock
from appliance.contracts import Leg
from appliance.lines.family import load_family
from appliance.lines.gsm import GsmLine
from appliance.lines.ports import find_ports
from appliance.settings import MODEMS
from audio.line.tones import silence, tone
from tests.appliance.lines.calls import spread
from tests.fakes.box import FAMILIES, INTERFACES
from tests.fakes.modem import AudioReport, FakeCaller, FakeModem
from tests.fakes.virtual_time import VirtualClock, VirtualTimeLoop, run_virtually

each_family = pytest.mark.parametrize("family", FAMILIES)
TALK = tone((500,), 1.6, -20.0) + silence(0.4)
FRAMES = [TALK[at : at + 320] for at in range(0, len(TALK), 320)]


class Talk:
    """A call in which the line says `TALK` over and over, as a media pump would."""

    def __init__(self, modem: FakeModem, caller: FakeCaller, leg: Leg) -> None:
        self.modem = modem
        self.caller = caller
        self.heard = bytearray()
        self._port = leg.port
        self._frames = cycle(FRAMES)
        self.clock = MediaClock()
        self.clock.attach(self.turn)

    def turn(self) -> None:
        self.heard += self._port.read()
        self._port.write(next(self._frames))

    async def flows_again(self, within_s: float = 3.0) -> AudioReport:
        """Wait, then see that there is sound without a gap, and no more of it than there should be."""
        await asyncio.sleep(within_s)
        before = self.modem.report()
        await asyncio.sleep(5.0)
        after = self.modem.report()
        assert after.received_bytes - before.received_bytes == pytest.approx(80000, rel=0.02)
        assert after.underruns == before.underruns
        assert after.lead_now_s <= 0.1
        assert after.odd_bytes == 0
        return after


@asynccontextmanager
async def talking(directory: Path, family: str, **options: Any) -> AsyncIterator[Talk]:
    modem = FakeModem(family, directory, **options)
    await modem.start()
    at, audio = (str(directory / name) for name in INTERFACES[family])
    line = GsmLine(
        "gsm1",
        load_family(family, MODEMS),
        find_ports=lambda: find_ports(at, audio, {}),
        clock=VirtualClock(asyncio.get_running_loop()),
        on_status=lambda _status: None,
    )
    running = asyncio.ensure_future(line.run())
    await asyncio.sleep(5.0)
    caller = modem.ring()
    leg = await anext(line.incoming())
    await leg.answer()
    talk = Talk(modem, caller, leg)
    yield talk
    talk.clock.detach(talk.turn)
    await leg.hang_up()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await modem.stop()


def talk_with(test: Callable[[Talk], Coroutine[Any, Any, None]], directory: Path, family: str, **options: Any) -> None:
    async def main() -> None:
        async with talking(directory, family, **options) as talk:
            await test(talk)

    run_virtually(main)


@pytest.mark.parametrize(
    ("family", "options"),
    [
        ("huawei_e1550", {"ppm": -300.0}),
        ("quectel_ec25", {"ppm": -100.0}),
        ("quectel_ec25", {"ppm": 100.0, "frame_bytes": 1600}),
        ("sim7600", {"ppm": 300.0, "frame_bytes": 640}),
    ],
    ids=str,
)
def test_three_minutes_of_sound_keep_the_pace_of_the_modem(
    tmp_path: Path, family: str, options: dict[str, Any]
) -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(180.0)
        report = talk.modem.report()
        assert report.bytes_per_s == pytest.approx(16000, rel=0.01)
        assert report.longest_gap_s <= 0.04
        assert report.lead_s <= 0.1
        assert report.odd_bytes == 0
        assert len(talk.heard) == pytest.approx(180 * 16000, rel=0.01)

    talk_with(test, tmp_path, family, **options)


@each_family
def test_a_loop_that_stands_still_for_a_moment_does_not_make_the_sound_late_for_ever(
    tmp_path: Path, family: str
) -> None:
    async def test(talk: Talk) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        for _ in range(3):
            await asyncio.sleep(2.0)
            loop._advance(0.3)
        report = await talk.flows_again(1.0)
        assert report.lead_s <= 0.2
        assert talk.clock.rebased == 3

    talk_with(test, tmp_path, family)


@pytest.mark.parametrize("overflow", ["block", "drop_newest"])
@pytest.mark.parametrize(
    ("family", "stands"),
    spread(
        ("audio_port", "refusing", "open"),
        ("audio_port", "stuck", "open"),
        ("audio_frozen", True, False),
        ("uplink_stalls_after_s", 0.0, None),
    ),
)
def test_a_port_that_stands_still_for_two_seconds_goes_on_without_delay(
    tmp_path: Path, family: str, stands: tuple[str, object, object], overflow: str
) -> None:
    fault, standing, again = stands

    async def test(talk: Talk) -> None:
        await asyncio.sleep(6.0)
        for seconds in (1.8, 1.95, 2.0):
            setattr(talk.modem.faults, fault, standing)
            await asyncio.sleep(seconds)
            setattr(talk.modem.faults, fault, again)
            assert talk.caller.ended_at is None
            await talk.flows_again(1.5)

    talk_with(test, tmp_path, family, overflow=overflow)


@each_family
def test_sound_that_comes_late_and_all_at_once_is_not_kept_for_later(tmp_path: Path, family: str) -> None:
    async def test(talk: Talk) -> None:
        talk.modem.hold_downlink(1.0)
        await asyncio.sleep(1.1)
        before = len(talk.heard)
        await asyncio.sleep(1.0)
        assert len(talk.heard) - before == pytest.approx(16000, rel=0.25)
        await talk.flows_again()

    talk_with(test, tmp_path, family)


@each_family
def test_a_loop_that_is_late_now_and_then_is_no_gap_for_the_caller(tmp_path: Path, family: str) -> None:
    async def test(talk: Talk) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        for late_s in (0.01, 0.03, 0.05, 0.05, 0.03, 0.01):
            await asyncio.sleep(0.7)
            loop._advance(late_s)
        report = await talk.flows_again(1.0)
        assert (report.underruns, report.longest_gap_s) == (0, 0.0)
        assert report.lead_s <= 0.1

    talk_with(test, tmp_path, family, prime_s=0.0)


@each_family
def test_jitter_of_the_modem_is_no_gap_for_the_caller(tmp_path: Path, family: str) -> None:
    async def test(talk: Talk) -> None:
        talk.modem.faults.downlink_jitter_s = 0.05
        await asyncio.sleep(20.0)
        report = talk.modem.report()
        assert report.longest_gap_s <= 0.04
        assert report.lead_s <= 0.1

    talk_with(test, tmp_path, family)


def test_a_quectel_that_asks_for_a_pause_gets_it_and_the_sound_goes_on_after_it(tmp_path: Path) -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(2.0)
        talk.modem.pause_uplink(1.5)
        await asyncio.sleep(0.1)
        port = talk.modem.audio_port
        assert port is not None
        written = len(port.waiting)
        await asyncio.sleep(1.2)
        assert len(port.waiting) == written <= 320
        report = await talk.flows_again(1.0)
        assert report.overflowed_bytes == 0

    talk_with(test, tmp_path, "quectel_ec25")


def test_a_pause_that_nobody_ends_is_over_after_five_seconds(tmp_path: Path) -> None:
    async def test(talk: Talk) -> None:
        talk.modem.urc("+QPCMV: 0,0")
        await asyncio.sleep(4.5)
        before = talk.modem.report().received_bytes
        await asyncio.sleep(0.4)
        assert talk.modem.report().received_bytes == before
        await talk.flows_again(1.0)

    talk_with(test, tmp_path, "quectel_ec25")
