"""The spoken hours: computed for the moment of the call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.published import Published
from tests.acceptance.ear import head, hours_now
from tests.fakes.box import Box, with_box
from tests.fakes.virtual_time import VirtualClock


@pytest.mark.row("A9")
@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 6, 13, 50, tzinfo=UTC), "понеділок"),
        (datetime(2026, 11, 5, 10, 10, tzinfo=UTC), "сорок п'ять"),
        (datetime(2026, 11, 5, 20, 0, tzinfo=UTC), "завтра"),
        (datetime(2026, 11, 5, 4, 0, tzinfo=UTC), "сьогодні"),
        (datetime(2026, 11, 6, 11, 0, tzinfo=UTC), "п'ятнадцятої сорок п'ять"),
    ],
    ids=["friday after hours", "lunch", "evening", "early morning", "short friday"],
)
def test_the_caller_hears_whether_it_is_open_and_when_it_opens_next(
    at: datetime, words: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("1")
        for piece in hours_now(box, starter):
            await call.wait_for(piece, 6)
        await asyncio.sleep(0.1)
        await call.hang_up()

    assert words in " ".join(state_in_words(starter.calendar, at))
    with_box(talk, tmp_path, published=published_starter, clock=partial(VirtualClock, start=at))
