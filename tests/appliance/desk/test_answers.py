"""An answer that a caller wants as an SMS: from his key to the row in the queue."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.texts.messages import Message
from appliance.numbers import Purpose
from tests.appliance.desk.house import Caller, Desk, at_desk
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import sounding

TEXT = "Пн–Чт 8–17"
MENU = sounding(small_flow("sms", exits='{ done = "top", repeat = "sub" }'))


async def is_offered(desk: Desk, number: str | None = "0662838182") -> Caller:
    caller = await desk.ring(number=number)
    await caller.hears("top")
    caller.leg.press("1")
    await caller.hears("sub")
    caller.leg.press("1")
    await caller.hears("it")
    return caller


async def queued(desk: Desk) -> list[Message]:
    return await desk.register.run(Message.latest, 10)


def test_the_answer_is_queued_to_the_callers_own_number_once_a_call(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await is_offered(desk)
        caller.leg.press("1")
        await caller.hears("kept")
        await caller.hears("top", times=2)
        caller.leg.press("1")
        await caller.hears("sub", times=2)
        caller.leg.press("1")
        await caller.hears("it", times=2)
        caller.leg.press("1")
        await caller.hears("kept", times=2)
        [message] = await queued(desk)
        assert (message.number, message.text, message.purpose) == ("+380662838182", TEXT, Purpose.CARD)
        caller.leg.end()
        [record] = await desk.records()
        assert message.call_uid == record.uid

    at_desk(scene, tmp_path, menu=MENU)


@pytest.mark.parametrize("number", [None, "", "0446441234", "+48601234567", "0900123456"])
def test_a_number_that_takes_no_sms_is_offered_none(tmp_path: Path, number: str | None) -> None:
    async def scene(desk: Desk) -> None:
        caller = await desk.ring(number=number)
        await caller.hears("top")
        caller.leg.press("11")
        await caller.hears("top", times=2)
        assert "it" not in caller.ear.said
        assert await queued(desk) == []

    at_desk(scene, tmp_path, menu=MENU)


def test_who_has_had_his_day_s_sms_is_promised_no_more(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        for _ in range(3):
            caller = await is_offered(desk)
            caller.leg.press("1")
            await caller.hears("kept")
            caller.leg.end()
            await asyncio.sleep(1.0)
        caller = await is_offered(desk)
        caller.leg.press("1")
        await caller.hears("failed")
        assert len(await queued(desk)) == 3

    at_desk(scene, tmp_path, menu=MENU)


def test_while_the_register_fails_nothing_is_promised(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await is_offered(desk)
        desk.break_database()
        caller.leg.press("1")
        await caller.hears("failed")
        assert "kept" not in caller.ear.said

    at_desk(scene, tmp_path, menu=MENU)
