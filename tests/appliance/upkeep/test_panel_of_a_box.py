"""The panel in the whole box: the daemon with a modem, its register and its control socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.lamps import Signal
from appliance.casework.row import bind
from appliance.contracts import LineState
from appliance.contracts.panel import Lamp
from appliance.settings import PanelSettings
from audio.line.tones import beep
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.test_daemon import asked
from tests.fakes.box import Box, settings_for, with_box, with_lines
from tests.fakes.kinds import Gsm


async def shown(box: Box) -> dict[str, str]:
    """Return what every lamp shows, asked over the socket."""
    answer = await asked(box, ask="panel_state")
    lamps = answer["lamps"]
    assert isinstance(lamps, dict)
    return lamps


async def until(box: Box, lamp: Lamp, signal: Signal, within_s: float = 60.0) -> None:
    """Wait until a lamp shows that."""
    async with asyncio.timeout(within_s):
        while (await shown(box))[lamp] != signal:
            await asyncio.sleep(0.1)


@pytest.mark.row("K1")
def test_line_ringing_talking_and_a_new_message_are_shown_one_after_the_other(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await until(box, Lamp.LINE, Signal.LINE_WORKS)
        assert (await shown(box))[Lamp.MESSAGE] == Signal.QUIET
        caller = box.ring()
        await until(box, Lamp.RINGING, Signal.RINGING)
        await until(box, Lamp.TALKING, Signal.TALKING)
        assert (await shown(box))[Lamp.RINGING] == Signal.QUIET
        await caller.wait_for(beep(), 15.0)
        await caller.say(speech("caller", 5.0))
        await caller.hang_up()
        await until(box, Lamp.TALKING, Signal.QUIET)
        await until(box, Lamp.MESSAGE, Signal.MESSAGE_WAITS, 5.0)

    with_box(test, tmp_path)


@pytest.mark.row("K3")
def test_a_modem_that_is_pulled_out_is_shown(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await until(box, Lamp.LINE, Signal.LINE_WORKS)
        await box.modem.stop()
        await box.until_line(LineState.DOWN, within_s=300)
        assert (await shown(box))[Lamp.LINE] == Signal.LINES_DOWN

    with_box(test, tmp_path)


def test_an_alarm_of_another_program_is_shown_as_soon_as_it_says_so(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await until(box, Lamp.LINE, Signal.LINE_WORKS)
        now = box.clock.now()
        await asyncio.to_thread(
            _in_the_register, box, lambda: Alarm.raise_alarm(AlarmKind.DISK_FULL, "Повно.", now=now)
        )
        await asked(box, ask="wake_alarms")
        await until(box, Lamp.FAULT, Signal.STORE_FAULT, 2.0)

    with_box(test, tmp_path)


def _in_the_register(box: Box, verb: Callable[[], object]) -> None:
    with bind(box.settings.database).connection_context():
        verb()


def test_the_exporter_shows_its_work_by_the_control_socket(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        for state, signal in (("wait", Signal.EXPORT_WAITS), ("writing", Signal.EXPORT_WRITES), ("", Signal.RUNNING)):
            assert await asked(box, ask="panel", signal="export", state=state) == {}
            assert (await shown(box))[Lamp.POWER] == signal
        assert "error" in await asked(box, ask="panel", signal="export", state="burnt")

    with_box(test, tmp_path)


def test_a_box_whose_board_is_missing_answers_calls_and_says_why_it_is_dark(tmp_path: Path) -> None:
    kind = Gsm("huawei_e1550")
    settings = replace(settings_for(tmp_path), panel=PanelSettings(board="pi5"))

    async def test(box: Box) -> None:
        answer = await asked(box, ask="panel_state")
        assert answer["board"] == "Raspberry Pi 5"
        assert "Мікросхеми GPIO pinctrl-rp1 немає" in str(answer["trouble"])
        box.ring()
        await until(box, Lamp.TALKING, Signal.TALKING)

    with_lines(test, tmp_path, kind, settings=settings)
