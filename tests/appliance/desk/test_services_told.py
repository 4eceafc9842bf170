"""That a service was told is counted beside the call, which waits for nothing (I17)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.contacts.calls import CallStart
from appliance.casework.database import reading
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.contracts.office import ServiceHow
from tests.appliance.casework.knowledge.cards import add
from tests.appliance.desk.house import Desk, at_desk

HOWS = (ServiceHow.BROKEN_OFF, ServiceHow.HEARD, ServiceHow.SMS)


def a_call(desk: Desk) -> CallStart:
    return CallStart("a" * 32, "gsm1", True, desk.clock.now(), "0662838182", "+380662838182", "normal")


def told(desk: Desk) -> list[str]:
    with reading(desk.database):
        return [row.how for row in ServiceTold.select().order_by(ServiceTold.id)]


@pytest.mark.row("I17")
def test_what_was_told_is_kept_in_its_order_though_nobody_waits_for_it(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.register.run(add, desk.clock.now())
        for how in HOWS:
            desk.ledger.note_service(a_call(desk), "subsidy", how, desk.clock.now())
        await asyncio.sleep(1.0)
        assert await asyncio.to_thread(told, desk) == list(HOWS)

    at_desk(scene, tmp_path)


def test_what_the_register_refuses_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(desk: Desk) -> None:
        desk.ledger.note_service(a_call(desk), "never", ServiceHow.HEARD, desk.clock.now())
        await asyncio.sleep(1.0)
        desk.break_database()
        desk.ledger.note_service(a_call(desk), "subsidy", ServiceHow.HEARD, desk.clock.now())
        await asyncio.sleep(1.0)

    at_desk(scene, tmp_path)
    assert "never" in caplog.text
