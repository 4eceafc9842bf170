"""The disk filling: said, relieved, no recording begun; calls go on, and so does the console."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.disk_room import MB, Room
from appliance.casework.box.self_tests import Outcome
from appliance.casework.database import reading
from appliance.clock import Moment
from appliance.menu.published import load_current
from appliance.settings import KeepingSettings, Settings
from appliance.upkeep.keeping.copies import copies_of, make_copy
from appliance.upkeep.keeping.disk import relieve, take_ballast
from appliance.upkeep.self_test.bench import Bench
from appliance.upkeep.self_test.checks import disk as self_test
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.appliance.upkeep.keeping.lived_in import later, message, opened_register, settings_in
from tests.appliance.upkeep.keeping.memory_card import (
    NOTHING,
    PLENTY,
    RELIEVED,
    SHORT,
    TIGHT,
    TOTAL,
    Card,
    Watch,
    watched,
)
from tests.fakes.box import Box, with_box
from web.pages.status.checks import Level
from web.pages.status.checks import _disk as page_of_the_disk


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.mark.row("L7")
def test_a_filling_disk_is_said_within_a_minute_before_it_is_full_and_unsaid_when_it_is_relieved(
    settings: Settings,
) -> None:
    async def scene(watch: Watch) -> None:
        steps: tuple[tuple[Room, list[str], bool], ...] = (
            (PLENTY, [], True),
            (TIGHT, ["disk_filling"], True),
            (SHORT, ["disk_filling", "disk_full"], False),
            (TIGHT, ["disk_filling"], True),
            (Room(2100 * MB, TOTAL), ["disk_filling"], True),  # a little more than tight: it does not flicker
            (RELIEVED, [], True),
            (SHORT, ["disk_filling", "disk_full"], False),  # all at once
            (PLENTY, [], True),
        )
        for room, alarms, records in steps:
            watch.card.free = room.free
            await asyncio.sleep(31)
            assert (await watch.standing(), watch.disk.can_record) == (alarms, records), room.free // MB

    watched(Card(settings, PLENTY.free), scene)
    with reading(settings.database):
        [filling, full] = sorted(Alarm.standing(), key=lambda alarm: alarm.kind)
    assert filling.text == (
        "На диску вільно 400 МБ з 16000 МБ. Нижче 500 МБ повідомлення не записуватимуться. Затвердьте акт («Строки "
        "зберігання») або поставте більшу картку."
    )
    assert "Дзвінки приймаються, але голосові повідомлення не записуються" in full.text


def test_a_restart_between_tight_and_relieved_forgets_nothing(settings: Settings) -> None:
    async def tight(watch: Watch) -> None:
        assert await watch.standing() == ["disk_filling"]

    watched(Card(settings, TIGHT.free), tight)
    watched(Card(settings, TIGHT.free + 100 * MB), tight)


def test_a_disk_that_cannot_be_asked_ends_nothing(settings: Settings) -> None:
    async def scene(watch: Watch) -> None:
        watch.card.broken = False
        await asyncio.sleep(31)
        assert not watch.disk.can_record

    watched(Card(settings, SHORT.free, broken=True), scene)


def statvfs_of(card: Card) -> SimpleNamespace:
    return SimpleNamespace(f_bavail=card.free, f_blocks=card.total, f_frsize=1, f_files=0, f_favail=0, f_flag=0)


def page_and_self_test(settings: Settings, now: Moment) -> tuple[Level, Outcome]:
    [found] = self_test.look(Bench(settings, now))
    with reading(settings.database):
        return page_of_the_disk(settings).level, found.outcome


@pytest.mark.parametrize("total", [2_000 * MB, 16_000 * MB, 256_000 * MB])
def test_page_self_test_alarm_and_the_refusal_of_recordings_never_contradict_one_another(
    settings: Settings, total: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card(settings, total, total)
    monkeypatch.setattr(os, "statvfs", lambda _path: statvfs_of(card))

    async def scene(watch: Watch) -> None:
        percents = (50.0, 20.1, 12.6, 12.4, 5.4, 5.1, 4.9, 3.2, 3.0, 0.1, 3.2, 5.1, 5.4, 12.6, 14.0, 22.5, 50.0)
        for percent in percents:
            card.free = int(total * percent / 100)
            await asyncio.sleep(31)
            said = await watch.standing()
            if "disk_full" in said:
                expected: tuple[Level, Outcome] = (Level.BAD, Outcome.FAILED)
            else:
                expected = (Level.HEED, Outcome.WARNING) if said else (Level.GOOD, Outcome.OK)
            shown = await asyncio.to_thread(page_and_self_test, settings, watch.clock.now())
            assert (shown, watch.disk.can_record) == (expected, "disk_full" not in said), percent

    watched(card, scene)


def old(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (path.stat().st_mtime - days * 86400,) * 2)
    return path


@pytest.mark.row("L7")
def test_what_may_go_without_an_act_goes_and_what_callers_said_stays(settings: Settings) -> None:
    with opened_register(settings):
        message(settings, "said")
    for number in range(8):
        settings.database.touch()
        make_copy(settings, later(3600 * number))
    state = settings.box.state
    played, unused, fresh = "a" * 64, "b" * 64, "c" * 64
    gone = [old(state / "copies" / "copy-00000099.db.part", 1), old(state / "slukhavka.db.part", 1)]
    gone += [old(settings.spoken / f"{unused}.{end}", 40) for end in ("json", "wav")]
    stays = [old(settings.spoken / f"{played}.{end}", 40) for end in ("json", "wav")]
    stays += [old(settings.spoken / f"{fresh}.{end}", 1) for end in ("json", "wav")]
    stays += [old(settings.published / "1" / f"{played}.wav", 40), settings.recordings / "said.wav"]
    stays += [old(state / "tls" / "key.pem", 900), old(state / "slukhavka.db.broken-1", 900)]
    relieve(settings, SHORT)
    assert not [path for path in gone if path.exists()]
    assert not [path for path in stays if not path.exists()]
    assert [copy.sequence for copy in copies_of(settings)] == [8, 7, 6, 1]


def test_the_ballast_is_given_up_when_nothing_is_left_and_laid_down_again(settings: Settings) -> None:
    settings = replace(settings, keeping=KeepingSettings(ballast_mb=1))
    ballast = settings.box.state / "ballast"
    assert not take_ballast(settings, room=lambda _directory: SHORT)
    assert take_ballast(settings, room=lambda _directory: PLENTY)
    assert ballast.stat().st_blocks * 512 >= MB, "its blocks are really taken"
    relieve(settings, SHORT)
    assert ballast.exists()
    relieve(settings, Room(MB // 2, 16_000 * MB))
    assert not ballast.exists()


@pytest.mark.row("L7")
def test_a_caller_hears_at_once_that_nothing_can_be_recorded_and_the_rest_works(tmp_path: Path) -> None:
    published = publish_noise(small_flow("record"), tmp_path, seconds={"top": 1.0, "sub": 1.0})
    prompts = load_current(published).prompts

    async def scene(box: Box) -> None:
        box.daemon._keeper.disk._room = lambda _directory: NOTHING
        await asyncio.sleep(31)
        caller = box.modem.ring()
        await caller.answered(10.0)
        await caller.wait_for(prompts["top"].pcm[:8000], 5.0)
        await caller.press("1", inband=False)
        await caller.wait_for(prompts["sub"].pcm[:8000], 5.0)
        pressed_at = caller.now()
        await caller.press("1", inband=False)
        heard = await caller.wait_for(prompts["failed"].pcm[:4000], 5.0)
        assert heard - pressed_at <= 3.0
        await caller.hang_up()
        record = (await box.records())[0]
        assert record.fault == ""
        assert not list(box.settings.recordings.glob("*.wav"))

    with_box(scene, tmp_path, "quectel_ec25", published=published)


def test_a_copy_that_is_being_made_is_not_taken_for_a_leftover(settings: Settings) -> None:
    settings.copies.mkdir()
    (settings.copies / "copy-00000001.db.part").write_bytes(b"being written")
    relieve(settings, SHORT)
    assert (settings.copies / "copy-00000001.db.part").exists()


@pytest.mark.parametrize(
    "wrong", [{"hourly": 1}, {"daily": 0}, {"reserve_mb": -1}, {"reserve_percent": 90}, {"ballast_mb": 5000}]
)
def test_settings_that_would_keep_nothing_are_refused(wrong: dict[str, int]) -> None:
    assert len(list(KeepingSettings(**wrong).faults())) == 1
    assert not list(KeepingSettings().faults())
