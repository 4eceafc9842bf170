"""A second call beside the caller's: what the line says to its modem, and every way back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, Consulted, EndedBy, Leg, LineState, NoTransfer
from appliance.lines.gsm import GsmLine
from appliance.numbers import Allowed
from audio.line.tones import tone
from tests.appliance.lines.calls import answered, next_call_is_answered
from tests.fakes.box import Box, with_box
from tests.fakes.modem import FakeCaller
from tests.fakes.modem.listen import level_dbfs
from tests.fakes.modem.network_call import CallState

JOINS, HANDS_OVER = "quectel_ec25", "sim7600"
NUMBER = "+380671112299"
PERMIT = Allowed(NUMBER)

both = pytest.mark.parametrize("family", [JOINS, HANDS_OVER])


def the_line(box: Box) -> GsmLine:
    line = box.daemon.lines[0]
    assert isinstance(line, GsmLine)
    return line


async def talking(box: Box) -> tuple[FakeCaller, Leg]:
    """Return a caller whom the box's menu talks to, and his leg."""
    caller = await answered(box)
    leg = the_line(box)._calls.leg
    assert leg is not None and the_line(box).transfers(leg, PERMIT)
    return caller, leg


async def hears_the_box(caller: FakeCaller) -> bool:
    before = len(caller.heard)
    await asyncio.sleep(4.0)
    return level_dbfs(caller.heard[before:]) > -60


def said(box: Box) -> list[str]:
    return [text for _, text in box.modem.commands if text.startswith(("AT+CHLD", "ATD"))]


@both
def test_a_held_caller_hears_nothing_and_he_who_is_called_hears_nothing_of_the_menu(
    tmp_path: Path, family: str
) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        operator = box.modem.callee(NUMBER, after_s=3.0)
        second = await the_line(box).consult(leg, PERMIT)
        assert not the_line(box).transfers(leg, PERMIT), "one at a time"
        assert not await hears_the_box(caller)
        await second.answer()
        await operator.press("123")
        assert isinstance(second, Consulted) and second.handed_over is (family == HANDS_OVER)
        await asyncio.sleep(2.0)
        assert level_dbfs(operator.heard) < -60, "nothing but the noise of the network"
        assert leg.ended is None, "the legs stand until it is said that they may go"
        await second.hang_up()
        assert (second.ended, leg.ended) == (EndedBy.BOX, EndedBy.BOX if family == HANDS_OVER else None)
        if family == JOINS:
            assert operator.ended_by == "modem"
            assert await hears_the_box(caller)
            await caller.hang_up()
        records = await box.records()
        assert [record.keys for record in records] == [""], "keys of the other are not the caller's"
        await box.until_line(LineState.IDLE, 3.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@both
def test_the_busy_tone_of_him_who_is_called_is_not_taken_for_the_callers(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        operator = box.modem.callee(NUMBER, alerting_after_s=0.5, after_s=60.0)
        second = await the_line(box).consult(leg, PERMIT)
        operator.busy_tone()
        await asyncio.sleep(8.0)
        await second.hang_up()
        assert leg.ended is None and caller.ended_at is None
        assert await hears_the_box(caller)

    with_box(test, tmp_path, family)


@both
@pytest.mark.parametrize("refused", ["AT+CHLD=2", "ATD"])
def test_a_refusal_leaves_the_caller_where_he_was(tmp_path: Path, family: str, refused: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        box.modem.callee(NUMBER)
        box.modem.faults.refuse = {refused: "+CME ERROR: operation not supported"}
        with pytest.raises(NoTransfer):
            await the_line(box).consult(leg, PERMIT)
        assert await hears_the_box(caller)
        box.modem.faults.refuse = {}
        second = await the_line(box).consult(leg, PERMIT)
        await second.hang_up()
        assert await hears_the_box(caller), "it may be tried again"

    with_box(test, tmp_path, family)


@both
def test_a_caller_who_cannot_be_taken_back_is_not_left_on_hold(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        box.modem.callee(NUMBER, outcome="busy")
        second = await the_line(box).consult(leg, PERMIT)
        box.modem.faults.refuse = {"AT+CHLD=1": "ERROR", "AT+CHLD=2": "ERROR"}
        with pytest.raises(CallEnded):
            await second.answer()
        await second.hang_up()
        assert leg.ended is EndedBy.FAULT
        box.modem.faults.refuse = {}
        await caller.ended(15.0)
        await box.until_line(LineState.IDLE, 30.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@both
def test_one_refusal_to_take_the_caller_back_is_not_the_last_word(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        box.modem.callee(NUMBER, outcome="busy")
        second = await the_line(box).consult(leg, PERMIT)
        box.modem.faults.refuse = {"AT+CHLD=1": "+CME ERROR: 3"}
        with pytest.raises(CallEnded):
            await second.answer()
        await second.hang_up()
        assert said(box)[-2:] == ["AT+CHLD=1", "AT+CHLD=2"]
        assert await hears_the_box(caller)

    with_box(test, tmp_path, family)


@both
def test_nobody_is_held_while_somebody_waits(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        waiting = box.modem.second_call()
        await asyncio.sleep(1.0)
        with pytest.raises(NoTransfer):
            await the_line(box).consult(leg, PERMIT)
        assert said(box) == [] and waiting.answered_at is None
        assert await hears_the_box(caller)

    with_box(test, tmp_path, family)


@both
def test_a_caller_who_goes_while_he_is_being_held_is_dialled_for_no_more(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller, leg = await talking(box)
        box.modem.faults.slow = {"AT+CHLD=2": 2.0}
        consulting = asyncio.ensure_future(the_line(box).consult(leg, PERMIT))
        await asyncio.sleep(0.5)
        await caller.hang_up()
        with pytest.raises(NoTransfer):
            await consulting
        assert [text for text in said(box) if text.startswith("ATD")] == []
        await box.until_line(LineState.IDLE, 10.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@both
def test_a_modem_that_is_pulled_out_ends_both(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        _, leg = await talking(box)
        box.modem.callee(NUMBER, after_s=60.0)
        second = await the_line(box).consult(leg, PERMIT)
        await asyncio.sleep(2.0)
        box.modem.unplug()
        assert await second.wait_ended() is EndedBy.FAULT
        assert await leg.wait_ended() is EndedBy.FAULT
        await second.hang_up()
        box.modem.plug()
        await box.until_line(LineState.IDLE, 60.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@both
def test_a_call_left_on_hold_by_a_box_that_broke_off_is_released_by_the_next(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        left = box.modem.ring()
        await box.until_line(LineState.RINGING, 5.0)
        box.modem.exchange.connect(box.modem.exchange.calls[0])
        box.modem.exchange.calls[0].become(CallState.HELD)
        the_line(box)._calls.end(EndedBy.FAULT)
        await left.ended(15.0)
        await box.until_line(LineState.IDLE, 15.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


def test_huawei_holds_nobody(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await answered(box)
        leg = the_line(box)._calls.leg
        assert leg is not None and not the_line(box).transfers(leg, PERMIT)
        with pytest.raises(NoTransfer):
            await the_line(box).consult(leg, PERMIT)
        assert said(box) == []

    with_box(test, tmp_path, "huawei_e1550")


def test_only_a_caller_who_talks_is_held(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        box.modem.callee(NUMBER)
        outgoing = await the_line(box).place_call(PERMIT)
        await outgoing.answer()
        outgoing.port.write(tone((600,), 0.02, -16.0))
        assert not the_line(box).transfers(outgoing, PERMIT)
        await outgoing.hang_up()

    with_box(test, tmp_path, JOINS)
