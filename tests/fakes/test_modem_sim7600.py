"""The SIM7600 simulator against the transcript of facts §7.4."""

import asyncio
from pathlib import Path

import pytest

from tests.fakes.modem import FakeModem, Faults
from tests.fakes.raw_host import RawPort
from tests.fakes.virtual_time import run_virtually

OK, ERROR = b"\r\nOK\r\n", b"\r\nERROR\r\n"
CALL = b'"+380671112244",145\r\n'
RINGING = b'\r\nRING\r\n\r\n+CLIP: "+380671112244",145,,,,0\r\n\r\n+CLCC: 1,1,4,0,0,' + CALL


async def _initialised(directory: Path, faults: Faults | None = None) -> tuple[FakeModem, RawPort]:
    modem = FakeModem("sim7600", directory, faults, noise_every_s=None, frame_bytes=640)
    await modem.start()
    at = RawPort(directory / "if02")
    await at.command("ATE0", b"ATE0\r" + OK)
    for command in ("AT+CPCMFRM=0", "AT+CLIP=1", "AT+CLCC=1", "AT+DDET=1"):
        await at.command(command)
    return modem, at


def test_a_call_goes_as_in_the_transcript(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path, Faults(cpcmreg_errors=2))
        audio = RawPort(tmp_path / "if04")
        await at.command("AT+CPCMREG=?", b"\r\n+CPCMREG: (0-1)\r\n" + OK)
        await at.command("AT+CPCMREG?", b"\r\n+CPCMREG: 0\r\n" + OK)
        await at.command("AT+CPCMREG=1", ERROR)
        call = modem.ring()
        await at.expect(RINGING)
        await at.command("ATA", OK)
        await at.expect(b"\r\nVOICE CALL: BEGIN\r\n\r\n+CLCC: 1,1,0,0,0," + CALL)
        await at.command("AT+CPCMREG=1", ERROR)
        await at.command("AT+CPCMREG=1", ERROR)
        assert audio.take() == b""
        await at.command("AT+CPCMREG=1", OK)
        await asyncio.sleep(0.5)
        assert {size for _at, size in audio.arrivals} == {640}
        await call.press("1")
        await at.expect(b"\r\n+RXDTMF: 1\r\n")
        answered_at = await call.answered(0.0)
        await asyncio.sleep(answered_at + 23.5 - modem.loop.time())
        await call.hang_up()
        await at.expect(b"\r\n+CLCC: 1,1,6,0,0," + CALL + b"\r\nVOICE CALL: END: 000023\r\n\r\nNO CARRIER\r\n")
        await at.command("AT+CPCMREG=0", OK)
        await at.command("AT+CPCMREG=1", ERROR)
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(
    ("faults", "end"),
    [
        ({"voice_end_bare": True}, b"\r\nVOICE CALL: END\r\n\r\nNO CARRIER\r\n"),
        ({"extra_cr": True}, b"\r\nVOICE CALL: END: 000001\r\r\n\r\nNO CARRIER\r\r\n"),
        ({"lose_end_urc": True}, b""),
    ],
)
def test_a_call_may_end_in_other_words(tmp_path: Path, faults: dict[str, bool], end: bytes) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        await at.command("AT+CLCC=0")
        call = modem.ring()
        await asyncio.sleep(0.1)
        at.write(b"ATA\r")
        await call.answered(1.0)
        await asyncio.sleep(1.0)
        at.take()
        for name, value in faults.items():
            setattr(modem.faults, name, value)
        await call.hang_up()
        await asyncio.sleep(0.1)
        assert at.take() == end
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(
    ("missed_as", "words"),
    [
        ("family", b"\r\nNO CARRIER\r\n\r\nMISSED_CALL: 11:01AM +380671112244\r\n"),
        ("no_carrier", b"\r\nNO CARRIER\r\n"),
        ("missed_call", b"\r\nMISSED_CALL: 11:01AM +380671112244\r\n"),
        ("silence", b""),
    ],
)
def test_a_caller_who_gives_up_is_reported_in_one_of_four_ways(tmp_path: Path, missed_as: str, words: bytes) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path, Faults(missed_as=missed_as))
        await at.command("AT+CLCC=0")
        modem.ring(give_up_after_s=7.0)
        await asyncio.sleep(6.9)
        at.take()
        await asyncio.sleep(10.0)
        assert at.take() == words
        await at.command("AT+CLCC", OK)
        await modem.stop()

    run_virtually(main)


def test_creset_makes_the_device_vanish_and_boot_again(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _initialised(tmp_path)
        node = (tmp_path / "if02").readlink()
        await at.command("AT+CRESET")
        await asyncio.sleep(1.0)
        assert at.gone
        assert not (tmp_path / "if02").is_symlink()
        await asyncio.sleep(20.0)
        assert (tmp_path / "if02").readlink() != node
        again = RawPort(tmp_path / "if02")
        again.write(b"AT\r")
        await again.expect(b"\r\nRDY\r\n", 10.0)
        await again.command("AT", b"AT\r" + OK)
        await modem.stop()

    run_virtually(main)
