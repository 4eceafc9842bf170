"""The sound of the simulated modems: its clock, its playout buffer, what the far end hears and sends."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio.line.tones import dtmf, silence, tone
from tests.fakes.modem import CallOverError, FakeCaller, FakeModem
from tests.fakes.modem.listen import correlate, level_dbfs, samples
from tests.fakes.raw_host import RawPort, pump
from tests.fakes.virtual_time import run_virtually

PHRASE = b"".join(tone((hz,), 0.1, -12.0) for hz in (600, 900, 500, 1100, 700, 1300, 800, 1000))
OTHER = b"".join(tone((hz,), 0.1, -12.0) for hz in (1300, 700, 1100, 500, 900, 600, 1000, 800))


async def _talking(directory: Path, **how: Any) -> tuple[FakeModem, RawPort, FakeCaller]:
    modem = FakeModem("huawei_e1550", directory, noise_every_s=None, **how)
    await modem.start()
    at, audio = RawPort(directory / "if02"), RawPort(directory / "if01")
    call = modem.ring()
    at.write(b"ATA\r")
    await call.answered(1.0)
    at.write(b"AT^DDSETEX=2\r")
    await asyncio.sleep(0.05)
    return modem, audio, call


@pytest.mark.parametrize("ppm", [0.0, 100.0, -100.0])
def test_sound_comes_at_the_rate_of_the_modems_own_clock(tmp_path: Path, ppm: float) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path, ppm=ppm)
        await asyncio.sleep(60.0)
        got = audio.arrivals
        sizes, times = [size for _at, size in got], [at for at, _size in got]
        rate = sum(sizes[1:]) / (times[-1] - times[0])
        assert rate == pytest.approx(16_000 * (1 + ppm * 1e-6), abs=0.05)
        assert max(np.diff(times)) < 0.0201
        assert level_dbfs(audio.take()) == pytest.approx(-65.0, abs=0.5)
        await call.hang_up()
        audio.take()
        await asyncio.sleep(1.0)
        assert audio.take() == b""
        await modem.stop()

    run_virtually(main)


def test_what_is_heard_is_as_long_as_the_call_and_holds_the_hosts_sound(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path)
        await asyncio.sleep(1.0)
        await pump(audio, PHRASE)
        await asyncio.sleep(1.0)
        await call.hang_up()
        assert call.answered_at is not None and call.ended_at is not None
        assert len(call.heard) / 16_000 == pytest.approx(call.ended_at - call.answered_at, abs=0.021)
        assert call.heard_from == call.answered_at
        assert PHRASE in call.heard
        report = modem.report()
        assert report.played_bytes == report.received_bytes == len(PHRASE)
        assert report.bytes_per_s == pytest.approx(16_000, rel=0.001)
        assert (report.odd_bytes, report.overflowed_bytes) == (0, 0)
        assert report.lead_s <= 0.06
        await modem.stop()

    run_virtually(main)


def test_a_gap_in_the_hosts_sound_is_counted_and_heard_as_zeros(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        await pump(audio, PHRASE)
        await asyncio.sleep(0.22)
        await pump(audio, PHRASE)
        report = modem.report()
        assert report.underruns == 1
        assert report.longest_gap_s == pytest.approx(0.22, abs=0.021)
        await modem.stop()

    run_virtually(main)


def test_sound_written_ahead_shows_as_lead(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        await pump(audio, silence(1.0), ahead_frames=10)
        assert modem.report().lead_s == pytest.approx(0.22, abs=0.021)
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(("overflow", "first"), [("drop_oldest", False), ("drop_newest", True)])
def test_a_full_buffer_drops_as_it_was_told(tmp_path: Path, overflow: str, first: bool) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path, overflow=overflow)
        await asyncio.sleep(0.5)
        for frame in (PHRASE[:3200], OTHER[:3200]):
            audio.write(frame)
        await asyncio.sleep(1.0)
        report = modem.report()
        assert report.overflowed_bytes == pytest.approx(1600, abs=2)
        assert report.played_bytes == pytest.approx(4800, abs=2)
        assert (PHRASE[:3200] in call.heard) is first
        assert (OTHER[:3200] in call.heard) is not first
        await modem.stop()

    run_virtually(main)


def test_a_blocked_port_refuses_writes_and_plays_what_it_had_taken_when_it_comes_back(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        await pump(audio, PHRASE)
        modem.faults.audio_port = "stuck"
        refused = 0
        for _ in range(100):
            await asyncio.sleep(0.02)
            try:
                audio.write(bytes(320))
            except BlockingIOError:
                refused += 1
        assert refused >= 85
        modem.faults.audio_port = "open"
        await pump(audio, PHRASE)
        assert modem.report().longest_gap_s == pytest.approx(2.0, abs=0.1)
        assert modem.report().overflowed_bytes == 0
        assert modem.report().lead_s > 0.25
        await modem.stop()

    run_virtually(main)


def test_a_refusing_port_refuses_the_very_first_write(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        modem.faults.audio_port = "refusing"
        with pytest.raises(BlockingIOError):
            audio.write(bytes(320))
        modem.faults.audio_port = "open"
        audio.write(bytes(320))
        await modem.stop()

    run_virtually(main)


def test_a_frozen_stream_neither_comes_nor_goes(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        modem.faults.audio_frozen = True
        await asyncio.sleep(0.05)
        audio.take()
        audio.write(bytes(320))
        await asyncio.sleep(5.0)
        assert audio.take() == b""
        assert modem.report().received_bytes == 0
        await modem.stop()

    run_virtually(main)


def test_an_uplink_may_stall_in_the_middle_of_a_call(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        modem.faults.uplink_stalls_after_s = 20.0
        with pytest.raises(BlockingIOError):
            await pump(audio, silence(30.0))
        assert modem.report().received_bytes == pytest.approx(20.0 * 16_000, abs=1600)
        await modem.stop()

    run_virtually(main)


def test_held_sound_comes_in_a_burst_and_a_lost_byte_swaps_what_follows(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, _call = await _talking(tmp_path)
        audio.take()
        modem.hold_downlink(1.0)
        await asyncio.sleep(0.9)
        assert audio.take() == b""
        await asyncio.sleep(0.2)
        assert len(audio.take()) == pytest.approx(1.1 * 16_000, abs=640)
        modem.lose_byte()
        await asyncio.sleep(1.0)
        odd = audio.take()
        assert level_dbfs(odd) > -20.0
        assert level_dbfs(odd[1:]) < -60.0
        await modem.stop()

    run_virtually(main)


def test_the_caller_is_heard_by_the_host(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path)
        audio.take()
        assert await call.say(PHRASE)
        assert await call.press("5", level_dbfs=-20.0)
        scores = correlate(samples(audio.received), samples(PHRASE))
        assert scores.max() > 0.99
        key = correlate(samples(audio.received), samples(dtmf("5", 0.1, -20.0)))
        assert key.max() > 0.99
        assert await call.press("5", inband=False)
        assert level_dbfs(audio.received[-3200:]) < -60.0
        call.busy_tone()
        await asyncio.sleep(0.4)
        assert level_dbfs(audio.received[-3200:]) == pytest.approx(-20.0, abs=1.0)
        await call.hang_up()
        with pytest.raises(CallOverError):
            await call.press("1")
        await modem.stop()

    run_virtually(main)


def test_an_echo_returns_weaker_and_later(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path)
        await asyncio.sleep(0.5)
        call.echo(-25.0, 0.2)
        audio.take()
        await pump(audio, PHRASE + silence(0.5))
        echoed = samples(audio.received)
        scores = correlate(echoed, samples(PHRASE))
        place = int(scores.argmax())
        assert scores[place] > 0.9
        heard_at = call.time_of(call.heard.index(PHRASE) // 2)
        echoed_at = audio.arrivals[-1][0] - (len(echoed) - place) / 8000
        assert echoed_at - heard_at == pytest.approx(0.2, abs=0.03)
        level = level_dbfs(audio.received[place * 2 : place * 2 + len(PHRASE)])
        assert level == pytest.approx(-12.0 - 25.0, abs=0.5)
        await modem.stop()

    run_virtually(main)


def test_a_phrase_is_recognised_once_for_each_time_it_is_said_and_no_other_is(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path)
        pumping = asyncio.create_task(pump(audio, silence(0.5) + PHRASE + silence(0.5) + PHRASE + silence(1.0)))
        first = await call.wait_for(PHRASE, within_s=5.0)
        second = await call.wait_for(PHRASE, within_s=5.0)
        assert second - first == pytest.approx(0.5 + len(PHRASE) / 16_000, abs=0.001)
        await pumping
        with pytest.raises(AssertionError, match=r"was not heard within 1\.0 s: best likeness"):
            await call.wait_for(OTHER, within_s=1.0)
        assert (tmp_path / "not-heard-1.wav").exists()
        await modem.stop()

    run_virtually(main)


def test_a_phrase_with_a_dropped_frame_is_still_recognised_and_half_a_phrase_is_not(tmp_path: Path) -> None:
    async def main() -> None:
        modem, audio, call = await _talking(tmp_path)
        await asyncio.sleep(0.5)
        await pump(audio, PHRASE[:6400] + PHRASE[6720:] + silence(0.3))
        await call.wait_for(PHRASE, within_s=1.0)
        await pump(audio, PHRASE[: len(PHRASE) // 2] + silence(1.0))
        with pytest.raises(AssertionError, match="was not heard"):
            await call.wait_for(PHRASE, within_s=0.5)
        await modem.stop()

    run_virtually(main)
