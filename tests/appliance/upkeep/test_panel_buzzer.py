"""The buzzer: by urgency, quiet by timetable, until somebody acknowledges (C-13, K2)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import TOLD, AlarmKind, Weight
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.danger_messages import raise_danger
from appliance.casework.box.lamps import BUZZING, Signal
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.staff.red_button import UrgentReport
from appliance.contracts.panel import Lamp
from tests.appliance.casework.duty import kyiv
from tests.appliance.upkeep.front import Front, at_the_box

NIGHT, DAWN, SUNDAY, EASTER, SILENCE = (
    kyiv("2026-11-24 02:00"),
    kyiv("2026-11-24 07:40"),
    kyiv("2026-11-22 12:00"),
    kyiv("2027-05-02 12:00"),
    kyiv("2026-11-23 08:59"),
)
URGENT, DANGER = BUZZING[Weight.URGENT], BUZZING[Weight.DANGER]


def bursts(front: Front, since: float) -> list[int]:
    """Return when the buzzer began to sound after a pause, in seconds after `since`."""
    found: list[int] = []
    last = float("-inf")
    for at, on in front.pins.beeped(since):
        if on and at - last > 10:
            found.append(round(at - since))
        last = at
    return found


@pytest.mark.row("K2")
def test_an_urgent_alarm_sounds_at_once_and_again_until_it_is_acknowledged(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        since = front.time
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(URGENT.again_s * 2 + 60)
        assert bursts(front, since) == [0, 600, 1200]
        assert len([on for _, on in front.pins.beeped(since) if on]) == 3 * 2 * 3  # three pairs of beeps
        await front.press()
        since = front.time
        await asyncio.sleep(700)
        assert bursts(front, since) == []

    at_the_box(tmp_path, test)


@pytest.mark.row("I13")
def test_a_stick_that_is_overdue_sounds_once_and_again_when_it_is_said_anew(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        since = front.time
        await front.alarm(AlarmKind.STICK_OVERDUE)
        await asyncio.sleep(3600)
        assert bursts(front, since) == [0]
        await front.clear(AlarmKind.STICK_OVERDUE)
        since = front.time
        await front.alarm(AlarmKind.STICK_OVERDUE)
        await asyncio.sleep(3600)
        assert len(bursts(front, since)) == 1

    at_the_box(tmp_path, test)


@pytest.mark.row("I13")
def test_a_danger_in_the_night_does_not_use_up_the_one_sound_of_the_day(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.STICK_OVERDUE)
        await front.write(lambda: raise_danger(1, now=front.clock.now()))
        await asyncio.sleep(300)
        await front.clear(AlarmKind.DANGER_MESSAGE, "1")
        alarm = next(each for each in await front.write(Alarm.standing) if each.about == "1")
        await front.write(Alarm.acknowledge, alarm.id, by=BOX, now=front.clock.now())
        since = front.time
        await asyncio.sleep(3600)
        assert len(bursts(front, since)) == 1

    at_the_box(tmp_path, test, start=DAWN)


@pytest.mark.row("K2")
@pytest.mark.parametrize("start", [NIGHT, SUNDAY, EASTER], ids=["night", "sunday", "easter"])
def test_in_quiet_times_the_buzzer_keeps_silent_but_for_danger_to_life(start: datetime, tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        since = front.time
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(700)
        assert front.pins.beeped(since) == []
        assert front.pins.seen(Lamp.ALARM, since), "the lamp is never quiet"
        since = front.time
        await front.urgent_report()
        await asyncio.sleep(200)
        assert bursts(front, since) == [0, 120]

    at_the_box(tmp_path, test, start=start)


def test_what_was_raised_in_the_night_sounds_in_the_morning(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        since = front.time
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(20 * 60 + 120)
        [first] = bursts(front, since)
        assert 20 * 60 - 5 <= first <= 20 * 60 + 65

    at_the_box(tmp_path, test, start=DAWN)


def test_the_minute_of_silence_is_silent(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await asyncio.sleep(70)  # it is nine now
        since = front.time
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(180)
        [first] = bursts(front, since)
        assert 45 <= first <= 110

    at_the_box(tmp_path, test, start=SILENCE)


@pytest.mark.row("K2")
def test_danger_sounds_until_somebody_presses_and_the_report_stays_the_chiefs_to_acknowledge(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.urgent_report()
        await asyncio.sleep(30)
        assert front.pins.beeped()
        await front.press()
        since = front.time
        await asyncio.sleep(700)
        assert front.pins.beeped(since) == []
        assert front.front.answer_state({})["lamps"][Lamp.ALARM] == Signal.DANGER_UNSEEN
        [report] = await front.database.run(UrgentReport.unseen)
        assert await front.database.run(lambda: [entry.verb for entry in AuditEntry.page(limit=1)]) == ["silenced"]
        await front.write(_chief_says_seen, report.id, front)
        assert front.front.answer_state({})["lamps"][Lamp.ALARM] == Signal.QUIET

    at_the_box(tmp_path, test)


def _chief_says_seen(report: int, front: Front) -> None:
    from_console = Actor(Origin.CONSOLE, Account.add("Голова", Role.HEAD, now=front.clock.now()))
    UrgentReport.acknowledge(report, by=from_console, now=front.clock.now())


def test_a_second_danger_sounds_although_the_first_was_silenced(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.urgent_report()
        await asyncio.sleep(5)
        await front.press()
        since = front.time
        await front.write(lambda: Alarm.raise_alarm(AlarmKind.RED_BUTTON, "Друге.", now=front.clock.now()))
        await asyncio.sleep(5)
        assert front.pins.beeped(since)

    at_the_box(tmp_path, test)


@pytest.mark.row("K2")
def test_a_message_about_a_danger_to_life_sounds_at_night_and_the_button_only_silences_it(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.write(lambda: raise_danger(1, now=front.clock.now()))
        await asyncio.sleep(5)
        assert front.pins.beeped()
        await front.press()
        since = front.time
        await asyncio.sleep(700)
        assert front.pins.beeped(since) == []
        assert front.front.answer_state({})["lamps"][Lamp.ALARM] == Signal.DANGER_UNSEEN
        [alarm] = await front.database.run(Alarm.standing)
        assert alarm.acknowledged_at is None

    at_the_box(tmp_path, test, start=NIGHT)


def test_an_alarm_that_was_silenced_and_comes_back_sounds_again(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        front.front.answer_signal({"signal": "hush"})
        await front.write(lambda: Alarm.clear(AlarmKind.NOBODY_READY, now=front.clock.now()))
        await asyncio.sleep(60)
        since = front.time
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(5)
        assert front.pins.beeped(since)
        [alarm] = await front.database.run(Alarm.standing)
        assert alarm.times == 2

    at_the_box(tmp_path, test)


def test_what_only_lights_a_lamp_makes_no_sound(tmp_path: Path) -> None:
    silent = [kind for kind in AlarmKind if TOLD[kind].weight not in BUZZING]
    assert silent

    async def test(front: Front) -> None:
        for kind in silent:
            await front.alarm(kind)
        await asyncio.sleep(200)
        assert front.pins.beeped() == []

    at_the_box(tmp_path, test)


def test_an_urgent_alarm_that_is_over_is_no_longer_sounded(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(60)
        await front.clear(AlarmKind.NOBODY_READY)
        since = front.time
        await asyncio.sleep(700)
        assert front.pins.beeped(since) == []
        assert front.pins.seen(Lamp.ALARM, since), "it is still read in the morning"

    at_the_box(tmp_path, test)


def test_a_buzzer_that_is_switched_off_is_silent_for_everything(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.urgent_report()
        await asyncio.sleep(200)
        assert front.pins.beeped() == []

    at_the_box(tmp_path, test, buzzer=False)


def test_a_clock_that_nobody_has_set_keeps_nobody_silent(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        front.clock.trusted = False
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(10)
        assert front.pins.beeped()

    at_the_box(tmp_path, test, start=NIGHT)


def test_the_screen_can_end_the_sound_too(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.urgent_report()
        await asyncio.sleep(5)
        front.front.answer_signal({"signal": "hush"})
        await asyncio.sleep(0.1)
        since = front.time
        await asyncio.sleep(200)
        assert front.pins.beeped(since) == []

    at_the_box(tmp_path, test)
