"""What is done for who called in vain, as soon as his call is over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.database import reading
from appliance.casework.staff.operators import Reach
from appliance.casework.texts.messages import Message
from tests.appliance.desk.house import Desk, at_desk
from tests.appliance.desk.test_operators import MENU, hires, wants_a_person

CALLER = "+380662838182"


async def owed(desk: Desk) -> list[tuple[str, str]]:
    await asyncio.sleep(1.0)
    return [(each.number, each.source) for each in await desk.register.run(Callback.waiting)]


async def sms(desk: Desk) -> list[str | None]:
    return [message.number for message in await desk.register.run(Message.latest, 10)]


@pytest.mark.parametrize("how", ["missed", "busy", "abandoned"])
def test_who_called_in_vain_is_owed_a_call_and_told_so(tmp_path: Path, how: str) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        if how == "abandoned":
            caller = await wants_a_person(desk)
            await asyncio.sleep(5.0)
        else:
            caller = await desk.ring(waiting=how == "busy")
        caller.leg.end()
        await asyncio.sleep(60.0 if how == "busy" else 0.0)
        assert await owed(desk) == [(CALLER, CallbackSource.MISSED)]
        assert await sms(desk) == [CALLER]
        assert "outbox" in desk.news
        assert "callback" in desk.news

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)


def test_without_sms_he_is_owed_a_call_all_the_same(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        (await desk.ring()).leg.end()
        assert await owed(desk) == [(CALLER, CallbackSource.MISSED)]
        assert await sms(desk) == []
        assert "outbox" not in desk.news

    at_desk(scene, tmp_path, menu=MENU)


def test_where_there_are_no_operators_he_is_promised_nothing(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        (await desk.ring()).leg.end()
        assert await owed(desk) == [(CALLER, CallbackSource.MISSED)]
        assert await sms(desk) == []
        assert "outbox" not in desk.news

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)


@pytest.mark.parametrize("number", [None, "", "112", "0900123456", "+48601234567"])
def test_who_cannot_be_called_back_is_owed_nothing(tmp_path: Path, number: str | None) -> None:
    async def scene(desk: Desk) -> None:
        (await desk.ring(number=number)).leg.end()
        assert await owed(desk) == []
        assert await sms(desk) == []

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)


@pytest.mark.parametrize("calls_after_s", [20.0, 54.0])
def test_who_met_a_busy_line_and_got_through_within_a_minute_is_owed_nothing(
    tmp_path: Path, calls_after_s: float
) -> None:
    async def scene(desk: Desk) -> None:
        await desk.ring(waiting=True)
        await asyncio.sleep(calls_after_s)
        again = await desk.ring()
        await asyncio.sleep(9.0)
        again.leg.end()
        await asyncio.sleep(120.0)
        assert await owed(desk) == []
        assert await sms(desk) == []

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)


def test_a_box_that_stops_does_not_wait_for_who_met_a_busy_line(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await desk.ring(waiting=True)
        await asyncio.sleep(1.0)

    at_desk(scene, tmp_path, menu=MENU)
    with reading(tmp_path / "slukhavka.db"):
        assert [each.number for each in Callback.waiting()] == [CALLER]


def test_who_was_served_is_owed_nothing(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring()
        await asyncio.sleep(9.0)
        caller.leg.end()
        assert await owed(desk) == []

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)


def test_a_missed_call_while_the_register_fails_is_in_the_log_later(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.break_database()
        (await desk.ring()).leg.end()
        await asyncio.sleep(5.0)
        desk.mend_database()
        await asyncio.sleep(6.0)
        await desk.ledger.enter_pending()
        [record] = await desk.records()
        assert record.number == CALLER

    at_desk(scene, tmp_path, menu=MENU, offer_by_sms=True)
