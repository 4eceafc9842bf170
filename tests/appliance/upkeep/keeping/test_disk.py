"""The disk filling: said, relieved, no recording begun; calls go on, and so does the console."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.database import Database
from appliance.menu.published import load_current
from appliance.settings import KeepingSettings, Settings
from appliance.upkeep.keeping.copies import copies_of, make_copy
from appliance.upkeep.keeping.disk import MB, Disk, Room, is_short, is_tight, relieve, take_ballast
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.appliance.upkeep.keeping.lived_in import later, message, opened_register, settings_in
from tests.fakes.box import Box, with_box
from tests.fakes.virtual_time import VirtualClock, run_virtually

PLENTY, SHORT, NOTHING = (Room(mb * MB, 16_000 * MB) for mb in (9000, 400, 10))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def watched(settings: Settings, room: list[Room], scene: Callable[[Disk], Coroutine[Any, Any, None]]) -> None:
    """Run the watch on a disk that has `room[0]`."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        database = Database(settings.database, monotonic=loop.time)
        disk = Disk(settings, database, VirtualClock(loop), room=lambda _directory: room[0])
        running = asyncio.ensure_future(disk.run())
        try:
            await asyncio.sleep(1)
            await scene(disk)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await database.close()

    run_virtually(main)


def standing() -> list[str]:
    return [alarm.kind for alarm in Alarm.standing() if alarm.cleared_at is None]


@pytest.mark.row("L7")
def test_a_full_disk_is_said_within_a_minute_and_unsaid_as_soon(settings: Settings) -> None:
    room = [PLENTY]

    async def scene(disk: Disk) -> None:
        assert disk.can_record
        room[0] = SHORT
        await asyncio.sleep(31)
        assert not disk.can_record
        assert await disk._database.run(standing) == ["disk_full"]
        room[0] = PLENTY
        await asyncio.sleep(31)
        assert disk.can_record
        assert await disk._database.run(standing) == []

    watched(settings, room, scene)


def test_a_disk_that_cannot_be_asked_ends_nothing(settings: Settings) -> None:
    room: list[Room] = []

    async def scene(disk: Disk) -> None:
        room.append(SHORT)
        await asyncio.sleep(31)
        assert not disk.can_record

    watched(settings, room, scene)


@pytest.mark.parametrize(
    ("free", "total", "tight", "short"),
    [
        (9000, 16_000, False, False),
        (700, 16_000, True, False),  # below 5 %
        (499, 16_000, True, True),
        (400, 4000, True, False),  # a small disk: below the megabytes, above its share
        (150, 4000, True, True),
    ],
)
def test_the_limits_are_megabytes_and_a_share(
    settings: Settings, free: int, total: int, tight: bool, short: bool
) -> None:
    room = Room(free * MB, total * MB)
    assert (is_tight(settings, room), is_short(settings, room)) == (tight, short)


def old(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (path.stat().st_mtime - days * 86400,) * 2)
    return path


@pytest.mark.row("L7")
def test_what_may_go_goes_and_what_callers_said_stays(settings: Settings) -> None:
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
