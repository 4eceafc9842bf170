"""Callers for whom there was no place: a second one during a call, and one who calls without end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.contacts.callbacks import Callback
from appliance.casework.texts.messages import Message
from appliance.commands.operators import register
from appliance.menu.published import Published
from appliance.settings import FloodSettings
from tests.acceptance.ear import head, likeness
from tests.acceptance.parties import greeted
from tests.acceptance.staff import hire
from tests.fakes.box import Box, quick, settings_for, with_box, with_lines
from tests.fakes.kinds import Gsm

SECOND = "+380509998877"
DIALS_AGAIN_S = 30.0
"""Sooner it would pass for the same call, of which the network tells again and again."""
KNOWN_WITHIN_S = 5.0
FREE = FloodSettings(calls=2)


@pytest.mark.row("L5")
def test_who_calls_during_a_call_is_on_record_at_once_is_promised_a_call_and_is_heard_by_nobody(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    def owed(box: Box) -> tuple[list[str | None], list[str | None]]:
        with register(box.settings):
            return [each.number for each in Callback.waiting()], [each.number for each in Message.latest(10)]

    async def talk(box: Box) -> None:
        await hire(box, "Олена", "201@127.0.0.1")
        first = await greeted(box, starter)
        second = box.modem.second_call(SECOND, give_up_after_s=4.0)
        await second.ended(10)
        await asyncio.sleep(DIALS_AGAIN_S)
        again = box.modem.second_call(SECOND, give_up_after_s=4.0)
        await again.ended(10)
        await asyncio.sleep(KNOWN_WITHIN_S)
        assert second.heard + again.heard == b""
        await first.press("2")
        await first.wait_for(head(starter.prompts["services"]), 5)
        await first.hang_up()
        records = await box.closed_records(3)
        assert [(each.number, each.result) for each in records[:2]] == [(SECOND, "BUSY")] * 2
        await asyncio.sleep(90)
        assert await asyncio.to_thread(owed, box) == ([SECOND], [SECOND]), "one call owed, one SMS a day"
        assert likeness(first.heard, head(starter.prompts["greeting"])) > 0.8

    with_box(talk, tmp_path, "quectel_ec25", published=published_starter)


@pytest.mark.row("L9")
def test_who_calls_without_end_is_sent_away_with_the_way_to_help_and_others_are_served(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        for _ in range(FREE.calls):
            call = await greeted(box, starter)
            await call.hang_up()
            await asyncio.sleep(2)
        often = box.ring()
        await often.answered(10)
        await often.wait_for(starter.prompts["too_often"].pcm, 10)
        await often.wait_for(head(starter.prompts["emergency"]), 10)
        await often.ended(60)
        assert often.ended_by == "modem"
        await asyncio.sleep(2)
        other = await greeted(box, starter, SECOND)
        await other.hang_up()
        hidden = await greeted(box, starter, "")
        await hidden.hang_up()
        await asyncio.sleep(FREE.within_s)
        once_more = await greeted(box, starter)
        await once_more.hang_up()
        log = await box.closed_records(FREE.calls + 4)
        assert [each.nodes for each in log].count(["too_often"]) == 1

    settings = replace(settings_for(tmp_path, call=quick(answer_after_s=0.5)), flood=FREE)
    with_lines(talk, tmp_path, Gsm(), published=published_starter, settings=settings)
