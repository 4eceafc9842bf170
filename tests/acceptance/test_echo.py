"""The box hears itself: its prompts come back from the far end, and none of it is a key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import Published
from audio.line.dtmf import DtmfDetector
from tests.fakes.box import Box, with_box


@pytest.mark.parametrize("relaxed", [False, True])
def test_no_prompt_of_the_starter_menu_sounds_like_a_key(relaxed: bool, starter: Published) -> None:
    for prompt in (*starter.prompts.values(), *starter.phrases.values()):
        assert DtmfDetector(relaxed=relaxed).feed(prompt.pcm) == [], prompt.text


@pytest.mark.row("A4")
def test_ten_minutes_of_echo_press_no_key_and_hide_none(tmp_path: Path, published_starter: Path) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        call.echo(-25.0, 0.2)
        await asyncio.sleep(2)
        pressed = "21" + "9" * 40
        for key in pressed:
            await call.press(key)
            await asyncio.sleep(14.0)
        await call.hang_up()
        [record] = await box.records()
        assert record.keys == pressed

    with_box(talk, tmp_path, published=published_starter)
