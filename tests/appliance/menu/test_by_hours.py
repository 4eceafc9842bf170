"""A menu that leads elsewhere at lunch and at night (A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.office.hours import OfficeKind, Override
from tests.appliance.casework.duty import OFFICE, kyiv
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk
from tests.fakes.virtual_time import VirtualClock

EXITS = '{ open = "next", break = "silent", closed = "invalid" }'


@pytest.mark.parametrize(
    ("at", "arrives"),
    [("2026-11-26 10:00", "next"), ("2026-11-26 12:10", "silent"), ("2026-11-26 18:00", "invalid")],
)
def test_the_hour_of_the_call_decides_where_it_leads(at: str, arrives: str, tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives(arrives, within_s=2.0)

    menu = sounding(small_flow("by_hours", exits=EXITS), OFFICE)
    walk(scene, menu, tmp_path, clock=lambda loop: VirtualClock(loop, kyiv(at)))


def test_an_order_by_hand_leads_too_and_ends_by_itself(tmp_path: Path) -> None:
    ten = kyiv("2026-11-26 10:00")
    ordered = replace(OFFICE, override=Override(OfficeKind.CLOSED, ten, ten + timedelta(minutes=1)))

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("invalid", within_s=2.0)
        await walking.sleep(60)

    async def later(walking: Walk) -> None:
        await walking.sleep(61)
        await walking.press("11")
        await walking.arrives("next", within_s=2.0)

    menu = sounding(small_flow("by_hours", exits=EXITS), ordered)
    for each in (scene, later):
        walk(each, menu, tmp_path, clock=lambda loop: VirtualClock(loop, ten))
