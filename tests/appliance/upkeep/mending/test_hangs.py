"""A modem that hangs (reliability §A row 4, modems §7.6 faults 10, 12): found within a minute, mended within five."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.mending_steps import MendingStep
from appliance.casework.database import reading
from appliance.contracts import EndedBy, LineState, Trouble
from appliance.lines.gsm import GsmLine
from appliance.numbers import Allowed
from tests.appliance.lines.calls import HELLO, answered, next_call_is_answered, until
from tests.appliance.upkeep.mending.hangs import dead, echoing, stuck
from tests.appliance.upkeep.mending.root import DEVICE, Root, beside, heal, sysfs
from tests.fakes.box import FAMILIES, Box, with_box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import FakeModem

FOUND_S = 60.0
MENDED_S = 300.0
BOOT_S = 60.0


HANGS = (dead, echoing, stuck)
each_family = pytest.mark.parametrize("family", FAMILIES)


def gsm(box: Box, line: str = "") -> GsmLine:
    found = box.line(line)
    assert isinstance(found, GsmLine)
    return found


def alarms(box: Box) -> list[tuple[str, str, bool]]:
    """Return kind, sentence and whether it stands, the oldest first."""
    with reading(box.settings.database):
        return [(alarm.kind, alarm.text, alarm.cleared_at is None) for alarm in Alarm.select().order_by(Alarm.id)]


def steps(box: Box) -> list[tuple[str, bool]]:
    with reading(box.settings.database):
        return [(step.level, step.done) for step in reversed(MendingStep.latest())]


async def found_dead(box: Box, hang: Callable[[Box], None]) -> float:
    """Let the modem hang; return when, once the box has found it dead."""
    hung_at = box.modem.loop.time()
    hang(box)
    await box.until_line(LineState.DOWN, within_s=FOUND_S)
    assert box.line().status.trouble is Trouble.SILENT
    return hung_at


@each_family
@pytest.mark.parametrize("hang", HANGS)
def test_a_modem_that_no_word_reaches_is_rebound_and_answers_again(
    tmp_path: Path, family: str, hang: Callable[[Box], None]
) -> None:
    async def test(box: Box) -> None:
        gsm(box).device = DEVICE
        root = Root(box, sysfs(tmp_path / "sys"))

        async def hanging() -> None:
            hung_at = await found_dead(box, hang)
            await until(lambda: bool(root.done), 200.0)
            await box.until_line(LineState.IDLE, within_s=200.0)
            assert box.modem.loop.time() - hung_at <= MENDED_S
            assert [sentence for _, sentence in root.done] == [f"USB-пристрій {DEVICE} перепід'єднано."]
            await next_call_is_answered(box)
            assert ("rebind", True) in steps(box)
            assert ("reset", True) in steps(box)
            [(kind, sentence, stands)] = alarms(box)
            assert (kind, stands) == (AlarmKind.LINE_DOWN, False)
            assert sentence

        await beside(root, hanging)

    with_box(test, tmp_path, family)


@pytest.mark.row("L1")
@pytest.mark.parametrize(("family", "hang"), list(zip(FAMILIES, HANGS, strict=True)))
def test_what_only_a_restart_of_the_box_cures_answers_again_within_five_minutes(
    tmp_path: Path, family: str, hang: Callable[[Box], None]
) -> None:
    async def test(box: Box) -> None:
        gsm(box).device = DEVICE
        root = Root(box, sysfs(tmp_path / "sys"), heals=lambda _sentence: False)

        async def hanging() -> None:
            hung_at = await found_dead(box, hang)
            await until(lambda: bool(root.reboots), MENDED_S)
            heal(box, BOOT_S)
            await box.until_line(LineState.IDLE, within_s=150.0)
            assert box.modem.loop.time() - hung_at <= MENDED_S
            assert [level for level, _ in steps(box) if level != "reset"] == ["rebind", "power", "reboot"]

        await beside(root, hanging)

    with_box(test, tmp_path, family)


def test_what_stays_dead_is_tried_again_after_a_pause_and_the_box_restarted_once_an_hour(
    tmp_path: Path,
) -> None:
    async def test(box: Box) -> None:
        gsm(box).device = DEVICE
        root = Root(box, sysfs(tmp_path / "sys", switchable=False), heals=lambda _sentence: False)

        async def hanging() -> None:
            await found_dead(box, dead)
            await asyncio.sleep(2700.0)
            assert len(root.reboots) == 1
            assert [level for level, _ in steps(box)].count("rebind") == 2
            assert not [sentence for _, sentence in root.done if "недавно" in sentence]

        await beside(root, hanging)

    with_box(test, tmp_path)


def test_nothing_is_reset_while_a_call_has_sound_though_the_modem_does_not_answer(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        gsm(box).device = DEVICE
        root = Root(box, sysfs(tmp_path / "sys"))

        async def talking() -> None:
            caller = await answered(box)
            await asyncio.sleep(2.0)
            dead(box)
            for _ in range(20):
                await caller.say(HELLO)
            assert caller.ended_at is None
            assert (root.done, steps(box)) == ([], [])
            await caller.hang_up()
            await box.until_line(LineState.IDLE, within_s=MENDED_S)
            await next_call_is_answered(box)

        await beside(root, talking)

    with_box(test, tmp_path)


@pytest.mark.row("L8")
def test_another_line_serves_meanwhile_and_the_box_is_not_restarted(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        gsm(box, "gsm1").device = DEVICE
        root = Root(box, sysfs(tmp_path / "sys"), heals=lambda _sentence: False)

        async def hanging() -> None:
            await found_dead(box, dead)
            began = box.modem.loop.time()
            while box.modem.loop.time() < began + 900.0:
                caller = box.ring("+380671112244", line="gsm2")
                await caller.answered(10.0)
                await asyncio.sleep(5.0)
                assert any(caller.heard)
                assert caller.ended_at is None
                await caller.hang_up()
                await asyncio.sleep(100.0)
            assert all(record.answered_at and not record.fault for record in await box.records())
            assert root.reboots == []
            other = box.wires["gsm2"]
            assert isinstance(other, FakeModem)
            other.callee()
            outgoing = await box.daemon.dialling.dialler.place(Allowed("+380501112233"))
            assert outgoing.leg.line == "gsm2"
            await outgoing.answer()
            await outgoing.leg.hang_up()
            assert ("rebind", True) in steps(box)
            heal(box)
            await box.until_line(LineState.IDLE, within_s=120.0)

        await beside(root, hanging)

    with_lines(test, tmp_path, Gsm(FAMILIES[0]), Gsm(FAMILIES[1], line="gsm2"))


@each_family
def test_calls_that_are_never_announced_are_found_answered_and_the_modem_is_told_anew_then_reset(
    tmp_path: Path, family: str
) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.urcs_lost = True
        for number in ("+380671112244", "+380671112255"):
            began = box.modem.loop.time()
            caller = box.ring(number)
            assert await caller.answered(20.0) - began <= 15.0
            await asyncio.sleep(5.0)
            await caller.hang_up()
            await asyncio.sleep(20.0)
        await until(lambda: gsm(box).resets == 1, 30.0)
        box.modem.faults.urcs_lost = False
        await asyncio.sleep(20.0)
        await box.until_line(LineState.IDLE, within_s=90.0)
        await next_call_is_answered(box)
        assert [record.number for record in await box.records()][1:] == ["+380671112255", "+380671112244"]

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("family", ["quectel_ec25", "sim7600"])
def test_a_modem_that_has_forgotten_what_it_was_told_is_told_again(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.settings.clear()
        box.modem.echo = True
        await asyncio.sleep(25.0)
        assert not box.modem.echo
        await box.until_line(LineState.IDLE)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


def test_a_sound_port_that_refuses_for_six_seconds_is_hung_up_reset_told_and_counted(tmp_path: Path) -> None:
    """Fault 10 of modems §7.6."""

    async def test(box: Box) -> None:
        box.modem.faults.cpcmreg_errors = 10**6
        caller = box.ring()
        answered_at = await caller.answered(5.0)
        assert 5.5 < await caller.ended(12.0) - answered_at < 9.0
        await asyncio.sleep(10.0)
        assert ("reset", True) in steps(box)
        assert (AlarmKind.NO_SOUND, True) in [(kind, stands) for kind, _, stands in alarms(box)]
        box.modem.faults.cpcmreg_errors = 0
        await box.until_line(LineState.IDLE, within_s=90.0)
        again = await answered(box, "+380631110011")
        await asyncio.sleep(3.0)
        await again.hang_up()
        await asyncio.sleep(10.0)
        assert (AlarmKind.NO_SOUND, False) in [(kind, stands) for kind, _, stands in alarms(box)]
        assert (await box.records())[1].ended_by == EndedBy.FAULT

    with_box(test, tmp_path, "sim7600")
