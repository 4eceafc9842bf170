"""The EC25 simulator against the transcript of facts §7.3."""

import asyncio
from pathlib import Path

from audio.line.tones import silence, tone
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.raw_host import RawPort, pump
from tests.fakes.virtual_time import run_virtually

OK = b"\r\nOK\r\n"
RINGING = (
    b"\r\n^DSCI: 1,1,4,0,+380671112244,145\r\n"
    b'\r\n+QIND: "ccinfo",1,1,4,0,0,"+380671112244",145\r\n'
    b"\r\nRING\r\n"
    b'\r\n+CLIP: "+380671112244",145,,,,0\r\n'
)
INIT = (
    'AT+QURCCFG="urcport","usbat"',
    "AT+CMEE=1",
    'AT+QGPSCFG="outport","none"',
    "AT+QTONEDET=1",
    'AT+QINDCFG="ccinfo",1,0',
    "AT+CLIP=1",
    "AT^DSCI=1",
    "AT+CEREG=2",
    "AT+CREG=2",
)


async def _initialised(directory: Path, faults: Faults | None = None) -> tuple[FakeModem, RawPort]:
    modem = FakeModem("quectel_ec25", directory, faults, noise_every_s=None)
    await modem.start()
    at = RawPort(directory / "if02")
    await at.command("ATE0", b"ATE0\r" + OK)
    for command in INIT:
        await at.command(command)
    return modem, at


def test_a_cold_boot_says_what_the_transcript_says(tmp_path: Path) -> None:
    async def main() -> None:
        modem = FakeModem("quectel_ec25", tmp_path, noise_every_s=None)
        await modem.start(cold=True)
        at = RawPort(tmp_path / "if02")
        at.write(b"AT\r")
        await at.expect(b"\r\nRDY\r\n", 5.0)
        await at.expect(b"\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n", 5.0)
        await at.expect(b"\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n", 5.0)
        await modem.stop()

    run_virtually(main)


def test_an_lte_only_network_is_seen_in_cereg_alone(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path, Faults(registration="lte_only"))
        await at.command("AT+CEREG?", b'\r\n+CEREG: 2,1,"1A2B","00C3D401",7\r\n' + OK)
        await at.command("AT+CREG?", b"\r\n+CREG: 2,0\r\n" + OK)
        await at.command("AT+QPCMV=?", b"\r\n+QPCMV: (0,1),(0-2)\r\n" + OK)
        await at.command("AT+QPCMV?", b"\r\n+QPCMV: 0,2\r\n" + OK)
        await modem.stop()

    run_virtually(main)


def test_a_call_goes_as_in_the_transcript(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        audio = RawPort(tmp_path / "if01")
        call = modem.ring()
        await at.expect(RINGING)
        await at.command("AT+QPCMV=0;+QPCMV=1,0;A", OK)
        await at.expect(b"\r\n^DSCI: 1,1,3,0,+380671112244,145\r\n")
        await at.expect(b'\r\n+QIND: "ccinfo",1,1,0,0,0,"+380671112244",145\r\n')
        await asyncio.sleep(1.0)
        assert 15_000 < len(audio.take()) <= 16_320
        await call.press("1")
        await at.expect(b"\r\n+QTONEDET: 49\r\n")
        await call.hang_up()
        await at.expect(b"\r\n^DSCI: 1,1,6,0,+380671112244,145\r\n")
        await at.expect(b'\r\n+QIND: "ccinfo",1,1,-1,0,0,"+380671112244",145\r\n')
        await at.expect(b"\r\nNO CARRIER\r\n")
        await at.command("AT+QPCMV=0")
        await at.command("AT+CLCC", OK)
        await modem.stop()

    run_virtually(main)


def test_urcs_may_go_elsewhere_until_the_host_asks_for_them(tmp_path: Path) -> None:
    async def main() -> None:
        modem = FakeModem("quectel_ec25", tmp_path, Faults(urcs_elsewhere=True), noise_every_s=None)
        await modem.start()
        at = RawPort(tmp_path / "if02")
        await at.command("ATE0", b"ATE0\r" + OK)
        modem.ring(give_up_after_s=4.0)
        await asyncio.sleep(6.0)
        assert at.take() == b""
        await at.command('AT+QURCCFG="urcport","usbat"')
        modem.ring()
        await at.expect(b"\r\nRING\r\n")
        await modem.stop()

    run_virtually(main)


def test_pause_means_that_nothing_is_taken_until_continue(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        audio = RawPort(tmp_path / "if01")
        call = modem.ring()
        await at.expect(RINGING)
        await at.command("AT+QPCMV=1,0;A", OK)
        await asyncio.sleep(0.1)
        at.take()
        pumping = asyncio.create_task(pump(audio, tone((440,), 0.4, -10.0)))
        await asyncio.sleep(0.2)
        modem.pause_uplink(1.0)
        await at.expect(b"\r\n+QPCMV: 0,0\r\n")
        taken = modem.report().received_bytes
        await pumping
        await asyncio.sleep(0.5)
        assert modem.report().received_bytes == taken
        await at.expect(b"\r\n+QPCMV: 1,0\r\n")
        await asyncio.sleep(0.5)
        assert modem.report().played_bytes == 6400
        assert call.ended_at is None
        await modem.stop()

    run_virtually(main)


def test_a_host_that_writes_too_fast_is_paused_and_nothing_is_lost(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        audio = RawPort(tmp_path / "if01")
        call = modem.ring()
        await at.expect(RINGING)
        await at.command("AT+QPCMV=1,0;A", OK)
        await asyncio.sleep(0.1)
        at.take()
        await pump(audio, tone((440,), 1.0, -10.0) + silence(0.5), ahead_frames=14)
        await asyncio.sleep(0.5)
        assert at.take().startswith(b"\r\n+QPCMV: 0,0\r\n\r\n+QPCMV: 1,0\r\n")
        assert modem.report().overflowed_bytes == 0
        assert modem.report().played_bytes == 24000
        await call.hang_up()
        await modem.stop()

    run_virtually(main)


def test_calls_that_the_host_places_end_as_the_callee_wants(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        await at.command('AT+QINDCFG="ccinfo",0,0')
        await at.command("AT^DSCI=0")
        for outcome, result in (("busy", "BUSY"), ("no_answer", "NO ANSWER"), ("rejects", "NO CARRIER")):
            modem.callee(outcome=outcome, after_s=3.0)
            await at.command("ATD+380501112233;")
            await at.expect(f"\r\n{result}\r\n".encode(), 6.0)
        callee = modem.callee("+380501112233", after_s=2.0)
        await at.command("ATD+380501112233;")
        await callee.answered(5.0)
        await at.command("AT+CLCC", b'\r\n+CLCC: 1,0,0,0,0,"+380501112233",145\r\n' + OK)
        await at.command('AT+VTS="5"')
        assert callee.keys_received == "5"
        await at.command("ATH")
        assert callee.ended_by == "modem"
        await modem.stop()

    run_virtually(main)
