"""Day and night: a hundred calls in a row, and a box that does not wear out."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path

import pytest

from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.fakes.box import Box, with_box

CALLS = 100
BETWEEN_S = 24 * 3600 / CALLS


def resources() -> tuple[int, int]:
    """Return how many threads and descriptors this process has."""
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


def resident_kb() -> int:
    """Return the resident memory of this process."""
    gc.collect()
    return int(Path("/proc/self/status").read_text(encoding="ascii").split("VmRSS:")[1].split()[0])


@pytest.mark.row("A1")
def test_a_hundred_calls_through_a_day_and_a_night_are_all_answered_and_leave_nothing_behind(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        used: list[tuple[int, int]] = []
        memory: list[int] = []
        for number in range(CALLS):
            call = box.modem.ring(f"+38067{number:07d}")
            answered = await call.answered(10)
            assert answered - (call.rang_at or 0.0) <= 10, "two rings"
            heard = await call.wait_for(head(starter.prompts["greeting"], 1.0), 4)
            assert heard - 1.0 - answered <= 1.5
            await call.press("1")
            await asyncio.sleep(2)
            await call.hang_up()
            await asyncio.sleep(BETWEEN_S)
            box.modem.commands.clear()  # the simulator's own memory is not the box's
            used.append(resources())
            memory.append(resident_kb())
        records = await box.records()
        assert len(records) == CALLS
        assert {record.keys for record in records} == {"1"}
        assert max(used[10:]) == min(used[10:])
        assert memory[-1] - memory[20] < 6000, "KB over eighty calls"

    with_box(talk, tmp_path, published=published_starter)
