"""A second caller while the line is taken."""

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallResult, EndedBy
from tests.appliance.lines.calls import HELLO, answered
from tests.fakes.box import Box, with_box
from tests.fakes.modem.listen import level_dbfs

can_wait = pytest.mark.parametrize("family", ["quectel_ec25", "sim7600"])


@can_wait
@pytest.mark.parametrize("number", ["+380509998877", ""])
def test_a_second_caller_is_recorded_and_neither_hears_the_other(tmp_path: Path, family: str, number: str) -> None:
    async def test(box: Box) -> None:
        first = await answered(box)
        await asyncio.sleep(2.0)
        second = box.modem.second_call(number, give_up_after_s=6.0)
        await first.say(HELLO)
        await second.ended(10.0)
        await asyncio.sleep(1.0)
        assert first.ended_at is None
        assert second.answered_at is None and second.heard == b""
        await first.hang_up()
        records = await box.records()
        assert [(record.number_raw, record.result) for record in records] == [
            (number, CallResult.BUSY),
            ("+380671112244", CallResult.SERVED),
        ]
        assert records[0].answered_at is None
        assert records[1].ended_by == EndedBy.CALLER

    with_box(test, tmp_path, family)


@can_wait
def test_two_callers_who_wait_one_after_the_other_are_two_records(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        first = await answered(box)
        for number in ("+380509998877", "+380631110011"):
            await box.modem.second_call(number, give_up_after_s=2.5).ended(5.0)
            await asyncio.sleep(0.5)
        assert first.ended_at is None
        await first.hang_up()
        records = await box.records()
        assert [record.number for record in records] == ["+380631110011", "+380509998877", "+380671112244"]

    with_box(test, tmp_path, family)


@can_wait
@pytest.mark.parametrize("lose_end_urc", [False, True])
def test_who_waits_until_the_first_has_gone_is_answered(tmp_path: Path, family: str, lose_end_urc: bool) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.lose_end_urc = lose_end_urc
        first = await answered(box)
        await asyncio.sleep(4.5)
        second = box.modem.second_call(give_up_after_s=60.0)
        await asyncio.sleep(1.0)
        await first.hang_up()
        await second.answered(10.0)
        await asyncio.sleep(6.0)
        assert second.ended_at is None
        assert level_dbfs(second.heard) > -60
        box.modem.faults.lose_end_urc = False
        await second.hang_up()
        records = await box.records()
        assert [record.result for record in records] == [CallResult.SERVED, CallResult.BUSY, CallResult.SERVED]
        assert records[2].ended_by == EndedBy.CALLER

    with_box(test, tmp_path, family)


def test_on_a_huawei_the_network_tells_the_second_caller_that_the_line_is_busy(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        first = await answered(box)
        second = box.modem.second_call()
        assert [away.reason for away in box.modem.turned_away] == ["busy"]
        assert second.ended_by == "network"
        await asyncio.sleep(3.0)
        assert first.ended_at is None
        assert not box.modem.sound.voice_broken
        await first.hang_up()
        assert len(await box.records()) == 1

    with_box(test, tmp_path, "huawei_e1550")
