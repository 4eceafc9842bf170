"""The technician's test call on a whole box: a simulated modem, a simulated telephone, virtual time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from tests.fakes.box import Box, with_box

OPERATOR, STRANGER, CALLER = "+380671112233", "+380501112233", "+380671112244"


async def asked(box: Box, number: Any) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(box.settings.control)
    writer.write(json.dumps({"ask": "test_call", "number": number}).encode() + b"\n")
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


async def with_an_operator(box: Box) -> None:
    def add() -> None:
        with bind(box.settings.database).connection_context():
            Operator.add("Олена", Reach(mobile=OPERATOR), now=box.clock.now())

    await asyncio.to_thread(add)


def test_who_takes_the_test_call_hears_a_tone_and_the_technician_reads_the_keys(tmp_path: Path) -> None:
    async def scene(box: Box) -> None:
        await with_an_operator(box)
        person = box.modem.callee(OPERATOR, after_s=3.0)
        call = asyncio.ensure_future(asked(box, "067 111 22 33"))
        await person.answered(20.0)
        await asyncio.sleep(4.0)
        for key in "75":
            await person.press(key)
            await asyncio.sleep(1.0)
        answer = await call
        assert "почуто клавіші 7 5." in answer["says"]
        assert OPERATOR[-4:] not in answer["says"]
        await person.ended(10.0)

    with_box(scene, tmp_path, "sim7600")


@pytest.mark.parametrize("number", [STRANGER, "112", "0900301010", "+48221234567", "", None, "201", "АБВ"])
def test_whom_the_box_may_not_dial_the_technician_cannot_ring_either(tmp_path: Path, number: str | None) -> None:
    async def scene(box: Box) -> None:
        await with_an_operator(box)
        assert "error" in await asked(box, number)
        assert not [told for _, told in box.modem.commands if told.startswith("ATD")]

    with_box(scene, tmp_path, "sim7600")


def test_a_test_call_that_nobody_takes_ends_by_itself_and_says_so(tmp_path: Path) -> None:
    async def scene(box: Box) -> None:
        await with_an_operator(box)
        person = box.modem.callee(OPERATOR, after_s=300.0)
        assert "не взяли" in (await asked(box, OPERATOR))["says"]
        await person.ended(5.0)

    with_box(scene, tmp_path, "sim7600")
