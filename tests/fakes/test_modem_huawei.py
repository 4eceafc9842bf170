"""The Huawei simulator against the transcript of facts §7.2."""

import asyncio
from pathlib import Path

import pytest

from audio.line.tones import tone
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.raw_host import RawPort, pump
from tests.fakes.virtual_time import run_virtually

RING = b"\r\nRING\r\n"
CLIP = b'\r\n+CLIP: "+380671112244",145,,,,0\r\n'
OK = b"\r\nOK\r\n"


async def _plugged(directory: Path, faults: Faults | None = None) -> tuple[FakeModem, RawPort]:
    modem = FakeModem("huawei_e1550", directory, faults, noise_every_s=None)
    await modem.start()
    at = RawPort(directory / "if02")
    await at.command("ATE0", b"ATE0\r" + OK)
    return modem, at


def test_the_init_of_the_transcript_is_answered_byte_for_byte(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _plugged(tmp_path)
        await at.command("AT")
        await at.command("ATZ")
        await at.command("ATE0", b"ATE0\r" + OK)
        await at.command("AT+CMEE=1")
        await at.command("AT+CPIN?", b"\r\n+CPIN: READY\r\n" + OK)
        await at.command("AT^CVOICE?", b"\r\n^CVOICE:0,8000,16,20\r\n" + OK)
        await at.command("AT+CLIP=1")
        await at.command("AT+CREG=2")
        await at.command("AT+CREG?", b'\r\n+CREG: 2,1,"1A2B","00C3D4E5"\r\n' + OK)
        await at.command("AT+COPS=3,0")
        await at.command("AT+COPS?", b'\r\n+COPS: 0,0,"KYIVSTAR",2\r\n' + OK)
        await at.command("AT+CSQ", b"\r\n+CSQ: 15,99\r\n" + OK)
        await at.command("AT+CNMI=2,1,0,2,0")
        await at.command("AT+WIND?", b"\r\nCOMMAND NOT SUPPORT\r\n")
        assert modem.commands[0][1] == "ATE0"
        await modem.stop()

    run_virtually(main)


def test_a_call_rings_is_answered_carries_sound_both_ways_and_ends_as_in_the_transcript(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _plugged(tmp_path)
        audio = RawPort(tmp_path / "if01")
        await at.command("AT+CLIP=1")
        call = modem.ring()
        began = await at.expect(RING)
        assert await at.expect(CLIP) - began == pytest.approx(0.05, abs=0.006)
        await at.command("AT+CLCC", b'\r\n+CLCC: 1,1,4,0,0,"+380671112244",145\r\n' + OK)
        assert await at.expect(RING, 6.0) - began == pytest.approx(5.0, abs=0.006)
        await at.expect(CLIP)
        asked_at = modem.loop.time()
        assert await at.command("ATA") - asked_at == pytest.approx(0.3, abs=0.02)
        await at.expect(b"\r\n^CONN:1,0\r\n")
        await asyncio.sleep(0.2)
        assert audio.take() == b""
        await at.command("AT^DDSETEX=2")
        phrase = b"".join(tone((hz,), 0.15, -12.0) for hz in (600, 900, 500, 1100, 700, 1300))
        pumping = asyncio.create_task(pump(audio, phrase + bytes(16000)))
        heard_at = await call.wait_for(phrase, within_s=3.0)
        assert call.answered_at is not None
        assert heard_at - call.answered_at == pytest.approx(0.3 + 0.9 + 0.06, abs=0.05)
        assert await call.press("1")
        await pumping
        await asyncio.sleep(23 - (modem.loop.time() - call.answered_at) + 0.5)
        await call.hang_up()
        await at.expect(b"\r\n^CEND:1,23,104,16\r\n")
        audio.take()
        await at.command("AT+CLCC", OK)
        await asyncio.sleep(1.0)
        assert audio.take() == b""
        assert call.ended_by == "caller"
        await modem.stop()

    run_virtually(main)


def test_sound_is_opened_for_one_answered_call_only(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _plugged(tmp_path)
        audio = RawPort(tmp_path / "if01")
        await at.command("AT^DDSETEX=2")
        for _ in range(2):
            call = modem.ring()
            await at.expect(RING)
            await at.command("AT^DDSETEX=2")
            at.write(b"ATA\r")
            await call.answered(1.0)
            await asyncio.sleep(0.5)
            assert audio.take() == b""
            at.take()
            await at.command("AT^DDSETEX=2")
            await asyncio.sleep(0.5)
            assert audio.take() != b""
            await call.hang_up()
            await asyncio.sleep(0.5)
            at.take()
        await modem.stop()

    run_virtually(main)


def test_voice_is_dead_after_one_of_two_calls_has_ended_until_the_stick_loses_power(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _plugged(tmp_path)
        audio = RawPort(tmp_path / "if01")
        await at.command("AT+CCWA=1,1,1")
        first = modem.ring()
        at.write(b"ATA\r")
        await first.answered(1.0)
        second = modem.second_call()
        at.write(b"AT+CHLD=2\r")
        await second.answered(1.0)
        at.write(b"AT^DDSETEX=2\r")
        await asyncio.sleep(0.5)
        await first.hang_up()
        await pump(audio, tone((440,), 1.0, -12.0))
        assert not any(second.heard)
        assert modem.report().played_bytes > 0
        modem.unplug()
        modem.plug()
        await asyncio.sleep(1.0)
        assert not modem.sound.voice_broken
        await modem.stop()

    run_virtually(main)
