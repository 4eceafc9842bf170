"""Key 0: to a person from wherever the caller is while the office is open, to a voice message while it is not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.acceptance.parties import greeted
from tests.acceptance.staff import hire
from tests.fakes.box import Box, with_box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import FakeModem
from tests.fakes.virtual_time import VirtualClock

MOBILE = "+380671112299"
RUNG_WITHIN_S = 3.0
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PLACES = {"greeting": "", "hours": "1", "services": "2", "passport": "22", "slower": "5", "emergency": "7"}
"""How to get there by keys; on each the caller has something to hear."""


@pytest.mark.row("A10")
def test_from_any_place_of_the_menu_key_0_rings_the_operator_within_three_seconds(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    assert starter.slower is not None
    slower = starter.slower()

    async def talk(box: Box) -> None:
        modem = box.wires["gsm2"]
        assert isinstance(modem, FakeModem)
        await hire(box, "Олена", MOBILE.removeprefix("+38"))
        for place, way in PLACES.items():
            operator = modem.callee(MOBILE, after_s=60.0)
            caller = await greeted(box, starter)
            await caller.press(way)
            await asyncio.sleep(1.5)
            await caller.press("0")
            pressed = caller.now()
            while operator.dialled_at is None:
                await asyncio.sleep(0.05)
                assert caller.now() - pressed <= RUNG_WITHIN_S, place
            pace = slower if place == "slower" else starter
            await caller.wait_for(head(pace.prompts["connecting"], 1.0), 5)
            await caller.hang_up()
            await operator.ended(10)
            await asyncio.sleep(5)

    with_lines(talk, tmp_path, Gsm(), Gsm("quectel_ec25", line="gsm2"), published=published_starter)


@pytest.mark.row("A10")
def test_while_the_office_is_closed_key_0_says_so_and_leads_to_a_message(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        await hire(box, "Олена", "201@127.0.0.1")
        caller = await greeted(box, starter)
        await caller.press("0")
        await caller.wait_for(head(starter.prompts["closed"], 1.0), 5)
        await caller.wait_for(head(starter.prompts["message"], 1.0), 10)
        await caller.hang_up()
        [record] = await box.closed_records(1)
        assert record.nodes[-2:] == ["closed", "message"]

    with_box(talk, tmp_path, published=published_starter, clock=partial(VirtualClock, start=EVENING))


@pytest.mark.row("A8")
@pytest.mark.parametrize("keys", ["666", ""], ids=["three wrong keys", "silence"])
def test_who_cannot_cope_with_the_menu_is_put_through_to_a_person(
    tmp_path: Path, published_starter: Path, starter: Published, keys: str
) -> None:
    async def talk(box: Box) -> None:
        modem = box.wires["gsm2"]
        assert isinstance(modem, FakeModem)
        await hire(box, "Олена", MOBILE.removeprefix("+38"))
        operator = modem.callee(MOBILE, after_s=60.0)
        caller = await greeted(box, starter)
        for key in keys:
            await caller.press(key)
            await asyncio.sleep(4)
        while operator.dialled_at is None:
            await asyncio.sleep(0.5)
        assert (await caller.wait_for(head(starter.prompts["waiting"], 1.0), 60)) > 0
        await caller.hang_up()

    with_lines(talk, tmp_path, Gsm(), Gsm("quectel_ec25", line="gsm2"), published=published_starter)


@pytest.mark.row("A8")
@pytest.mark.parametrize("keys", ["666", ""], ids=["three wrong keys", "silence"])
def test_out_of_hours_who_cannot_cope_may_leave_a_message(
    tmp_path: Path, published_starter: Path, starter: Published, keys: str
) -> None:
    async def talk(box: Box) -> None:
        caller = await greeted(box, starter)
        for key in keys:
            await caller.press(key)
            await asyncio.sleep(4)
        await caller.wait_for(head(starter.prompts["closed"], 1.0), 90)
        await caller.wait_for(head(starter.prompts["message"], 1.0), 10)
        await caller.hang_up()

    with_box(talk, tmp_path, published=published_starter, clock=partial(VirtualClock, start=EVENING))
