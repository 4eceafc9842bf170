"""How full the disk is: one rule for the refusal of recordings, the alarms, the self-test and the pages.

What register, copies and publishing need does not grow with the card: the reserve is megabytes, and a share where the
card is so small that it would never record. It is tight at four reserves, weeks of messages before nothing is recorded,
and on a big card when 95 % is taken (C-39).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.settings import KeepingSettings

MB = 1024 * 1024
ABOUT = "disk"
"""What the alarms of this disk are about."""
TIGHT_TIMES = 4
RELIEVED = 1.1
"""So much above the tight level it has to be before it counts as relieved: the alarm does not flicker."""


class DiskLevel(StrEnum):
    """How full it is."""

    PLENTY = "plenty"
    TIGHT = "tight"
    """Somebody should make room; what may go goes."""
    SHORT = "short"
    """No recording is begun; callers are answered."""


@dataclass(frozen=True, slots=True)
class Room:
    """What there is of a disk, bytes."""

    free: int
    total: int


def room_of(directory: Path) -> Room:
    """Return the room for what the box writes. Raises OSError."""
    found = os.statvfs(directory)
    return Room(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def reserve(keeping: KeepingSettings, total: int) -> int:
    """Return the bytes below which it is short."""
    return min(keeping.reserve_mb * MB, _share(keeping, total))


def tight_below(keeping: KeepingSettings, total: int) -> int:
    """Return the bytes below which it becomes tight."""
    return max(TIGHT_TIMES * reserve(keeping, total), _share(keeping, total))


def relieved_from(keeping: KeepingSettings, total: int) -> int:
    """Return the bytes from which it is tight no more."""
    return int(tight_below(keeping, total) * RELIEVED)


def level_of(keeping: KeepingSettings, room: Room, *, filling: bool) -> DiskLevel:
    """Return how full it is. `filling`: it was tight, and is until it is relieved."""
    if room.free < reserve(keeping, room.total):
        return DiskLevel.SHORT
    line = relieved_from(keeping, room.total) if filling else tight_below(keeping, room.total)
    return DiskLevel.TIGHT if room.free < line else DiskLevel.PLENTY


def is_filling() -> bool:
    """Tell whether the daemon says that it is tight."""
    said = (Alarm.kind == AlarmKind.DISK_FILLING) & (Alarm.about == ABOUT) & Alarm.cleared_at.is_null()
    return bool(Alarm.select().where(said).exists())


def _share(keeping: KeepingSettings, total: int) -> int:
    return total * keeping.reserve_percent // 100
