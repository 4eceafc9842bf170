"""How full the disk is: one rule, on every card."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.disk_room import (
    ABOUT,
    MB,
    DiskLevel,
    Room,
    is_filling,
    level_of,
    relieved_from,
    reserve,
    room_of,
    tight_below,
)
from appliance.settings import KeepingSettings
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

KEEPING = KeepingSettings()


@pytest.mark.parametrize(
    ("total", "short", "tight"),
    [
        (2_000, 100, 400),  # a small card: its share, or it would never record
        (4_000, 200, 800),
        (16_000, 500, 2_000),  # what the box needs for itself, and four times that
        (32_000, 500, 2_000),
        (64_000, 500, 3_200),  # a big one: when 95 % is taken
        (256_000, 500, 12_800),
    ],
)
def test_the_reserve_is_what_the_box_needs_and_it_is_tight_long_before(total: int, short: int, tight: int) -> None:
    assert (reserve(KEEPING, total * MB), tight_below(KEEPING, total * MB)) == (short * MB, tight * MB)
    found = [level_of(KEEPING, Room(free * MB, total * MB), filling=False) for free in (tight, tight - 1, short - 1)]
    assert found == [DiskLevel.PLENTY, DiskLevel.TIGHT, DiskLevel.SHORT]


@pytest.mark.parametrize("total", [2_000, 4_000, 16_000, 32_000, 64_000, 256_000])
def test_below_5_percent_it_is_tight_on_every_card(total: int) -> None:
    assert level_of(KEEPING, Room(total * MB // 20 - 1, total * MB), filling=False) is not DiskLevel.PLENTY


def test_what_was_tight_is_so_until_there_is_clearly_more() -> None:
    total = 16_000 * MB
    between = Room(tight_below(KEEPING, total) + MB, total)
    assert level_of(KEEPING, between, filling=False) is DiskLevel.PLENTY
    assert level_of(KEEPING, between, filling=True) is DiskLevel.TIGHT
    assert level_of(KEEPING, Room(relieved_from(KEEPING, total), total), filling=True) is DiskLevel.PLENTY


def test_a_reserve_of_nothing_refuses_nothing() -> None:
    none = KeepingSettings(reserve_mb=0, reserve_percent=0)
    assert level_of(none, Room(0, 16_000 * MB), filling=False) is DiskLevel.PLENTY


def test_whether_it_fills_is_what_the_alarm_says(tmp_path: Path) -> None:
    assert not is_filling()
    Alarm.raise_alarm(AlarmKind.DISK_FILLING, "x", now=NOW, about=ABOUT)
    assert is_filling()
    Alarm.clear(AlarmKind.DISK_FILLING, now=NOW, about=ABOUT)
    assert not is_filling()
    assert 0 < room_of(tmp_path).free <= room_of(tmp_path).total
