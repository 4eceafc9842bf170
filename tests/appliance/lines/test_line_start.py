"""From nothing to a line that takes calls: cards, networks, ports, and what was in a modem before the daemon."""

import asyncio
import fcntl
from pathlib import Path

import pytest

from appliance.contracts import LineState
from tests.appliance.lines.calls import next_call_is_answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults, Sim
from tests.fakes.raw_host import RawPort

each_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.mark.parametrize(
    ("family", "case"),
    spread(
        (Faults(sim_absent=True), Sim(), "У модемі немає SIM-картки."),
        (Faults(), Sim(pin="1234"), "SIM-картка просить PIN-код."),
        (Faults(), Sim(pin="1234", tries_left=0), "SIM-картку заблоковано, потрібен PUK-код"),
        (Faults(sim_busy_s=10**6), Sim(), "SIM-картка ще готується."),
        (Faults(voice_locked=True), Sim(), "Цей модем не передає голосу через USB"),
        (Faults(voice_locked=True), Sim(), "Цей модем не передає голосу через USB"),
        (Faults(voice_locked=True), Sim(), "Цей модем не передає голосу через USB"),
        (Faults(registration="denied"), Sim(), "Модем не бачить мережі оператора."),
        (Faults(registration="searching"), Sim(), "Модем не бачить мережі оператора."),
    ),
)
def test_a_line_that_cannot_work_says_why_in_ukrainian_and_never_tries_a_pin(
    tmp_path: Path, family: str, case: tuple[Faults, Sim, str]
) -> None:
    faults, sim, sentence = case

    async def test(box: Box) -> None:
        await asyncio.sleep(120.0)
        status = box.daemon.lines[0].status
        assert status.state is LineState.DOWN
        assert status.reason.startswith(sentence)
        assert sim.attempts == []
        assert not [text for _at, text in box.modem.commands if text.startswith("AT+CPIN=")]

    with_box(test, tmp_path, family, faults=faults, sim=sim, wait=False)


@each_family
def test_a_card_that_is_busy_at_boot_is_waited_for(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        await box.until_line(LineState.DOWN, 20.0)
        await box.until_line(LineState.IDLE, 60.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family, faults=Faults(sim_busy_s=20.0), wait=False)


@each_family
@pytest.mark.parametrize("registration", ["roaming", "lte_only"])
def test_every_kind_of_registration_takes_calls(tmp_path: Path, family: str, registration: str) -> None:
    if registration == "lte_only" and family == "huawei_e1550":
        pytest.skip("a 3G stick knows no LTE")

    async def test(box: Box) -> None:
        await next_call_is_answered(box)

    with_box(test, tmp_path, family, faults=Faults(registration=registration))


@each_family
def test_a_lost_network_is_told_and_its_return_too(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        assert box.daemon.lines[0].status.operator == "KYIVSTAR"
        assert box.daemon.lines[0].status.signal_dbm == -83
        box.modem.faults.registration = "denied"
        await box.until_line(LineState.DOWN, 15.0)
        assert box.daemon.lines[0].status.reason == "Модем не бачить мережі оператора."
        box.modem.faults.registration = "home"
        await box.until_line(LineState.IDLE, 15.0)
        assert box.daemon.lines[0].status.operator == "KYIVSTAR"

    with_box(test, tmp_path, family)


def test_a_port_held_by_another_program_is_said_so_and_taken_when_it_is_free(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        at = tmp_path / "modem" / "if02"
        with at.open("rb", buffering=0) as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            await asyncio.sleep(5.0)
            assert box.daemon.lines[0].status.reason.endswith("порт зайнятий іншою програмою")
        await box.until_line(LineState.IDLE)

    with_box(test, tmp_path, wait=False)


@each_family
def test_a_call_left_over_from_a_former_life_is_hung_up_at_the_start(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        stranger = box.modem.ring("+380501110022")
        host = RawPort(tmp_path / "modem" / "if02")
        host.write(b"ATA\r")
        await stranger.answered(3.0)
        host.close()
        await stranger.ended(20.0)
        assert stranger.ended_by == "modem"
        await asyncio.sleep(2.0)
        assert await box.records() == []
        await next_call_is_answered(box)

    with_box(test, tmp_path, family, wait=False)


@each_family
def test_a_call_that_rings_at_the_start_is_answered_with_its_number(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = box.modem.ring("+380501110022", ring_period_s=30.0)
        await caller.answered(15.0)
        await caller.hang_up()
        [record] = await box.records()
        assert record.number == "+380501110022"

    with_box(test, tmp_path, family, wait=False)
