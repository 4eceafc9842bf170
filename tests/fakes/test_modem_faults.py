"""What can be made to go wrong with a simulated modem, and that it goes wrong in just that way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.modem import FakeModem, Faults, Sim
from tests.fakes.raw_host import RawPort
from tests.fakes.virtual_time import run_virtually

OK = b"\r\nOK\r\n"
CSQ = b"\r\n+CSQ: 15,99\r\n"
RING = b"\r\nRING\r\n"
CLIP = b'\r\n+CLIP: "+380671112244",145,,,,0\r\n'


async def _ready(directory: Path, faults: Faults | None = None, **how: Any) -> tuple[FakeModem, RawPort]:
    modem = FakeModem("huawei_e1550", directory, faults, **{"noise_every_s": None} | how)
    await modem.start()
    at = RawPort(directory / "if02")
    at.write(b"ATE0\r")
    await asyncio.sleep(0.2)
    at.write(b"AT+CLIP=1\r")
    await asyncio.sleep(0.2)
    at.take()
    return modem, at


async def _asked(at: RawPort, text: str, wait_s: float = 0.5) -> bytes:
    at.take()
    at.write(text.encode() + b"\r")
    await asyncio.sleep(wait_s)
    return at.take()


def _nodes(directory: Path) -> dict[str, Path]:
    return {link.name: link.readlink() for link in directory.glob("if*")}


@pytest.mark.parametrize(
    ("faults", "answer"),
    [
        (Faults(byte_by_byte=True), CSQ + OK),
        (Faults(split_seed=7), CSQ + OK),
        (Faults(extra_cr=True), b"\r\n+CSQ: 15,99\r\r\n\r\nOK\r\r\n"),
        (Faults(garbage=b"\xff"), b"\xff" + CSQ + b"\xff" + OK),
        (Faults(noise_in_answers="before_answer"), b"\r\n^RSSI:15\r\n" + CSQ + OK),
        (Faults(noise_in_answers="before_ok"), CSQ + b"\r\n^RSSI:15\r\n" + OK),
        (Faults(mute={"AT+CSQ"}), b""),
        (Faults(refuse={"AT+CSQ": "+CME ERROR: 30"}), b"\r\n+CME ERROR: 30\r\n"),
        (Faults(interpreter_dead=True), b""),
    ],
)
def test_an_answer_can_be_spoilt(tmp_path: Path, faults: Faults, answer: bytes) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, faults)
        assert await _asked(at, "AT+CSQ") == answer
        if faults.byte_by_byte or faults.split_seed:
            assert len(at.arrivals) > 3
        await modem.stop()

    run_virtually(main)


def test_a_late_answer_comes_before_the_answer_to_the_next_command(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, Faults(slow={"AT+CSQ": 8.0}))
        assert await _asked(at, "AT+CSQ", 6.0) == b""
        assert await _asked(at, "AT+CMGF=0", 3.0) == CSQ + OK + OK
        await modem.stop()

    run_virtually(main)


def test_ring_and_clip_can_hide_in_the_answer_to_a_command(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, Faults(urcs_wait_for="AT+CSQ", urcs_where="before_answer"))
        modem.ring()
        await asyncio.sleep(0.5)
        assert at.take() == b""
        assert await _asked(at, "AT+CSQ", 0.1) == RING + CLIP + CSQ + OK
        await modem.stop()

    run_virtually(main)


def test_ring_and_clip_can_be_far_apart_or_in_one_write_or_doubled(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        call = modem.ring(clip_delay_s=0.8)
        began = await at.expect(RING)
        assert await at.expect(CLIP) - began == pytest.approx(0.8, abs=0.01)
        await call.hang_up()
        await asyncio.sleep(0.1)
        at.take()
        at.arrivals.clear()
        modem.faults.urcs_in_pairs = True
        call = modem.ring()
        await at.expect(RING + CLIP)
        assert [size for _at, size in at.arrivals] == [len(RING + CLIP)]
        modem.faults.urcs_in_pairs = False
        await call.hang_up()
        modem.faults.duplicate_urcs = True
        await asyncio.sleep(0.1)
        at.take()
        modem.ring()
        await at.expect(RING + RING + CLIP + CLIP)
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(
    ("faults", "end"),
    [
        (Faults(cend_fields=3), b"\r\n^CEND:1,2,25\r\n"),
        (Faults(cend_no_carrier=True), b"\r\n^CEND:1,2,104,16\r\n\r\nNO CARRIER\r\n"),
        (Faults(lose_end_urc=True), b""),
    ],
)
def test_a_huawei_call_may_end_in_other_words(tmp_path: Path, faults: Faults, end: bytes) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, faults)
        call = modem.ring()
        await _asked(at, "ATA")
        await asyncio.sleep(2.0)
        at.take()
        await call.hang_up()
        await asyncio.sleep(0.1)
        assert at.take() == end
        assert await _asked(at, "AT+CLCC") == OK
        second_at = modem.loop.time()
        second = modem.ring()
        assert await second.answered(0.0) if second.answered_at else second.rang_at is None
        await asyncio.sleep(0.1)
        assert second.rang_at == pytest.approx(second_at, abs=0.01)
        await modem.stop()

    run_virtually(main)


def test_the_host_hangs_up_with_cend_after_ok_or_before(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        for early in (False, True):
            modem.faults.end_before_ok = modem.faults.conn_before_ok = early
            call = modem.ring()
            await asyncio.sleep(0.1)
            conn = b"\r\n^CONN:1,0\r\n"
            assert await _asked(at, "ATA", 1.0) == (conn + OK if early else OK + conn)
            assert await _asked(at, "ATH") == OK
            assert call.ended_at is None
            cend = b"\r\n^CEND:1,1,29,16\r\n"
            assert await _asked(at, "AT+CHUP") == (cend + OK if early else OK + cend)
            assert call.ended_by == "modem"
        await modem.stop()

    run_virtually(main)


def test_a_caller_can_go_while_ata_runs(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, Faults(answer_fails=True))
        call = modem.ring()
        await asyncio.sleep(0.1)
        assert await _asked(at, "ATA") == b"\r\nNO CARRIER\r\n"
        assert call.ended_by == "caller"
        assert await _asked(at, "AT+CLCC") == OK
        await modem.stop()

    run_virtually(main)


def test_a_second_caller_is_turned_away_or_waits_and_then_rings(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        call = modem.ring()
        await _asked(at, "ATA")
        assert modem.second_call().ended_by == "network"
        assert [away.reason for away in modem.turned_away] == ["busy"]
        await _asked(at, "AT+CCWA=1,1,1")
        second = modem.second_call("+380509998877")
        await at.expect(b'\r\n+CCWA: "+380509998877",145,1\r\n')
        clcc = b'\r\n+CLCC: 1,1,0,0,0,"+380671112244",145\r\n+CLCC: 2,1,5,0,0,"+380509998877",145\r\n'
        assert await _asked(at, "AT+CLCC") == clcc + OK
        await call.hang_up()
        await asyncio.sleep(0.5)
        assert RING in at.take()
        assert await second.ended(30.0)
        assert second.heard == b""
        await modem.stop()

    run_virtually(main)


def test_withheld_and_unknown_numbers_say_so(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        for number, validity in (("", 1), (None, 2)):
            call = modem.ring(number)
            await at.expect(RING + f'\r\n+CLIP: "",128,,,,{validity}\r\n'.encode())
            await call.hang_up()
            await asyncio.sleep(0.1)
            at.take()
        await modem.stop()

    run_virtually(main)


def test_a_pulled_modem_hangs_up_its_nodes_and_comes_back_forgetful_under_other_numbers(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        audio = RawPort(tmp_path / "if01")
        call = modem.ring()
        await _asked(at, "ATA")
        await _asked(at, "AT^DDSETEX=2", 2.0)
        nodes = _nodes(tmp_path)
        modem.unplug()
        await asyncio.sleep(0.1)
        assert call.ended_by == "network"
        assert at.gone and audio.gone
        with pytest.raises(OSError, match="Input/output"):
            at.write(b"AT\r")
        assert _nodes(tmp_path) == {}
        assert modem.ring().ended_by == "network"
        modem.plug(after_s=7.0)
        await asyncio.sleep(6.9)
        assert _nodes(tmp_path) == {}
        await asyncio.sleep(2.0)
        again = RawPort(tmp_path / "if02")
        assert nodes.keys() == _nodes(tmp_path).keys()
        assert set(nodes.values()).isdisjoint(_nodes(tmp_path).values())
        await asyncio.sleep(2.0)
        again.take()
        assert await _asked(again, "AT+CLIP?") == b"AT+CLIP?\r\r\n+CLIP: 0\r\n" + OK
        assert modem.turned_away[-1].reason == "unreachable"
        await asyncio.sleep(2.0)
        assert modem.ring().ended_at is None
        await modem.stop()

    run_virtually(main)


def test_a_host_may_close_and_open_the_ports_again(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        at.close()
        await asyncio.sleep(5.0)
        again = RawPort(tmp_path / "if02")
        assert await _asked(again, "AT+CSQ") == CSQ + OK
        await modem.stop()

    run_virtually(main)


def test_a_hang_up_before_conf_kills_the_interpreter_of_a_huawei_until_it_loses_power(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, noise_every_s=(5.0, 5.0))
        modem.callee()
        await _asked(at, "ATD+380501112233;")
        await _asked(at, "AT+CHLD=11")
        assert await _asked(at, "AT", 6.0) == b"\r\n^RSSI:15\r\n"
        modem.reset(back_after_s=5.0)
        await asyncio.sleep(8.0)
        again = RawPort(tmp_path / "if02")
        assert (await _asked(again, "AT")).endswith(OK)
        await modem.stop()

    run_virtually(main)


def test_a_sim_counts_its_tries_over_resets(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, sim=Sim(pin="1234"))
        await _asked(at, "AT+CMEE=1")
        assert await _asked(at, "AT+CPIN?") == b"\r\n+CPIN: SIM PIN\r\n" + OK
        assert await _asked(at, "AT+CLIP=1") == b"\r\n+CME ERROR: 11\r\n"
        assert await _asked(at, 'AT+CPIN="0000"') == b"\r\n+CME ERROR: 16\r\n"
        modem.reset(back_after_s=5.0)
        await asyncio.sleep(8.0)
        again = RawPort(tmp_path / "if02")
        await _asked(again, "ATE0")
        await _asked(again, 'AT+CPIN="1111"')
        assert modem.sim.tries_left == 1
        assert await _asked(again, 'AT+CPIN="1234"') == OK
        assert modem.sim.attempts == ["0000", "1111", "1234"]
        assert not modem.registered
        await asyncio.sleep(5.0)
        assert modem.registered
        await modem.stop()

    run_virtually(main)


def test_a_sim_may_be_busy_or_absent(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, Faults(sim_busy_s=10.0))
        await _asked(at, "AT+CMEE=1")
        assert await _asked(at, "AT+CPIN?") == b"\r\n+CME ERROR: 14\r\n"
        await asyncio.sleep(10.0)
        assert await _asked(at, "AT+CPIN?") == b"\r\n+CPIN: READY\r\n" + OK
        modem.remove_sim()
        await at.expect(b"\r\n^SIMST:255,0\r\n")
        assert await _asked(at, "AT+CPIN?") == b"\r\n+CME ERROR: 10\r\n"
        await modem.stop()

    run_virtually(main)


def test_lost_registration_is_announced_and_ends_the_call_after_the_radio_link_timeout(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path)
        await _asked(at, "AT+CREG=1")
        call = modem.ring()
        await _asked(at, "ATA", 1.0)
        modem.faults.registration = "denied"
        await at.expect(b"\r\n+CREG: 3\r\n")
        lost_at = modem.loop.time()
        assert await call.ended(10.0) - lost_at == pytest.approx(5.0, abs=0.1)
        await modem.stop()

    run_virtually(main)


def test_noise_and_stray_oks_come_on_their_own(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await _ready(tmp_path, Faults(stray_ok_s=30.0), noise_every_s=(8.0, 30.0))
        await asyncio.sleep(120.0)
        said = at.take()
        assert said.count(OK) in (3, 4)
        assert said.count(b"\r\n^RSSI:15\r\n") >= 4
        await modem.stop()

    run_virtually(main)
