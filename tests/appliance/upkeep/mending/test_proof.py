"""The weekly proof that the box can be called: a call from outside, from the other line, or an SMS to ask for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.sim_cards import SimCard
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.casework.texts.messages import Message
from appliance.settings import GsmLineSettings, SelfTestSettings, Settings
from appliance.upkeep.mending.proof import SOURCE
from tests.appliance.upkeep.mending.test_hangs import alarms
from tests.fakes.box import Box, settings_for, with_lines
from tests.fakes.kinds import INTERFACES, Gsm
from tests.fakes.modem import FakeModem

FIRST, SECOND = "+380501110001", "+380501110002"
TECHNICIAN = "+380671112299"
KINDS = (Gsm("quectel_ec25"), Gsm("sim7600", line="gsm2"))


def two_lines(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path, "quectel_ec25")
    [first] = settings.lines
    assert isinstance(first, GsmLineSettings)
    at, audio = (str(tmp_path / "gsm2" / interface) for interface in INTERFACES["sim7600"])
    second = GsmLineSettings("gsm2", "sim7600", at=at, audio=audio, number=SECOND)
    return replace(settings, lines=(replace(first, number=FIRST), second))


def card(box: Box, line: str = "gsm1") -> SimCard:
    with reading(box.settings.database):
        found = SimCard.of(line)
    assert found is not None
    return found


async def days_pass(box: Box, days: float = 7.1) -> None:
    """Let days go by: what the register knows becomes older by so many."""
    await asyncio.sleep(150.0)
    await box.daemon._database.run(_age, timedelta(days=days))


def _age(by: timedelta) -> None:
    for row in SimCard.all():
        for name in ("first_seen_at", "called_at", "tried_at"):
            at = getattr(row, name)
            setattr(row, name, at - by if at is not None else None)
        row.save()
    for record in CallRecord.select():
        CallRecord.update(rang_at=record.rang_at - by).where(CallRecord.id == record.id).execute()


async def network(box: Box, *, reaches: Callable[[str], bool]) -> None:
    """Lead what one line dials to the other, as the network does."""
    modems = {SECOND: box.wires["gsm2"], FIRST: box.wires["gsm1"]}
    for number, wire in modems.items():
        assert isinstance(wire, FakeModem)
        wire.number = number
    rung: dict[str, int] = {}
    while True:
        await asyncio.sleep(0.2)
        for own, wire in modems.items():
            assert isinstance(wire, FakeModem)
            dialled = [text for _, text in wire.commands if text.startswith("ATD")]
            for text in dialled[rung.get(own, 0) :]:
                other = modems[text.removeprefix("ATD").rstrip(";")]
                assert isinstance(other, FakeModem)
                if reaches(own):
                    other.ring(own, give_up_after_s=8.0)
            rung[own] = len(dialled)


@pytest.mark.row("J4")
def test_a_week_without_a_call_one_line_rings_the_other_and_hangs_up_before_it_costs(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        for wire in box.wires.values():
            assert isinstance(wire, FakeModem)
            wire.callee(outcome="no_answer", after_s=60.0)
        leading = asyncio.ensure_future(network(box, reaches=lambda _own: True))
        await days_pass(box)
        await asyncio.sleep(240.0)
        leading.cancel()
        first, second = card(box), card(box, "gsm2")
        assert first.called_at is not None
        assert second.called_at is not None
        assert (first.tries_in_vain, second.tries_in_vain) == (0, 0)
        assert [record for record in await box.records() if record.incoming] == []
        assert [kind for kind, _, stands in alarms(box) if stands and kind == AlarmKind.NOT_CALLABLE] == []

    with_lines(test, tmp_path, *KINDS, settings=two_lines(tmp_path))


@pytest.mark.row("J4")
def test_a_line_that_cannot_be_rung_twice_is_an_alarm_until_somebody_calls(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        for wire in box.wires.values():
            assert isinstance(wire, FakeModem)
            for _ in range(4):
                wire.callee(outcome="no_answer", after_s=60.0)
        leading = asyncio.ensure_future(network(box, reaches=lambda own: own == FIRST))
        await days_pass(box)
        await asyncio.sleep(240.0)
        assert card(box).tries_in_vain == 1
        await days_pass(box, days=3.0)
        await asyncio.sleep(240.0)
        standing = [about for kind, about in stands(box) if kind == AlarmKind.NOT_CALLABLE]
        assert standing == ["gsm1"]
        caller = box.ring("+380671112244")
        await caller.answered(10.0)
        await caller.hang_up()
        await asyncio.sleep(240.0)
        assert [about for kind, about in stands(box) if kind == AlarmKind.NOT_CALLABLE] == []
        leading.cancel()

    with_lines(test, tmp_path, *KINDS, settings=two_lines(tmp_path))


def asked(box: Box) -> list[str | None]:
    """Return who was asked by SMS to ring."""
    with reading(box.settings.database):
        return [message.number for message in Message.latest(100) if message.source == SOURCE]


def stands(box: Box) -> list[tuple[str, str]]:
    with reading(box.settings.database):
        return [(alarm.kind, alarm.about) for alarm in Alarm.select().where(Alarm.cleared_at.is_null())]


@pytest.mark.row("J4")
def test_with_one_line_the_technician_is_asked_to_ring_and_his_call_is_the_proof(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await days_pass(box)
        await asyncio.sleep(240.0)
        assert asked(box) == [TECHNICIAN]
        assert {sms.number for sms in box.modem.mail.sent} == {TECHNICIAN}
        caller = box.ring(TECHNICIAN)
        await caller.answered(10.0)
        await caller.hang_up()
        await days_pass(box, days=3.0)
        await asyncio.sleep(240.0)
        assert asked(box) == [TECHNICIAN]
        assert card(box).tries_in_vain == 0

    settings = replace(settings_for(tmp_path, "quectel_ec25"), self_test=SelfTestSettings(technicians=(TECHNICIAN,)))
    with_lines(test, tmp_path, KINDS[0], settings=settings)


def test_a_week_with_a_call_asks_nobody(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await days_pass(box, days=6.0)
        caller = box.ring("+380671112244")
        await caller.answered(10.0)
        await caller.hang_up()
        await days_pass(box, days=3.0)
        await asyncio.sleep(240.0)
        assert asked(box) == []
        assert card(box).tried_at is None

    settings = replace(settings_for(tmp_path, "quectel_ec25"), self_test=SelfTestSettings(technicians=(TECHNICIAN,)))
    with_lines(test, tmp_path, KINDS[0], settings=settings)
