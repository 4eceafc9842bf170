"""A blocked number calls the whole box: the chief has approved, the caller hears where to write, help stays open."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.office.block_rules import Rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock, turned_away
from appliance.clock import Moment
from appliance.commands.operators import register
from appliance.menu.published import Published
from appliance.settings import Settings
from tests.acceptance.ear import head
from tests.acceptance.parties import greeted
from tests.fakes.box import Box, quick, settings_for, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.virtual_time import START

BARRED, SECOND = "+380662838182", "+380509998877"
NOW = Moment(START, 1000.0, True, "boot-1")


def block(settings: Settings, number: str) -> int:
    with register(settings):
        clerk, chief = (
            Actor(Origin.CONSOLE, Account.add(f"{role}", role, now=NOW)) for role in (Role.CLERK, Role.HEAD)
        )
        new = NewBlock(Rule(number), BlockReason.INSULTS, "Лаявся", NOW.wall + timedelta(days=300))
        proposed = Block.propose(new, by=clerk, now=NOW)
        Block.decide(proposed, True, by=chief, now=NOW)
        return proposed


@pytest.mark.row("B9", "B10", "L9")
def test_a_blocked_number_is_turned_away_with_the_way_to_help_and_others_are_served(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        other = await greeted(box, starter, SECOND)
        await other.hang_up()
        await asyncio.sleep(2)
        [served] = await box.closed_records(1)
        barred = await asyncio.to_thread(block, box.settings, BARRED)
        call = box.ring(BARRED)
        await call.answered(10)
        await call.wait_for(head(starter.prompts["blocked"]), 10)
        await call.press("7")
        await call.wait_for(starter.prompts["emergency_numbers"].pcm, 40)
        await call.ended(10)
        assert call.ended_by == "modem"
        [record, _] = await box.closed_records(2)
        assert (served.block_id, record.block_id, record.nodes) == (None, barred, ["blocked", "emergency"])
        assert await asyncio.to_thread(counted, box.settings, barred) == 1

    settings = settings_for(tmp_path, call=quick(answer_after_s=0.5))
    with_lines(talk, tmp_path, Gsm(), published=published_starter, settings=settings)


def counted(settings: Settings, barred: int) -> int:
    with register(settings):
        return turned_away([barred])[barred].count
