"""What breaks and comes back: modems, ports, cards, networks; and what was in a modem before the daemon."""

import asyncio
import fcntl
import wave
from pathlib import Path

import pytest

from appliance.contracts import CallResult, EndedBy, LineState
from tests.appliance.lines.calls import HELLO, answered, next_call_is_answered, spread, until
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults, Sim
from tests.fakes.raw_host import RawPort

RESET = {"huawei_e1550": b"AT+CFUN=1,1\r", "quectel_ec25": b"AT+CFUN=1,1\r", "sim7600": b"AT+CRESET\r"}
each_family = pytest.mark.parametrize("family", FAMILIES)


def overhear(box: Box) -> bytearray:
    """Return what the modem's AT port will have received, also while its interpreter is dead."""
    heard, listen = bytearray(), box.modem.interpreter.receive

    def receive(octets: bytes) -> None:
        heard.extend(octets)
        listen(octets)

    box.modem.interpreter.receive = receive  # type: ignore[method-assign]
    return heard


def orders(box: Box) -> list[str]:
    return [text for _at, text in box.modem.commands]


@each_family
def test_a_modem_pulled_out_in_a_recording_costs_no_word_and_its_return_takes_calls_again(
    tmp_path: Path, family: str
) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(2.5)
        for _ in range(3):
            await caller.say(HELLO)
        box.modem.unplug()
        box.modem.plug(after_s=8.0)
        [record] = await box.records()
        assert (record.result, record.ended_by) == (CallResult.SERVED, EndedBy.FAULT)
        [message] = record.messages
        assert 5.0 < message.duration_s < 8.0
        with wave.open(str(box.settings.recordings / message.path)) as file:
            assert file.getnframes() / 8000 == pytest.approx(message.duration_s, abs=0.01)
        assert box.daemon.lines[0].status.state is LineState.DOWN
        await until(lambda: box.modem.registered)
        await box.until_line(LineState.IDLE)
        back_at = box.modem.loop.time()
        again = box.modem.ring("+380631110011")
        assert await again.answered(15.0) - back_at >= 3.8
        await again.hang_up()
        assert (await box.records())[0].number == "+380631110011"

    with_box(test, tmp_path, family)


@each_family
def test_a_modem_that_resets_itself_while_idle_takes_calls_again(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.reset()
        await asyncio.sleep(2.0)
        await box.until_line(LineState.DOWN)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("family", ["quectel_ec25", "sim7600"])
def test_a_modem_that_restarts_without_leaving_the_bus_is_told_everything_again(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.settings.clear()
        box.modem.echo = True
        box.modem.urc("RDY")
        await asyncio.sleep(5.0)
        assert not box.modem.echo
        await box.until_line(LineState.IDLE)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_a_modem_that_dies_in_a_call_ends_it_as_a_fault(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        await answered(box)
        await asyncio.sleep(5.0)
        box.modem.reset(back_after_s=6.0)
        [record] = await box.records()
        assert (record.result, record.ended_by) == (CallResult.SERVED, EndedBy.FAULT)
        await asyncio.sleep(5.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_an_interpreter_that_is_dead_while_reports_flow_is_noticed_and_reset(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        heard = overhear(box)
        box.modem.faults.interpreter_dead = True
        await box.until_line(LineState.DOWN, within_s=45.0)
        assert RESET[family] in heard
        box.modem.reset(back_after_s=5.0)
        box.modem.faults.interpreter_dead = False
        await asyncio.sleep(5.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family, noise_every_s=(2.0, 3.0))


@each_family
def test_an_interpreter_that_dies_in_a_call_lets_it_go_on_and_is_reset_after_it(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(2.0)
        box.modem.faults.interpreter_dead = True
        await caller.say(HELLO + HELLO)
        assert caller.ended_at is None
        heard = overhear(box)
        await caller.hang_up()
        await asyncio.sleep(30.0)
        assert RESET[family] in heard
        assert (await box.records())[0].ended_by == EndedBy.CALLER

    with_box(test, tmp_path, family)


@each_family
def test_a_modem_that_stays_deaf_from_the_start_is_told_to_reset_but_not_before_it_can_have_booted(
    tmp_path: Path, family: str
) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.interpreter_dead = True
        heard = overhear(box)
        await asyncio.sleep(60.0)
        assert RESET[family] not in heard
        await asyncio.sleep(20.0)
        assert RESET[family] in heard

    with_box(test, tmp_path, family, wait=False)


@pytest.mark.parametrize("errors", [1, 4, 9])
def test_a_sim7600_that_refuses_the_sound_at_first_is_asked_again(tmp_path: Path, errors: int) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.cpcmreg_errors = errors
        caller = box.modem.ring()
        await caller.answered(5.0)
        await asyncio.sleep(10.0)
        assert any(caller.heard)
        await caller.hang_up()
        assert (await box.records())[0].result == CallResult.SERVED
        assert "AT+CRESET" not in orders(box)

    with_box(test, tmp_path, "sim7600")


def test_a_sim7600_that_never_opens_the_sound_ends_the_call_politely_and_is_reset(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.cpcmreg_errors = 10**6
        caller = box.modem.ring()
        answered_at = await caller.answered(5.0)
        assert 5.5 < await caller.ended(12.0) - answered_at < 9.0
        assert caller.ended_by == "modem"
        await asyncio.sleep(1.0)
        assert "AT+CRESET" in orders(box)
        box.modem.faults.cpcmreg_errors = 0
        await asyncio.sleep(10.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        record = await next_call_is_answered(box)
        assert record.number == "+380631110011"
        assert "не відкриває звуку" in (await box.records())[1].fault

    with_box(test, tmp_path, "sim7600")


@each_family
@pytest.mark.parametrize("fault", ["audio_frozen", "uplink_stalls_after_s"])
def test_sound_that_stops_for_good_ends_the_call_and_resets_the_modem(tmp_path: Path, family: str, fault: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(3.0)
        setattr(box.modem.faults, fault, True if fault == "audio_frozen" else 0.0)
        speaking = asyncio.ensure_future(caller.say(HELLO * 6))
        await caller.ended(8.0)
        await speaking
        setattr(box.modem.faults, fault, False if fault == "audio_frozen" else None)
        await asyncio.sleep(1.0)
        assert RESET[family].decode().strip() in orders(box)
        await asyncio.sleep(10.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)
        assert (await box.records())[1].ended_by == EndedBy.FAULT

    with_box(test, tmp_path, family)


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
        assert not [text for text in orders(box) if text.startswith("AT+CPIN=")]

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
