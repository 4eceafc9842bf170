"""Who is in danger: his message is an alarm with lamp and buzzer at any hour, until somebody has dealt with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.lamps import Signal
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.entrance.accounts import BOX
from appliance.casework.row import bind
from appliance.contracts.panel import Lamp, Sound
from appliance.control import ask
from appliance.desk.watch import PROMISES_S
from appliance.menu.published import Published
from audio.line.tones import beep
from tests.acceptance.ear import head
from tests.fakes.box import Box, with_box
from tests.fakes.spoken import said_by_a_caller


def deal_with_it(box: Box) -> None:
    with bind(box.settings.database).connection_context():
        [alarm] = Alarm.standing()
        HandledMessage.mark(int(alarm.about), by=BOX, now=box.clock.now())
    ask(box.settings.control, "wake_callbacks")


@pytest.mark.row("K2")
def test_a_message_behind_the_key_of_danger_lights_the_lamp_and_sounds_until_it_is_dealt_with(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1.5)
        await call.press("7")
        await call.wait_for(head(starter.prompts["emergency"]), 5)
        await call.wait_for(beep(), 90)
        await asyncio.sleep(0.3)
        await call.say(said_by_a_caller())
        await call.hang_up()
        await asyncio.sleep(5)
        panel = await asyncio.to_thread(ask, box.settings.control, "panel_state")
        assert (panel["lamps"][Lamp.ALARM], panel["sound"]) == (Signal.DANGER_UNSEEN, Sound.DANGER)
        await asyncio.to_thread(deal_with_it, box)
        await asyncio.sleep(PROMISES_S + 5)
        panel = await asyncio.to_thread(ask, box.settings.control, "panel_state")
        assert (panel["lamps"][Lamp.ALARM], panel["sound"]) == (Signal.QUIET, Sound.SILENT)

    with_box(talk, tmp_path, published=published_starter)
