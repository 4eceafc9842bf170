"""While the box itself is worked on, its buzzer keeps silent, but for danger to life (J10)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.maintenance import Maintenance, NewMaintenance
from appliance.casework.entrance.accounts import BOX
from appliance.contracts.panel import Lamp
from tests.appliance.upkeep.front import Front, at_the_box


@pytest.mark.row("J10")
def test_the_buzzer_waits_for_the_end_of_the_works_and_danger_does_not(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        now = front.clock.now()
        await front.write(lambda: Maintenance.begin(NewMaintenance("заміна модема", 1800, ""), by=BOX, now=now))
        since = front.time
        await front.alarm(AlarmKind.EXPORT_FAILED)
        await asyncio.sleep(900)
        assert front.pins.beeped(since) == []
        assert front.pins.seen(Lamp.ALARM, since), "the lamp is never quiet"
        await front.urgent_report()
        await asyncio.sleep(100)
        assert front.pins.beeped(since)

    at_the_box(tmp_path, test)


def test_after_the_works_the_buzzer_sounds_again(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        now = front.clock.now()
        await front.write(lambda: Maintenance.begin(NewMaintenance("заміна модема", 600, ""), by=BOX, now=now))
        since = front.time
        await front.alarm(AlarmKind.EXPORT_FAILED)
        await asyncio.sleep(1500)
        assert front.pins.beeped(since)

    at_the_box(tmp_path, test)
