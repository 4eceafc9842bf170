"""Recordings whose term is over go while the disk fills up: by an act, the oldest, no others; calls go on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.disk_room import MB
from appliance.casework.box.retention_acts import RetentionAct
from appliance.casework.database import reading
from appliance.menu.published import load_current
from appliance.settings import Settings
from appliance.upkeep.keeping.keeper import CARRY_OUT, Keeper
from audio.line.tones import beep
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.appliance.upkeep.keeping.lived_in import settings_in
from tests.appliance.upkeep.keeping.memory_card import (
    HUNDRED_DAYS_S,
    NOTHING,
    PLENTY,
    SHORT,
    TIGHT,
    TOTAL,
    Card,
    Watch,
    before,
    lie_there,
    sparse_message,
    watched,
)
from tests.fakes.box import Box, with_box


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.mark.row("L7")
def test_at_95_percent_the_oldest_recordings_whose_term_is_over_go_by_an_act_and_it_fills_no_more(
    settings: Settings,
) -> None:
    for number in range(1, 13):
        sparse_message(settings, f"{number:02}", at=before(HUNDRED_DAYS_S - number))
    sparse_message(settings, "young", at=before(3600))

    async def scene(watch: Watch) -> None:
        assert await watch.standing() == ["disk_filling"]
        await asyncio.sleep(60)
        assert (await watch.standing(), watch.disk.can_record) == ([], True)
        await asyncio.sleep(3600)

    # 1750 MB are free: 450 MB are missing until it is relieved, which are nine recordings.
    watched(Card(settings, (1750 + 13 * 50) * MB), scene)
    assert lie_there(settings) == ["10", "11", "12", "young"]
    with reading(settings.database):
        [act] = RetentionAct.latest()
        assert (act.approver, [each.count for each in act.told]) == ("Слухавка, бо диск заповнюється", [9])
        assert act.finished_at is not None
        assert sorted(alarm.kind for alarm in Alarm.standing()) == ["disk_filling", "recordings_removed"]


@pytest.mark.row("L7")
def test_when_nothing_may_go_only_the_alarm_grows(settings: Settings) -> None:
    sparse_message(settings, "young", at=before(89 * 86400))

    async def scene(watch: Watch) -> None:
        for free in (TIGHT.free, SHORT.free, NOTHING.free):
            watch.card.free = free + 50 * MB
            await asyncio.sleep(3600)
        assert await watch.standing() == ["disk_filling", "disk_full"]
        assert watch.carried_out == []

    watched(Card(settings, PLENTY.free), scene)
    assert lie_there(settings) == ["young"]


def test_by_a_clock_that_is_not_trusted_nothing_goes_and_by_a_right_one_at_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    sparse_message(settings, "old", at=before(HUNDRED_DAYS_S))

    async def scene(watch: Watch) -> None:
        await asyncio.sleep(3600)
        assert lie_there(settings) == ["old"]
        watch.clock.trusted = True
        watch.clock.doubt(True)
        await asyncio.sleep(3600)
        assert lie_there(settings) == ["old"]
        watch.clock.doubt(False)
        await asyncio.sleep(31)
        assert lie_there(settings) == []

    watched(Card(settings, TIGHT.free), scene, trusted=False)
    assert not [each.message for each in caplog.records if each.levelname == "ERROR"]


def test_a_power_cut_between_the_act_and_its_files_loses_neither(settings: Settings) -> None:
    for number in range(1, 4):
        sparse_message(settings, f"{number}", at=before(HUNDRED_DAYS_S), size=400 * MB)

    async def cut(watch: Watch) -> None:
        assert lie_there(settings) == ["1", "2", "3"]
        assert watch.carried_out == []

    async def on(watch: Watch) -> None:
        await asyncio.sleep(60)
        assert (watch.carried_out, await watch.standing()) == ([True], [])

    card = Card(settings, 1900 * MB + 3 * 400 * MB)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watch, "let_act_be_carried_out", lambda _watch: None)
        watched(card, cut)
    watched(card, on)
    assert lie_there(settings) == ["2", "3"]
    with reading(settings.database):
        assert len(RetentionAct.latest()) == 1


def test_an_act_is_carried_out_by_a_process_beside_the_calls(settings: Settings) -> None:
    asked: list[object] = []
    nothing = cast(Any, None)
    jobs = cast(Any, SimpleNamespace(start=asked.append))
    keeper = Keeper(settings, nothing, nothing, jobs=jobs, enter=nothing, news=nothing)
    keeper.disk._carry_out()
    assert asked == [CARRY_OUT]


@pytest.mark.row("L7")
def test_at_95_percent_a_caller_is_answered_and_recorded_while_the_oldest_recording_goes(tmp_path: Path) -> None:
    published = publish_noise(small_flow("record"), tmp_path, seconds={"review": 2.0})
    prompts = load_current(published).prompts

    async def scene(box: Box) -> None:
        disk, card = box.daemon._keeper.disk, Card(box.settings, TOTAL // 20)
        watch = Watch(disk, box.daemon._database, card, box.clock)
        disk._room, disk._carry_out = card.room, watch.let_act_be_carried_out
        box.settings.recordings.mkdir(exist_ok=True)
        await asyncio.to_thread(sparse_message, box.settings, "old", at=before(HUNDRED_DAYS_S))
        await asyncio.sleep(31)
        caller = box.modem.ring("+380671112244")
        await caller.answered(10.0)
        await asyncio.sleep(1)
        await caller.press("11", inband=False)
        await caller.wait_for(beep(), 10.0)
        await caller.say(speech("caller", 6.0))
        await caller.wait_for(prompts["review"].pcm[:8000], 10.0)
        await caller.press("4", inband=False)
        await caller.wait_for(prompts["kept_number"].pcm[:4000], 5.0)
        await caller.ended(20.0)
        assert "disk_filling" in await watch.standing()
        [record] = [each for each in await box.records() if each.number == "+380671112244"]
        assert (record.fault, len(record.messages)) == ("", 1)
        assert lie_there(box.settings) == [record.messages[0].path.removesuffix(".wav")]

    with_box(scene, tmp_path, "quectel_ec25", published=published)
