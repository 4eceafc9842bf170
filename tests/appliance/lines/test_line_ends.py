"""How a call ends, however little is said about it."""

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallResult, EndedBy, LineState
from tests.appliance.lines.calls import answered, next_call_is_answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults

each_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.mark.parametrize(
    ("family", "faults"),
    spread(
        Faults(cend_fields=3),
        Faults(conn_before_ok=True),
        Faults(conn_before_ok=True),
        Faults(cend_no_carrier=True),
        Faults(),
        Faults(voice_end_bare=True),
    ),
)
def test_a_caller_who_hangs_up_frees_the_line_at_once(tmp_path: Path, family: str, faults: Faults) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(3.0)
        await caller.hang_up()
        await box.until_line(LineState.IDLE, within_s=0.5)
        [record] = await box.records()
        assert (record.result, record.ended_by) == (CallResult.SHORT, EndedBy.CALLER)
        assert record.duration_s == pytest.approx(4.0, abs=0.3)

    with_box(test, tmp_path, family, faults=faults)


@pytest.mark.row("L6")
@each_family
def test_a_lost_word_of_the_end_is_found_within_six_seconds(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.lose_end_urc = True
        caller = await answered(box)
        await asyncio.sleep(3.0)
        await caller.hang_up()
        await box.until_line(LineState.IDLE, within_s=6.0)
        box.modem.faults.lose_end_urc = False
        await next_call_is_answered(box)
        assert (await box.records())[1].ended_by == EndedBy.CALLER

    with_box(test, tmp_path, family)


@each_family
def test_a_lost_word_of_the_end_is_found_by_two_empty_lists_while_sound_goes_on(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.lose_end_urc = True
        caller = await answered(box)
        call = box.modem.exchange.calls[0]
        box.modem.exchange.calls.remove(call)
        sound = asyncio.ensure_future(_downlink(box))
        await box.until_line(LineState.IDLE, within_s=6.0)
        sound.cancel()
        box.modem.exchange.calls.append(call)
        await caller.hang_up()

    with_box(test, tmp_path, family)


async def _downlink(box: Box) -> None:
    while True:
        assert box.modem.audio_port
        box.modem.audio_port.write(bytes(320))
        await asyncio.sleep(0.02)


@each_family
def test_a_list_that_the_modem_refuses_to_give_is_no_empty_list(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.refuse = {"AT+CLCC": "ERROR"}
        caller = await answered(box)
        await asyncio.sleep(6.0)
        assert caller.ended_at is None
        assert box.daemon.lines[0].status.state is LineState.TALKING
        await caller.hang_up()
        assert (await box.records())[0].ended_by == EndedBy.CALLER

    with_box(test, tmp_path, family)


@each_family
def test_the_same_caller_again_a_second_later_is_answered(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(5.0)
        await caller.hang_up()
        await asyncio.sleep(1.0)
        again = await answered(box)
        await asyncio.sleep(5.0)
        await again.hang_up()
        records = await box.records()
        assert [record.result for record in records] == [CallResult.SERVED] * 2

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("after_s", [0.5, 0.95])
@pytest.mark.parametrize(
    ("family", "said"),
    [
        *spread("family", "family", "family"),
        *spread("no_carrier", "missed_call", "missed_call"),
        *spread(*["silence"] * 3),
    ],
)
def test_a_caller_who_gives_up_before_the_answer_is_missed(
    tmp_path: Path, family: str, said: str, after_s: float
) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.missed_as = said
        box.modem.ring(give_up_after_s=after_s)
        await asyncio.sleep(6.0)
        [record] = await box.records()
        assert (record.number, record.result) == ("+380671112244", CallResult.MISSED)
        assert (record.ended_by, record.answered_at, record.duration_s) == (EndedBy.CALLER, None, 0.0)
        assert box.daemon.lines[0].status.state is LineState.IDLE
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_a_caller_who_goes_while_we_pick_up_is_missed(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.answer_fails = True
        caller = box.modem.ring()
        await caller.ended(5.0)
        await asyncio.sleep(3.0)
        [record] = await box.records()
        assert (record.result, record.ended_by) == (CallResult.MISSED, EndedBy.CALLER)
        box.modem.faults.answer_fails = False
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
@pytest.mark.parametrize("early", [False, True])
def test_the_box_hangs_up_itself_when_all_is_said(tmp_path: Path, family: str, early: bool) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.end_before_ok = early
        caller = await answered(box)
        await caller.ended(60.0)
        assert caller.ended_by == "modem"
        await box.until_line(LineState.IDLE, within_s=3.0)
        [record] = await box.records()
        assert (record.result, record.ended_by) == (CallResult.SERVED, EndedBy.BOX)
        assert box.modem.exchange.calls == []

    with_box(test, tmp_path, family)


@each_family
def test_a_hang_up_that_is_lost_is_said_again(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        box.modem.faults.refuse = {"AT+CHUP": "ERROR"}
        await asyncio.sleep(25.0)
        assert caller.ended_at is None
        box.modem.faults.refuse = {}
        await caller.ended(15.0)
        await asyncio.sleep(11.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@pytest.mark.row("L6")
@each_family
def test_a_radio_link_that_breaks_ends_the_call(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        box.modem.faults.registration = "searching"
        await caller.ended(6.0)
        await asyncio.sleep(1.0)
        [record] = await box.records()
        assert record.ended_by == EndedBy.CALLER
        box.modem.faults.registration = "home"
        await asyncio.sleep(12.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)
