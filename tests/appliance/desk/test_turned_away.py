"""Callers who do not come to the menu: every line is taken, or they have called too often."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.contacts.flood import FloodLimit
from appliance.casework.staff.operators import Operator, Reach
from appliance.contracts import CallResult, EndedBy
from tests.appliance.desk.house import MENU, Caller, Desk, at_desk
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import sounding

HOUSE_WORDS = sounding(
    small_flow("record") + 'all_taken = "all_taken"\ntoo_often = "too_often"\n',
    seconds={"too_often": 4.0, "emergency": 3.0},
)
MOBILE = "+380671112233"
TWICE = FloodLimit(calls=2, within_s=600.0)


async def calls_and_leaves(desk: Desk, number: str | None = "+380662838182") -> Caller:
    caller = await desk.ring(number=number)
    await asyncio.sleep(3.0)
    caller.leg.end()
    await asyncio.sleep(1.0)
    return caller


def test_who_waits_because_every_line_is_taken_hears_why_and_is_kept_as_busy(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        waiting = await desk.ring(waiting=True)
        [record] = await desk.records()
        assert waiting.leg.refused_with == HOUSE_WORDS.prompts["all_taken"].pcm
        assert waiting.leg.answered_at is None
        assert (record.result, record.ended_by, record.answered_at) == (CallResult.BUSY, EndedBy.BOX, None)

    at_desk(scene, tmp_path, menu=HOUSE_WORDS)


def test_where_the_menu_has_no_words_for_it_he_is_refused_without(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        waiting = await desk.ring(waiting=True)
        await desk.records()
        assert waiting.leg.refused_with == b""

    at_desk(scene, tmp_path, menu=MENU)


def test_who_calls_without_end_hears_a_sentence_and_the_way_to_help_and_is_put_down(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        for _ in range(2):
            assert "top" in (await calls_and_leaves(desk)).ear.said
        often = await desk.ring()
        often.leg.press("1")
        await often.hears("emergency")
        await asyncio.sleep(4.0)
        assert (often.ear.said, often.leg.ended) == (["too_often", "emergency"], EndedBy.BOX)
        [record, *_] = await desk.records()
        assert (record.nodes, record.result, record.fault) == (["too_often"], CallResult.SHORT, "")

    at_desk(scene, tmp_path, menu=HOUSE_WORDS, flood=TWICE)


def test_a_flood_from_one_number_keeps_nobody_else_from_the_menu(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        floods = [await calls_and_leaves(desk) for _ in range(40)]
        assert ["top" in each.ear.said for each in floods] == [True] * 10 + [False] * 30
        assert "top" in (await calls_and_leaves(desk, MOBILE)).ear.said
        for _ in range(12):
            assert "top" in (await calls_and_leaves(desk, None)).ear.said, "who hides his number is nobody"
        await asyncio.sleep(600.0)
        assert "top" in (await calls_and_leaves(desk)).ear.said

    at_desk(scene, tmp_path, menu=HOUSE_WORDS)


@pytest.mark.parametrize("prompts", [(), ("too_often",)])
def test_a_menu_without_the_words_puts_him_down_as_politely_as_it_can(tmp_path: Path, prompts: tuple[str, ...]) -> None:
    words = {name: each for name, each in HOUSE_WORDS.prompts.items() if name not in ("too_often", "emergency")}
    words |= {name: HOUSE_WORDS.prompts[name] for name in prompts}

    async def scene(desk: Desk) -> None:
        desk.menu = type(desk.menu)("few words", MENU.flow, MENU.background, words, {})
        for _ in range(2):
            await calls_and_leaves(desk)
        often = await desk.ring()
        await asyncio.sleep(8.0)
        assert (tuple(often.ear.said), often.leg.ended) == (prompts, EndedBy.BOX)

    at_desk(scene, tmp_path, menu=HOUSE_WORDS, flood=TWICE)


def test_an_operator_may_call_as_often_as_he_likes(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.register.run(Operator.add, "Олена", Reach(mobile=MOBILE), now=desk.clock.now())
        for _ in range(4):
            assert "top" in (await calls_and_leaves(desk, MOBILE)).ear.said

    at_desk(scene, tmp_path, menu=HOUSE_WORDS, flood=TWICE)


def test_a_register_that_fails_does_not_delay_the_answer(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.break_database()
        caller = await desk.ring()
        await caller.hears("top", within_s=2.0)
        assert (caller.leg.answered_at or 0) - caller.leg.rang.monotonic_s == pytest.approx(1.0, abs=0.05)

    at_desk(scene, tmp_path, menu=HOUSE_WORDS)
