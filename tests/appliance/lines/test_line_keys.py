"""Keys on the wire: told by the modem, heard in the sound, or both."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.appliance.lines.calls import HELLO, answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults

each_family = pytest.mark.parametrize("family", FAMILIES)
reporting = pytest.mark.parametrize("family", ["quectel_ec25", "sim7600"])


async def _keys_of(box: Box, keys: str, **how: Any) -> str:
    """Press keys while the rising melody plays; return what the record has."""
    caller = await answered(box)
    await caller.press(keys, **how)
    await asyncio.sleep(1.5)
    await caller.hang_up()
    return str((await box.records())[0].keys)


@each_family
@pytest.mark.parametrize("held_s", [0.1, 1.0])
def test_a_key_is_one_key_however_long_it_is_held(tmp_path: Path, family: str, held_s: float) -> None:
    async def test(box: Box) -> None:
        assert await _keys_of(box, "5", tone_s=held_s) == "5"

    with_box(test, tmp_path, family)


@each_family
def test_the_same_key_twice_is_two_keys(tmp_path: Path, family: str) -> None:
    gap_s = 0.25 if family == "huawei_e1550" else 0.06

    async def test(box: Box) -> None:
        assert await _keys_of(box, "55", tone_s=0.1, gap_s=gap_s) == "55"

    with_box(test, tmp_path, family)


@reporting
def test_a_key_that_is_reported_twice_and_heard_is_one_key(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        assert await _keys_of(box, "7") == "7"

    with_box(test, tmp_path, family, faults=Faults(double_key_report=True))


@reporting
@pytest.mark.parametrize("how", [{"inband": False}, {"report": False}, {}], ids=["report", "sound", "both"])
def test_every_key_comes_through_by_report_by_sound_or_by_both(
    tmp_path: Path, family: str, how: dict[str, bool]
) -> None:
    async def test(box: Box) -> None:
        assert await _keys_of(box, "12345677", tone_s=0.1, gap_s=0.15, **how) == "12345677"

    with_box(test, tmp_path, family)


def test_a_huawei_that_learned_to_report_keys_is_heard_too(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        box.modem.settings["^DDTMFCFG"] = "0,1"
        assert await _keys_of(box, "159", gap_s=0.2) == "159"

    with_box(test, tmp_path, "huawei_e1550", faults=Faults(key_reports_by_ddtmf=True))


@pytest.mark.parametrize(("family", "line"), spread("^DDTMF: A", "+QTONEDET: 65", "+RXDTMF: D"))
def test_keys_that_no_telephone_has_are_nothing(tmp_path: Path, family: str, line: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        box.modem.urc(line)
        await asyncio.sleep(1.0)
        await caller.hang_up()
        assert (await box.records())[0].keys == ""

    with_box(test, tmp_path, family)


@each_family
def test_a_busy_tone_in_the_sound_ends_the_call_and_stays_out_of_the_message(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        await asyncio.sleep(3.0)
        await caller.say(HELLO * 2)
        caller.busy_tone()
        began = box.modem.loop.time()
        assert await caller.ended(10.0) - began < 6.0
        [record] = await box.records()
        assert record.ended_by == "caller"
        [message] = record.messages
        assert 3.0 < message.duration_s < 6.5

    with_box(test, tmp_path, family)
