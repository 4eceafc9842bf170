"""AT+CHLD of the simulators, byte for byte (27.007 §7.13, 22.030 §6.5.5)."""

import asyncio
from pathlib import Path

from audio.line.tones import tone
from tests.fakes.modem import FakeCallee, FakeCaller, FakeModem, Faults
from tests.fakes.modem.listen import level_dbfs
from tests.fakes.raw_host import RawPort
from tests.fakes.virtual_time import run_virtually

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"
NUMBER = "+380671112299"
CALLER, CALLEE = b'"+380671112244",145\r\n', b'"+380671112299",145\r\n'


def _dsci(index: int, direction: int, state: int) -> bytes:
    number = "+380671112244" if direction else NUMBER
    return f"\r\n^DSCI: {index},{direction},{state},0,{number},145\r\n".encode()


async def _said(at: RawPort, command: str, wait_s: float = 0.5) -> bytes:
    at.take()
    at.write(command.encode() + b"\r")
    await asyncio.sleep(wait_s)
    return at.take()


async def _talking(directory: Path, faults: Faults | None = None) -> tuple[FakeModem, RawPort, FakeCaller]:
    modem = FakeModem("quectel_ec25", directory, faults, noise_every_s=None)
    await modem.start()
    at = RawPort(directory / "if02")
    for command in ("ATE0", "AT^DSCI=1", "AT+CCWA=1,1,1", "AT+CMEE=1"):
        await _said(at, command)
    caller = modem.ring()
    await asyncio.sleep(1.0)
    await _said(at, "ATA", 1.0)
    return modem, at, caller


async def _consulting(modem: FakeModem, at: RawPort, outcome: str = "answers") -> FakeCallee:
    callee = modem.callee(NUMBER, outcome=outcome)
    assert await _said(at, "AT+CHLD=2") == OK + _dsci(1, 1, 1)
    assert (await _said(at, f"ATD{NUMBER};", 5.0)).startswith(OK + _dsci(2, 0, 2) + _dsci(2, 0, 7))
    return callee


def test_a_modem_tells_which_of_them_it_knows(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, _ = await _talking(tmp_path)
        assert await _said(at, "AT+CHLD=?") == b"\r\n+CHLD: (0,1,1x,2,2x,3,4)\r\n" + OK
        await modem.stop()

    run_virtually(main)


def test_three_talk_in_a_conference_and_each_can_be_released(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, caller = await _talking(tmp_path)
        callee = await _consulting(modem, at)
        assert await _said(at, "AT+CLCC") == (b"\r\n+CLCC: 1,1,1,0,0," + CALLER + b"+CLCC: 2,0,0,0,0," + CALLEE + OK)
        assert await _said(at, "AT+CHLD=3") == OK + _dsci(1, 1, 3)
        assert await _said(at, "AT+CLCC") == (b"\r\n+CLCC: 1,1,0,0,1," + CALLER + b"+CLCC: 2,0,0,0,1," + CALLEE + OK)
        await caller.say(tone((600,), 0.5, -16.0))
        assert level_dbfs(callee.heard[-8000:]) > -30
        assert await _said(at, "AT+CHLD=12") == OK + _dsci(2, 0, 6)
        assert await _said(at, "AT+CLCC") == b"\r\n+CLCC: 1,1,0,0,0," + CALLER + OK
        assert (caller.ended_at, callee.ended_by) == (None, "modem")
        await modem.stop()

    run_virtually(main)


def test_two_who_are_joined_by_the_network_talk_on_without_the_modem(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, caller = await _talking(tmp_path)
        callee = await _consulting(modem, at)
        no_carrier = b"\r\nNO CARRIER\r\n"
        assert await _said(at, "AT+CHLD=4") == OK + _dsci(1, 1, 6) + no_carrier + _dsci(2, 0, 6) + no_carrier
        assert await _said(at, "AT+CLCC") == OK
        await callee.say(tone((600,), 0.5, -16.0))
        await caller.say(tone((600,), 0.5, -16.0))
        assert level_dbfs(callee.heard[-8000:]) > -30 and level_dbfs(caller.heard[-16000:]) > -35
        modem.unplug()
        await asyncio.sleep(1.0)
        assert callee.ended_at is None
        await callee.hang_up()
        assert (callee.ended_by, caller.ended_by) == ("caller", "network")
        await modem.stop()

    run_virtually(main)


def test_a_held_caller_comes_back_when_the_other_is_busy(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, caller = await _talking(tmp_path)
        modem.callee(NUMBER, outcome="busy")
        await _said(at, "AT+CHLD=2")
        assert (await _said(at, f"ATD{NUMBER};", 5.0)).endswith(_dsci(2, 0, 6) + b"\r\nBUSY\r\n")
        assert await _said(at, "AT+CHLD=1") == OK + _dsci(1, 1, 3)
        assert await _said(at, "AT+CLCC") == b"\r\n+CLCC: 1,1,0,0,0," + CALLER + OK
        assert caller.ended_at is None
        await modem.stop()

    run_virtually(main)


def test_a_held_caller_may_go(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, caller = await _talking(tmp_path)
        callee = await _consulting(modem, at)
        at.take()
        await caller.hang_up()
        await asyncio.sleep(0.5)
        assert at.take() == _dsci(1, 1, 6) + b"\r\nNO CARRIER\r\n"
        assert await _said(at, "AT+CHLD=3") == b"\r\n+CME ERROR: 3\r\n"
        assert callee.ended_at is None
        await modem.stop()

    run_virtually(main)


def test_with_a_call_waiting_the_words_mean_that_one(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at, caller = await _talking(tmp_path)
        await _said(at, "AT+CHLD=2")
        modem.callee(NUMBER, outcome="no_answer", after_s=60.0)
        await _said(at, "AT+CHLD=1")
        waiting = modem.second_call()
        await asyncio.sleep(0.5)
        assert (await _said(at, "AT+CHLD=0")).startswith(OK)
        assert (waiting.ended_by, caller.ended_at) == ("modem", None)
        await modem.stop()

    run_virtually(main)


def test_a_network_may_refuse_any_of_them(tmp_path: Path) -> None:
    async def main() -> None:
        refusals = {"AT+CHLD=2": "+CME ERROR: operation not supported", "AT+CHLD=3": "ERROR"}
        modem, at, caller = await _talking(tmp_path, Faults(refuse=refusals, explicit_transfer="+CME ERROR: 4"))
        assert await _said(at, "AT+CHLD=2") == b"\r\n+CME ERROR: operation not supported\r\n"
        assert await _said(at, "AT+CHLD=3") == ERROR
        assert await _said(at, "AT+CHLD=4") == b"\r\n+CME ERROR: 4\r\n"
        assert caller.ended_at is None
        await modem.stop()

    run_virtually(main)
