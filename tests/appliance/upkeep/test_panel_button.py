"""Button and switch of the box: what they are asked for is done once, written down, and heard by callers (K2, K4)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.acknowledgement import JOURNAL_WORDS
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.asked import MONTH, take
from appliance.casework.box.lamps import Signal
from appliance.casework.entrance.accounts import Origin
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.publications import Publication
from appliance.casework.office.hours import OfficeKind
from appliance.casework.office.office_hours import OfficeHours
from appliance.contracts.panel import Lamp, SwitchPosition
from appliance.upkeep import front_panel
from tests.appliance.casework.duty import kyiv
from tests.appliance.upkeep.front import Front, at_the_box
from tests.fakes.pins import PI4

BUTTON, OPEN, CLOSED = PI4.button or 0, PI4.switch_open or 0, PI4.switch_closed or 0


async def journal(front: Front) -> list[tuple[str, str, str]]:
    def read() -> list[tuple[str, str, str]]:
        return [(entry.origin, entry.verb, entry.subject) for entry in AuditEntry.page(limit=50)]

    return await front.database.run(read)


@pytest.mark.row("K2")
def test_a_short_press_acknowledges_every_alarm_and_is_in_the_journal(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        for kind in (AlarmKind.NOBODY_READY, AlarmKind.SIM_TROUBLE, AlarmKind.STALE_ANSWERS):
            await front.alarm(kind)
        await front.press()
        standing = await front.database.run(Alarm.standing)
        assert {alarm.acknowledged_origin for alarm in standing} == {Origin.PANEL}
        assert await journal(front) == [(Origin.PANEL, "alarm_seen", "alarm")] * 3
        assert {"alarm", "alarm_seen", "silenced"} <= set(JOURNAL_WORDS)
        assert "alarms" in front.news
        assert front.front.answer_state({})["lamps"][Lamp.ALARM] == Signal.ALARM_LASTS

    at_the_box(tmp_path, test)


def test_a_mistake_at_one_press_does_not_make_the_button_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(front: Front) -> None:
        def mistaken(**_any: object) -> int:
            raise ValueError

        await front.alarm(AlarmKind.NOBODY_READY)
        with monkeypatch.context() as broken:
            broken.setattr(front_panel, "acknowledge_all", mistaken)
            await front.press()
        assert await journal(front) == []
        await front.press()
        assert len(await journal(front)) == 1

    at_the_box(tmp_path, test)


def test_a_second_press_finds_nothing_to_acknowledge(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        await front.press()
        await front.press()
        assert len(await journal(front)) == 1

    at_the_box(tmp_path, test)


@pytest.mark.row("K2")
def test_a_press_of_five_seconds_asks_for_the_month_once_and_the_lamp_says_wait(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        await front.press(20.0)
        assert front.front.answer_state({})["lamps"][Lamp.POWER] == Signal.EXPORT_WAITS
        assert os.listdir(front.settings.asked) == [MONTH]  # noqa: PTH208
        assert take(front.settings.asked, MONTH)
        await asyncio.sleep(60)
        assert not take(front.settings.asked, MONTH)
        [alarm] = await front.database.run(Alarm.standing)
        assert alarm.acknowledged_at is None, "a long press is no short one"

    at_the_box(tmp_path, test)


def test_a_month_that_cannot_be_asked_for_is_a_failure_on_the_lamp(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        front.settings.asked.write_text("a file where the directory should be")
        await front.press(6.0)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.EXPORT_FAILED
        await front.press()
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.QUIET

    at_the_box(tmp_path, test)


def test_a_month_nobody_takes_up_has_failed_after_five_minutes(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.press(6.0)
        await asyncio.sleep(301)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.EXPORT_FAILED

    at_the_box(tmp_path, test)


def test_a_button_stuck_at_the_start_does_nothing(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(60)
        front.pins.open_contact(BUTTON)
        await asyncio.sleep(1)
        assert await journal(front) == []
        assert not front.settings.asked.exists()
        await front.press()
        assert len(await journal(front)) == 1

    at_the_box(tmp_path, test, held=(BUTTON,))


def test_the_button_ends_the_sound_although_the_register_cannot_note_it(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(1)
        path = front.settings.database
        path.rename(path.with_suffix(".away"))
        await front.press()
        since = front.time
        await asyncio.sleep(700)
        assert front.pins.beeped(since) == []
        path.unlink(missing_ok=True)
        path.with_suffix(".away").rename(path)

    at_the_box(tmp_path, test)


async def standing(front: Front) -> tuple[OfficeKind, datetime] | None:
    """Return what is ordered by hand now, and until when."""
    override = await front.database.run(lambda: OfficeHours.standing().override_at(front.clock.now().wall))
    return (override.kind, override.until) if override else None


async def publications(front: Front) -> Sequence[Any]:
    return await front.database.run(lambda: Publication.due(front.clock.now()))


@pytest.mark.row("K4")
def test_turned_to_closed_the_box_says_so_to_callers_until_the_next_opening(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.office()
        await front.turn(CLOSED)
        assert await standing(front) == (OfficeKind.CLOSED, kyiv("2026-11-24 08:00"))
        assert [each.menu for each in await publications(front)] == [""]
        assert front.publications_begun == 1
        assert "hours" in front.news
        assert (Origin.PANEL, "ordered", "office_hours") in await journal(front)
        written = await front.database.run(OfficeHours.standing)
        assert written.override_at(kyiv("2026-11-24 08:00")) is None

    at_the_box(tmp_path, test)


@pytest.mark.row("K4")
def test_open_break_and_closed_one_after_the_other(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.office()
        await front.turn(CLOSED)
        await front.turn(None, opens=CLOSED)
        kind, until = await standing(front) or (None, MONTH)
        assert kind is OfficeKind.BREAK
        assert isinstance(until, datetime)
        assert abs((until - front.clock.now().wall).total_seconds() - 3600) < 10
        await front.turn(OPEN)
        assert await standing(front) is None
        assert (await journal(front))[0][1] == "ended_order"
        assert front.publications_begun == 3

    at_the_box(tmp_path, test)


def test_how_the_switch_stands_at_the_start_is_read_and_not_obeyed(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await front.office()
        await asyncio.sleep(60)
        assert front.front.answer_state({})["position"] == SwitchPosition.CLOSED
        assert await standing(front) is None
        assert front.publications_begun == 0

    at_the_box(tmp_path, test, held=(CLOSED,))


def test_an_office_without_hours_is_not_ordered_about_and_the_panel_works_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(front: Front) -> None:
        await front.turn(CLOSED)
        assert "Години роботи ще не записано" in caplog.text
        assert front.publications_begun == 0
        await front.alarm(AlarmKind.NOBODY_READY)
        await front.press()
        assert len(await journal(front)) == 1

    at_the_box(tmp_path, test)
