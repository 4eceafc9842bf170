"""Every call from its first ring to the words of how it ended."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.contracts import CallResult, EndedBy
from appliance.menu.node import MissingPrompt
from tests.appliance.calls.scripted_leg import ScriptedLeg, speech
from tests.appliance.desk.house import MENU, Desk, at_desk


def test_a_call_is_answered_walks_its_menu_and_is_kept_with_all_that_happened(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring(number="0662838182")
        await caller.hears("top")
        caller.leg.press("2")
        await caller.hears("goodbye")
        await asyncio.sleep(2.0)
        assert caller.leg.ended is EndedBy.BOX
        [record] = await desk.records()
        assert (record.result, record.ended_by) == (CallResult.SERVED, EndedBy.BOX)
        assert (record.keys, record.nodes) == ("2", ["top", "next", "end"])
        assert (record.number, record.number_raw) == ("+380662838182", "0662838182")
        assert record.line == "gsm1"
        assert record.menu_revision == "noise"
        assert record.fault == ""
        assert record.answered_at > record.rang_at
        assert record.duration_s == pytest.approx((caller.leg.ended_at or 0) - (caller.leg.answered_at or 0), abs=0.2)

    long_enough = replace(MENU, prompts={**MENU.prompts, "next": replace(MENU.prompts["next"], pcm=bytes(16000 * 5))})
    at_desk(scene, tmp_path, menu=long_enough)


def test_who_calls_is_in_the_log_and_told_while_it_still_rings(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        ringing = ScriptedLeg(number="0662838182", known_after_s=0.5)
        desk.lines[0].ring(ringing)
        await asyncio.sleep(0.3)
        [unknown] = await asyncio.to_thread(desk.log)
        assert (unknown.number, unknown.result) == (None, None)
        assert desk.news.count("call") == 1
        await asyncio.sleep(0.4)
        [known] = await asyncio.to_thread(desk.log)
        assert (known.number, known.number_raw, known.answered_at) == ("+380662838182", "0662838182", None)
        assert desk.news.count("call") == 2

    at_desk(scene, tmp_path)


def test_a_caller_who_is_known_at_once_is_written_at_once(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.ring()
        await asyncio.sleep(0.5)
        [ringing] = await asyncio.to_thread(desk.log)
        assert (ringing.number, ringing.result) == ("+380662838182", None)
        assert desk.news.count("call") == 1

    at_desk(scene, tmp_path)


def test_a_register_that_fails_delays_no_answer(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.break_database()
        caller = await desk.ring()
        await caller.hears("top")
        assert (caller.leg.answered_at or 0) - caller.leg.rang.monotonic_s == pytest.approx(1.0, abs=0.05)

    at_desk(scene, tmp_path)


def test_the_box_lets_the_first_ring_through(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        assert (caller.leg.answered_at or 0) - caller.leg.rang.monotonic_s == pytest.approx(1.0, abs=0.05)

    at_desk(scene, tmp_path)


@pytest.mark.parametrize(
    ("leaves_after_s", "result"), [(0.5, CallResult.MISSED), (3.0, CallResult.SHORT), (9.0, CallResult.SERVED)]
)
def test_how_a_call_ended_is_said_in_the_words_of_the_glossary(
    tmp_path: Path, leaves_after_s: float, result: CallResult
) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await asyncio.sleep(leaves_after_s)
        caller.leg.end()
        [record] = await desk.records()
        assert (record.result, record.ended_by) == (result, EndedBy.CALLER)
        assert (record.answered_at is None) == (result is CallResult.MISSED)

    at_desk(scene, tmp_path)


def test_a_second_caller_on_a_line_is_kept_as_busy_never_answered_and_heard_by_nobody(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        first = await desk.ring()
        await first.hears("top")
        second = await desk.ring(waiting=True, number="+380501112233")
        await asyncio.sleep(3.0)
        second.leg.end()
        assert second.leg.answered_at is None
        assert second.leg.port.frames == []
        assert first.leg.ended is None
        first.leg.end()
        records = {record.number: record.result for record in await desk.records()}
        assert records == {"+380662838182": CallResult.SHORT, "+380501112233": CallResult.BUSY}

    at_desk(scene, tmp_path)


def test_callers_on_two_lines_walk_alone(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        one, two = await desk.ring(0), await desk.ring(1)
        await one.hears("top")
        await two.hears("top")
        one.leg.press("1")
        await one.hears("sub")
        await two.hears("quiet")
        assert "sub" not in two.ear.said
        one.leg.end()
        two.leg.end()
        assert {(record.line, record.keys) for record in await desk.records()} == {("gsm1", "1"), ("gsm2", "")}

    at_desk(scene, tmp_path, lines=2)


@pytest.mark.parametrize("number", [None, "", "\ud83d", "x" * 1000, "112"])
def test_whatever_the_network_says_of_the_number_the_call_is_answered_and_kept(
    tmp_path: Path, number: str | None
) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring(number=number)
        await caller.hears("top")
        caller.leg.end()
        [record] = await desk.records()
        assert record.result == CallResult.SHORT
        assert record.number is None

    at_desk(scene, tmp_path)


def test_a_fault_in_the_menu_ends_that_call_with_a_goodbye_and_the_next_is_answered(tmp_path: Path) -> None:
    whole = MENU
    broken = replace(MENU, prompts={name: each for name, each in MENU.prompts.items() if name != "sub"})

    async def scene(desk: Desk) -> None:
        desk.menu = broken
        caller = await desk.ring()
        await caller.hears("top")
        caller.leg.press("1")
        await caller.hears("goodbye", within_s=1.0)
        await asyncio.sleep(2.0)
        [record] = await desk.records()
        assert record.ended_by == EndedBy.FAULT
        assert MissingPrompt.__name__ in record.fault
        desk.menu = whole
        again = await desk.ring()
        await again.hears("top")
        again.leg.press("1")
        await again.hears("sub")

    at_desk(scene, tmp_path)


def test_a_port_that_breaks_ends_its_call_and_the_other_goes_on(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        one, two = await desk.ring(0), await desk.ring(1)
        await one.hears("top")
        one.leg.port.broken = OSError("the modem is gone")
        await two.hears("quiet")
        two.leg.end()
        ended = {record.line: record.ended_by for record in await desk.records()}
        assert ended == {"gsm1": EndedBy.FAULT, "gsm2": EndedBy.CALLER}

    at_desk(scene, tmp_path, lines=2)


def test_a_call_keeps_the_menu_it_began_with(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        desk.menu = replace(MENU, revision="newer")
        caller.leg.press("1")
        await caller.hears("sub")
        caller.leg.end()
        next_one = await desk.ring()
        await next_one.hears("top")
        next_one.leg.end()
        assert [record.menu_revision for record in await desk.records()] == ["newer", "noise"]

    at_desk(scene, tmp_path)


def test_closing_the_desk_says_goodbye_and_keeps_the_record(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await caller.hears("top")
        await desk.reception.close()
        assert caller.ear.said[-1] == "goodbye"
        assert caller.leg.ended is EndedBy.BOX
        [record] = await desk.records()
        assert (record.result, record.ended_by) == (CallResult.SHORT, EndedBy.BOX)

    at_desk(scene, tmp_path)


def test_closing_the_desk_while_a_message_is_left_keeps_the_message(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        caller.leg.press("11")
        await caller.hears("it")
        await asyncio.sleep(2.5)
        caller.leg.say(speech("caller", 30.0))
        await asyncio.sleep(6.0)
        await desk.reception.close()
        [record] = await desk.records()
        assert len(record.messages) == 1

    at_desk(scene, tmp_path)


@pytest.mark.parametrize("when", ["it rings already", "it rings meanwhile"])
def test_a_desk_that_closes_answers_nobody_any_more(tmp_path: Path, when: str) -> None:
    async def scene(desk: Desk) -> None:
        if when == "it rings already":
            caller = await desk.ring()
            await desk.reception.close()
        else:
            talking = await desk.ring()
            await talking.hears("top")
            closing = asyncio.ensure_future(desk.reception.close())
            await asyncio.sleep(0.1)
            caller = await desk.ring()
            await closing
        await asyncio.sleep(3.0)
        assert caller.leg.answered_at is None
        assert (await desk.records())[0].result == CallResult.MISSED

    at_desk(scene, tmp_path)
