"""A menu that leads elsewhere at lunch and at night (A9)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import OfficeKind, Override
from appliance.menu.flow import FlowError, read_flow
from tests.appliance.casework.duty import OFFICE, kyiv
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk
from tests.fakes.virtual_time import VirtualClock

ORDERED = replace(
    OFFICE, override=Override(OfficeKind.CLOSED, kyiv("2026-11-26 09:00"), kyiv("2026-11-26 11:00"), "Аварія.")
)


@pytest.mark.parametrize(
    ("hours", "at", "arrives"),
    [
        (OFFICE, "2026-11-26 10:00", "next"),
        (OFFICE, "2026-11-26 12:10", "silent"),
        (OFFICE, "2026-11-26 18:00", "invalid"),
        (ORDERED, "2026-11-26 10:00", "invalid"),
        (ORDERED, "2026-11-26 11:00", "next"),
    ],
)
def test_the_moment_of_the_call_decides_where_it_leads(
    hours: WorkCalendar, at: str, arrives: str, tmp_path: Path
) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives(arrives, within_s=2.0)

    walk(scene, sounding(small_flow("by_hours"), hours), tmp_path, clock=lambda loop: VirtualClock(loop, kyiv(at)))


def test_a_menu_that_leads_in_a_circle_at_some_hour_is_refused() -> None:
    with pytest.raises(FlowError, match="«it»: хто мовчить, той ходить тут по колу"):
        read_flow(small_flow("by_hours", exits='{ open = "next", break = "silent", closed = "it" }'))
