"""A remark about the line itself: an ordinary message, told from the others by its purpose."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import Published, load_current
from audio.line.tones import beep
from tests.acceptance.ear import head
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.spoken import said_by_a_caller


def keys_to(menu: Published, wanted: str) -> str:
    """Return the keys that lead from the main menu to a node."""
    paths = {menu.flow.places["main"]: ""}
    for at in paths.copy():
        todo = [at]
        for node_id in todo:
            for key, target in getattr(menu.flow.nodes[node_id], "choices", {}).items():
                if target not in paths:
                    paths[target] = paths[node_id] + key
                    todo.append(target)
    return paths[wanted]


@pytest.mark.row("A24")
@pytest.mark.parametrize("family", FAMILIES[:1])
def test_a_remark_is_kept_as_one(family: str, tmp_path: Path, short_starter: Path) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1.5)
        for key in keys_to(menu, "remark"):
            await call.press(key)
        await call.wait_for(head(menu.prompts["remark"], 0.5), 10)
        await call.wait_for(beep(), 10)
        await asyncio.sleep(0.3)
        await call.say(said_by_a_caller())
        await call.hang_up()
        [record] = await box.closed_records(1)
        assert [message.purpose for message in record.messages] == ["remark"]

    with_box(talk, tmp_path, family, published=short_starter)
