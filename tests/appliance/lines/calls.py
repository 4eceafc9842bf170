"""What the tests of a line do again and again: one whole call, and its record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from appliance.casework.contacts.calls import CallRecord
from appliance.contracts import CallResult
from audio.line.tones import silence, tone
from tests.fakes.box import FAMILIES, Box
from tests.fakes.modem import FakeCaller

T = TypeVar("T")
HELLO = (tone((400, 620, 950), 0.3, -20.0) + silence(0.1)) * 5
"""Two seconds of something that is recorded as speech and is no key."""


def spread(*cases: T) -> list[tuple[str, T]]:
    """Pair each case with one family, in turn: what the families share is not tested three times."""
    return [(FAMILIES[place % len(FAMILIES)], case) for place, case in enumerate(cases)]


async def answered(box: Box, number: str | None = "+380671112244", within_s: float = 10.0) -> FakeCaller:
    """Call, and return once the box has picked up and the sound is open."""
    caller = box.modem.ring(number)
    await caller.answered(within_s)
    await asyncio.sleep(1.0)
    return caller


async def next_call_is_answered(box: Box, number: str = "+380631110011") -> CallRecord:
    """Call, leave a few seconds later; return the record of a call in which all was well."""
    caller = await answered(box, number)
    await asyncio.sleep(5.0)
    assert caller.ended_at is None
    assert any(caller.heard), "the caller has heard nothing"
    await caller.hang_up()
    await asyncio.sleep(3.0)
    record = (await box.records())[0]
    assert (record.number, record.result, record.fault) == (number, CallResult.SERVED, "")
    return record


async def until(condition: Callable[[], bool], within_s: float = 90.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within_s):
        while True:
            if condition():
                return
            await asyncio.sleep(0.05)
