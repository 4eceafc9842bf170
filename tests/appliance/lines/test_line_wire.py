"""An AT port that mangles, splits, delays and invents."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.contracts import CallResult, LineState
from tests.appliance.lines.calls import answered, next_call_is_answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults

each_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.mark.parametrize(
    ("family", "spoilt"),
    spread(
        {"garbage": b"\xff"},
        {"garbage": b"\x80\x00\xff"},
        {"garbage": b"\x00"},
        {"byte_by_byte": True},
        {"split_seed": 1},
        {"split_seed": 2, "extra_cr": True},
        {"extra_cr": True},
        {"noise_in_answers": "before_answer"},
        {"noise_in_answers": "between_lines"},
        {"noise_in_answers": "before_ok"},
        {"stray_ok_s": 30.0},
        {"stray_ok_s": 0.7},
        {"slow": {"": 0.8}},
        {"slow": {"AT+COPS": 9.0}},
        {"slow": {"AT+CCWA": 19.0}},
    ),
)
def test_a_spoilt_wire_costs_no_call(tmp_path: Path, family: str, spoilt: dict[str, Any]) -> None:
    async def test(box: Box) -> None:
        await asyncio.sleep(11.0)
        for _ in range(2):
            caller = await answered(box, within_s=60.0)
            await asyncio.sleep(7.0)
            await caller.hang_up()
            await asyncio.sleep(2.0)
        records = await box.records()
        assert [(record.result, record.fault) for record in records] == [(CallResult.SERVED, "")] * 2
        assert {record.number for record in records} == {"+380671112244"}

    with_box(test, tmp_path, family, faults=Faults(**spoilt))


@each_family
def test_an_echo_that_comes_back_is_nothing(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.echo = True
        await asyncio.sleep(15.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family, faults=Faults(refuse={"ATE0": "ERROR"}))


@each_family
@pytest.mark.parametrize("how", ["mute", "slow"])
def test_a_command_answered_late_or_never_costs_no_call(tmp_path: Path, family: str, how: str) -> None:
    async def test(box: Box) -> None:
        for command in ("AT+CLCC", "AT+CSQ"):
            box.modem.faults.mute = {command} if how == "mute" else set()
            box.modem.faults.slow = {command: 6.0} if how == "slow" else {}
            await asyncio.sleep(0.0 if command == "AT+CLCC" else 10.5)
            caller = box.modem.ring()
            await asyncio.sleep(1.0)
            box.modem.faults.mute, box.modem.faults.slow = set(), {}
            await caller.answered(20.0)
            await asyncio.sleep(6.0)
            assert caller.ended_at is None
            await caller.hang_up()
            await asyncio.sleep(1.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
@pytest.mark.parametrize("state", ["refusing", "stuck"])
def test_an_at_port_that_takes_nothing_for_a_while_is_used_again(tmp_path: Path, family: str, state: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.at_port = state
        await asyncio.sleep(60.0)
        assert box.daemon.lines[0].status.state is LineState.DOWN
        box.modem.faults.at_port = "open"
        await asyncio.sleep(10.0)
        await box.until_line(LineState.IDLE)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


NOISE = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from([b"\r\n", b"\r\nOK\r\n", b"\r\nERROR\r\n", b"\r\nRING", b"\r\n+CLCC: ", b"AT\r"]),
    ),
    max_size=12,
).map(b"".join)  # fmt: skip


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(family=st.sampled_from(FAMILIES), idle=NOISE, talking=NOISE)
def test_after_random_bytes_the_next_ring_is_answered(
    tmp_path_factory: pytest.TempPathFactory, family: str, idle: bytes, talking: bytes
) -> None:
    async def test(box: Box) -> None:
        box.modem.output.send(idle)
        await asyncio.sleep(5.0)
        caller = box.modem.ring()
        await caller.answered(15.0)
        box.modem.output.send(talking)
        await asyncio.sleep(3.0)
        await caller.hang_up()
        await asyncio.sleep(2.0)
        again = await answered(box, "+380631110011", within_s=15.0)
        await again.hang_up()
        await asyncio.sleep(1.0)
        assert (await box.records())[0].number == "+380631110011"

    with_box(test, tmp_path_factory.mktemp("box"), family)
