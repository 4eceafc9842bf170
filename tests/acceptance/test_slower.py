"""A caller who cannot follow presses a key and hears everything again, slower, to the end of his call."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem.caller import FakeCaller


async def lasts(call: FakeCaller, pcm: bytes) -> float:
    """Wait for a prompt to be heard; return how long it was from its first words to its last."""
    began = await call.wait_for(pcm[:32000], 20) - 2.0
    return await call.wait_for(pcm[-32000:], 60) - began


@pytest.mark.row("A30")
@pytest.mark.parametrize("family", FAMILIES)
def test_the_caller_presses_a_key_and_hears_the_menu_again_slower_until_he_presses_it_again(
    family: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    assert starter.slower is not None
    slower = starter.slower()

    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(11)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("#")
        usual_s = await lasts(call, starter.prompts["main"].pcm)
        await call.press("5")
        await call.wait_for(head(slower.prompts["slowly"]), 5)
        slower_s = await lasts(call, slower.prompts["main"].pcm)
        assert slower_s / usual_s == pytest.approx(1 / 0.85, rel=0.03)
        await call.press("1")
        for words in state_in_words(starter.calendar, box.clock.now().wall):
            await call.wait_for(slower.phrases[words].pcm, 8)
        await call.press("#5")
        await call.wait_for(head(starter.prompts["as_usual"]), 5)
        await call.wait_for(head(starter.prompts["main"]), 8)
        await call.hang_up()
        [record] = await box.records()
        assert record.nodes == ["greeting", "main", "slower", "main", "hours", "main", "slower", "main"]
        assert record.keys == "#51#5"
        second = box.modem.ring()
        await second.answered(11)
        await second.wait_for(head(starter.prompts["greeting"]), 5)
        await asyncio.sleep(1)

    with_box(talk, tmp_path, family, published=published_starter)
