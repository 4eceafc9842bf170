"""Who calls: numbers that come, come late, come in the middle of something else, or do not come."""

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallResult
from tests.appliance.lines.calls import answered, next_call_is_answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults

each_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.mark.parametrize(
    ("family", "case"),
    spread(
        ("+380671112244", 145, "+380671112244", "+380671112244", "normal"),
        ("380671112244", 129, "380671112244", "+380671112244", "normal"),
        ("0671112244", 129, "0671112244", "+380671112244", "normal"),
        ("71122", 129, "71122", "+380464471122", "normal"),
        ("+48221234567", 145, "+48221234567", "+48221234567", "foreign"),
        ("", 128, "", None, "withheld"),
        (None, 128, None, None, "unavailable"),
        ("", 128, "", None, "withheld"),
        (None, 128, None, None, "unavailable"),
    ),
)
def test_a_number_is_kept_as_received_and_as_understood(
    tmp_path: Path, family: str, case: tuple[str | None, int, str | None, str | None, str]
) -> None:
    number, number_type, raw, e164, kind = case

    async def test(box: Box) -> None:
        caller = box.modem.ring(number, number_type=number_type)
        await caller.answered(5.0)
        await caller.hang_up()
        [record] = await box.records()
        assert (record.number_raw, record.number, record.number_kind) == (raw, e164, kind)

    with_box(test, tmp_path, family)


@each_family
@pytest.mark.parametrize("clip_delay_s", [0.8, 3.0])
def test_a_number_that_comes_after_the_ring_is_still_known_from_the_list_of_calls(
    tmp_path: Path, family: str, clip_delay_s: float
) -> None:
    async def test(box: Box) -> None:
        caller = box.modem.ring(clip_delay_s=clip_delay_s)
        await caller.answered(5.0)
        await caller.hang_up()
        assert (await box.records())[0].number == "+380671112244"

    with_box(test, tmp_path, family)


@pytest.mark.parametrize(
    ("family", "clip"), spread((0.8, "normal"), (1.9, "normal"), (0.8, "normal"), (2.5, "unavailable"))
)
def test_without_a_list_of_calls_a_number_is_waited_for_two_seconds_and_the_call_answered_anyway(
    tmp_path: Path, family: str, clip: tuple[float, str]
) -> None:
    clip_delay_s, kind = clip

    async def test(box: Box) -> None:
        box.modem.faults.refuse = {"AT+CLCC": "ERROR"}
        caller = box.modem.ring(clip_delay_s=clip_delay_s)
        rang_at = box.modem.loop.time()
        assert await caller.answered(5.0) - rang_at < 3.0
        await caller.hang_up()
        assert (await box.records())[0].number_kind == kind

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("command", ["AT+CSQ", "AT+CLCC", "AT+CREG?"])
@pytest.mark.parametrize(("family", "where"), spread("before_answer", "between_lines", "before_ok"))
def test_a_call_that_hides_in_an_answer_is_answered_with_its_number(
    tmp_path: Path, family: str, command: str, where: str
) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.urcs_wait_for = command
        box.modem.faults.urcs_where = where
        caller = box.modem.ring()
        await caller.answered(25.0)
        box.modem.faults.urcs_wait_for = ""
        await caller.hang_up()
        assert (await box.records())[0].number == "+380671112244"

    with_box(test, tmp_path, family)


@each_family
def test_a_call_whose_rings_are_all_lost_is_found_in_the_list_of_calls(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.urcs_wait_for = "AT+NEVER"
        caller = box.modem.ring()
        await caller.answered(15.0)
        box.modem.output.reset()
        box.modem.faults.urcs_wait_for = ""
        await caller.hang_up()
        assert (await box.records())[0].number == "+380671112244"

    with_box(test, tmp_path, family)


@each_family
def test_a_network_without_numbers_is_answered_too(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.refuse = {"AT+CLCC": "ERROR"}
        caller = box.modem.ring(clip=False)
        await caller.answered(5.0)
        await caller.hang_up()
        told_otherwise = family == "sim7600"  # it lists a new call unasked
        assert (await box.records())[0].number_kind == ("normal" if told_otherwise else "unavailable")

    with_box(test, tmp_path, family)


@each_family
def test_rings_reported_twice_or_in_pairs_are_one_call(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        for fault in ("duplicate_urcs", "urcs_in_pairs"):
            setattr(box.modem.faults, fault, True)
            caller = await answered(box)
            await caller.hang_up()
            await asyncio.sleep(2.0)
            setattr(box.modem.faults, fault, False)
        records = await box.records()
        assert [record.result for record in records] == [CallResult.SHORT] * 2
        assert {record.number for record in records} == {"+380671112244"}

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("ring", ["+CRING: VOICE", "RING"])
def test_another_program_may_change_the_word_for_a_ring(tmp_path: Path, ring: str) -> None:
    async def test(box: Box) -> None:
        box.modem.settings["+CRC"] = "1" if ring != "RING" else "0"
        await next_call_is_answered(box)

    with_box(test, tmp_path, "huawei_e1550", faults=Faults())
