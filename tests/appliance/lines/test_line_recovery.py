"""What breaks and comes back: modems, ports, cards, networks; and what was in a modem before the daemon."""

import asyncio
import wave
from pathlib import Path

import pytest

from appliance.contracts import CallResult, EndedBy, LineState
from appliance.contracts.mending import Mendable, ResetLevel
from tests.appliance.lines.calls import HELLO, answered, next_call_is_answered, until
from tests.fakes.box import FAMILIES, Box, with_box

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


def test_a_modem_that_was_away_for_long_answers_as_soon_after_its_return_as_one_that_was_not(tmp_path: Path) -> None:
    """It boots for twelve seconds; the pauses of the line, long by then, must not be added (reliability §A row 3)."""

    async def test(box: Box) -> None:
        box.modem.unplug()
        await asyncio.sleep(60.0)
        box.modem.plug()
        back_at = box.modem.loop.time()
        await asyncio.sleep(0.1)
        await until(lambda: box.modem.registered)
        caller = box.modem.ring()
        assert await caller.answered(30.0) - back_at < 20.0
        await caller.hang_up()

    with_box(test, tmp_path, "sim7600")


def test_a_call_that_rings_while_the_modem_is_being_set_up_is_taken_afterwards_and_lasts(tmp_path: Path) -> None:
    """What a modem says of its own start is no reason to start anew; ATZ within a call would end it (V.250 6.1.1)."""

    async def test(box: Box) -> None:
        box.modem.unplug()
        await asyncio.sleep(5.0)
        box.modem.plug()
        await asyncio.sleep(0.1)
        await until(lambda: box.modem.registered)
        caller = box.modem.ring()
        await caller.answered(30.0)
        await asyncio.sleep(6.0)
        assert caller.ended_at is None
        assert any(caller.heard)
        told = orders(box)
        assert "ATZ" not in told[told.index("ATA") :]
        await caller.hang_up()

    with_box(test, tmp_path, "quectel_ec25")


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


@each_family
def test_a_reset_that_is_asked_for_is_ordered_at_once_and_never_in_a_call(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        line = box.line()
        assert isinstance(line, Mendable)
        caller = await answered(box)
        assert not line.reset(ResetLevel.RESET)
        assert not line.reset(ResetLevel.REBOOT)
        await caller.hang_up()
        await box.until_line(LineState.IDLE)
        assert line.reset(ResetLevel.RESET)
        await asyncio.sleep(5.0)
        assert RESET[family].decode().strip() in orders(box)
        assert line.resets == 1
        await asyncio.sleep(10.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)
