"""What a blocked caller hears, and what is kept of his call (C-24)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.contacts.callbacks import Callback
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.office.block_rules import read_rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock, turned_away
from appliance.casework.staff.operators import Operator, Reach
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from tests.appliance.desk.house import MENU, Caller, Desk, at_desk
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import sounding

WORDS = sounding(
    small_flow("record") + 'blocked = "blocked"\nemergency_numbers = "emergency_numbers"\nall_taken = "all_taken"\n',
    seconds={"blocked": 6.0, "emergency_numbers": 3.0, "emergency": 3.0},
)
CALLER = "+380662838182"
MOBILE = "+380671112233"


async def blocks(desk: Desk, rule: str = CALLER, *, lasts_s: float = 3600.0, decided: bool = True) -> int:
    def entered(now: Moment) -> int:
        clerk, head = (
            Actor(Origin.CONSOLE, Account.add(f"{role} {rule}", role, now=now)) for role in (Role.CLERK, Role.HEAD)
        )
        until = now.wall + timedelta(seconds=lasts_s)
        block = Block.propose(
            NewBlock(read_rule(rule, "4644"), BlockReason.INSULTS, "Лаявся", until), by=clerk, now=now
        )
        if decided:
            Block.decide(block, True, by=head, now=now)
        return block

    return await desk.register.run(entered, desk.clock.now())


async def turned(desk: Desk, number: str | None = CALLER, *, keys: str = "", after_s: float = 20.0) -> Caller:
    caller = await desk.ring(number=number)
    await asyncio.sleep(3.0)
    for key in keys:
        caller.leg.press(key)
        await asyncio.sleep(0.2)
    await asyncio.sleep(after_s)
    return caller


@pytest.mark.row("B9")
def test_a_blocked_caller_hears_how_to_write_and_is_put_down_and_counted(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        block = await blocks(desk)
        caller = await turned(desk)
        assert (caller.ear.said, caller.leg.ended) == (["blocked"], EndedBy.BOX)
        assert (caller.leg.answered_at or 0) - caller.leg.rang.monotonic_s == pytest.approx(1.0, abs=0.05)
        [record] = await desk.records()
        kept = (record.block_id, record.nodes, record.result, record.ended_by, record.fault)
        assert kept == (block, ["blocked"], CallResult.SHORT, EndedBy.BOX, "")
        with reading(desk.database):
            assert turned_away([block])[block].count == 1

    at_desk(scene, tmp_path, menu=WORDS)


@pytest.mark.row("B9")
@pytest.mark.parametrize("keys", ["7", "07", "1237", "#7"])
def test_key_seven_stays_open_to_him_and_no_other_key_leads_anywhere(tmp_path: Path, keys: str) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk)
        caller = await turned(desk, keys=keys)
        assert (caller.ear.said, caller.leg.ended) == (["blocked", "emergency_numbers"], EndedBy.BOX)
        [record] = await desk.records()
        assert (record.nodes, record.keys) == (["blocked", "emergency"], keys)

    at_desk(scene, tmp_path, menu=WORDS)


def test_other_keys_keep_him_no_longer_than_a_minute_of_silence_would(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk)
        caller = await desk.ring()
        for _ in range(60):
            await asyncio.sleep(1.0)
            caller.leg.press("0")
        assert (caller.ear.said, caller.leg.ended) == (["blocked"], EndedBy.BOX)

    at_desk(scene, tmp_path, menu=WORDS)


@pytest.mark.row("B10")
def test_what_is_only_proposed_or_over_bars_nobody(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk, decided=False)
        await blocks(desk, MOBILE, lasts_s=60.0)
        assert "top" in (await turned(desk)).ear.said
        await asyncio.sleep(60.0)
        over = await desk.ring(number=MOBILE)
        await over.hears("top")
        over.leg.end()
        assert [record.block_id for record in await desk.records()] == [None, None]

    at_desk(scene, tmp_path, menu=WORDS)


def test_masks_bar_and_hidden_numbers_are_barred_by_their_own_rule_and_staff_never(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk, "+38066*")
        await blocks(desk, "hidden")
        await desk.register.run(Operator.add, "Олена", Reach(mobile="+380661112233"), now=desk.clock.now())
        for number, barred in ((CALLER, True), ("", True), (None, False), (MOBILE, False), ("+380661112233", False)):
            caller = await desk.ring(number=number)
            await caller.hears("blocked" if barred else "top")
            caller.leg.end()
            await asyncio.sleep(1.0)

    at_desk(scene, tmp_path, menu=WORDS)


def test_who_is_barred_is_never_called_back_though_he_hung_up_before_the_answer(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        block = await blocks(desk)
        early = await desk.ring()
        await asyncio.sleep(0.5)
        early.leg.end()
        await desk.ring(waiting=True)
        [busy, missed] = await desk.records()
        assert [(each.block_id, each.result, each.answered_at) for each in (busy, missed)] == [
            (block, CallResult.SHORT, None)
        ] * 2
        await asyncio.sleep(200.0)
        with reading(desk.database):
            assert Callback.select().count() == 0

    at_desk(scene, tmp_path, menu=WORDS, offer_by_sms=True)


def test_while_the_register_fails_a_blocked_caller_is_served_without_delay(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk)
        desk.break_database()
        caller = await desk.ring()
        await caller.hears("top", within_s=2.0)
        assert (caller.leg.answered_at or 0) - caller.leg.rang.monotonic_s == pytest.approx(1.0, abs=0.05)
        caller.leg.end()

    at_desk(scene, tmp_path, menu=WORDS)


def test_what_is_counted_beside_a_failing_register_is_counted_when_it_works_again(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        block = await blocks(desk)
        caller = await desk.ring()
        await caller.hears("blocked")
        desk.break_database()
        await asyncio.sleep(20.0)
        desk.mend_database()
        await asyncio.sleep(6.0)
        assert await desk.ledger.enter_pending() == 0
        with reading(desk.database):
            assert [record.block_id for record in CallRecord.latest(5)] == [block]

    at_desk(scene, tmp_path, menu=WORDS)


def test_a_menu_from_before_there_were_blocks_tells_him_of_help_at_once(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await blocks(desk)
        caller = await turned(desk)
        assert (caller.ear.said, caller.leg.ended) == (["emergency"], EndedBy.BOX)

    at_desk(scene, tmp_path, menu=MENU)
