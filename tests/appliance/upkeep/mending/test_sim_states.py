"""SIM cards that are locked, gone or broken (reliability §A row 5, modems §7.6 fault 9): said, never guessed at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.contracts import LineState, Trouble
from appliance.settings import GsmLineSettings, Settings
from tests.appliance.lines.calls import next_call_is_answered, spread
from tests.appliance.upkeep.mending.test_hangs import alarms
from tests.fakes.box import FAMILIES, Box, settings_for, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import Faults, Sim
from tests.fakes.virtual_time import VirtualClock

SAID_S = 30.0
each_family = pytest.mark.parametrize("family", FAMILIES)


def with_pin(tmp_path: Path, family: str, pin: str) -> Settings:
    settings = settings_for(tmp_path, family)
    [line] = settings.lines
    assert isinstance(line, GsmLineSettings)
    return replace(settings, lines=(replace(line, pin=pin),))


def run(
    test: Callable[[Box], Coroutine[Any, Any, None]],
    tmp_path: Path,
    family: str,
    sim: Sim,
    *,
    pin: str = "",
    boot: int = 1,
    faults: Faults | None = None,
) -> None:
    """Run a box in its `boot`-th boot, with this card in its modem and that PIN in its settings."""

    def clock(loop: asyncio.AbstractEventLoop) -> VirtualClock:
        made = VirtualClock(loop)
        made.boot_id = f"00000000-0000-4000-8000-{boot:012}"
        return made

    kind = Gsm(family, faults=faults, options={"sim": sim})
    with_lines(test, tmp_path, kind, settings=with_pin(tmp_path, family, pin), clock=clock, wait=False)


def pins(box: Box) -> list[str]:
    return [text for _, text in box.modem.commands if text.startswith("AT+CPIN=")]


@pytest.mark.parametrize(
    ("family", "case"),
    spread(
        (Faults(sim_absent=True), Sim(), "немає SIM-картки"),
        (Faults(), Sim(pin="1234"), "просить PIN-код"),
        (Faults(), Sim(pin="1234", tries_left=0), "PUK-код"),
        (Faults(sim_busy_s=10**6), Sim(), "ще готується"),
    ),
)
def test_a_card_that_cannot_be_used_is_told_within_half_a_minute(
    tmp_path: Path, family: str, case: tuple[Faults, Sim, str]
) -> None:
    faults, sim, words = case

    async def test(box: Box) -> None:
        await asyncio.sleep(SAID_S)
        assert words in box.line().status.reason
        [(kind, sentence, stands)] = alarms(box)
        assert (kind, stands) == (AlarmKind.SIM_TROUBLE, True)
        assert words in sentence
        await asyncio.sleep(60.0)
        assert (pins(box), sim.attempts, len(alarms(box))) == ([], [], 1)

    run(test, tmp_path, family, sim, faults=faults)


@each_family
def test_a_card_taken_out_while_it_works_is_told_and_its_return_too(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        await box.until_line(LineState.IDLE)
        box.modem.remove_sim()
        await asyncio.sleep(SAID_S)
        assert box.line().status.trouble is Trouble.SIM
        assert [(kind, stands) for kind, _, stands in alarms(box)] == [(AlarmKind.SIM_TROUBLE, True)]
        box.modem.faults.sim_absent = False
        await box.until_line(LineState.IDLE, within_s=60.0)
        await asyncio.sleep(10.0)
        assert [(kind, stands) for kind, _, stands in alarms(box)] == [(AlarmKind.SIM_TROUBLE, False)]

    run(test, tmp_path, family, Sim())


@each_family
def test_a_stored_pin_opens_the_card_and_again_after_the_modem_has_restarted(tmp_path: Path, family: str) -> None:
    sim = Sim(pin="1234")

    async def test(box: Box) -> None:
        await box.until_line(LineState.IDLE)
        await next_call_is_answered(box)
        box.modem.reset()
        await asyncio.sleep(5.0)
        await box.until_line(LineState.IDLE, within_s=120.0)
        assert sim.attempts == ["1234", "1234"]
        assert sim.tries_left == 3

    run(test, tmp_path, family, sim, pin="1234")


@each_family
def test_a_wrong_pin_is_entered_once_in_the_life_of_the_settings(tmp_path: Path, family: str) -> None:
    sim = Sim(pin="1234")

    async def wrong(box: Box) -> None:
        await asyncio.sleep(40.0)
        assert [(kind, stands) for kind, _, stands in alarms(box)] == [(AlarmKind.SIM_TROUBLE, True)]
        box.modem.reset()
        await asyncio.sleep(60.0)
        assert sim.attempts == ["4321"]
        assert "PIN" in box.line().status.reason

    async def right(box: Box) -> None:
        await box.until_line(LineState.IDLE)

    for boot in (1, 2):
        run(wrong, tmp_path, family, sim, pin="4321", boot=boot)
    run(right, tmp_path, family, sim, pin="1234", boot=3)
    assert sim.attempts == ["4321", "1234"]


@each_family
def test_the_last_try_is_left_to_a_person(tmp_path: Path, family: str) -> None:
    sim = Sim(pin="1234", tries_left=1)

    async def test(box: Box) -> None:
        await asyncio.sleep(60.0)
        assert sim.attempts == []
        assert "остання спроба" in box.line().status.reason

    run(test, tmp_path, family, sim, pin="1234")


def test_the_pin_stands_in_no_log_and_not_in_the_register(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sim = Sim(pin="736915")

    async def test(box: Box) -> None:
        await box.until_line(LineState.IDLE)
        assert box.settings.database.read_bytes().find(b"736915") < 0

    run(test, tmp_path, "quectel_ec25", sim, pin="736915")
    assert sim.attempts == ["736915"]
    assert "736915" not in caplog.text
