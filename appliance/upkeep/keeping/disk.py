"""The disk filling: said in time, relieved of what may go, no recording begun that would not fit; calls go on."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.copies import prune

log = logging.getLogger(__name__)

LOOK_S = 30.0
MB = 1024 * 1024
BALLAST = "ballast"
"""A file of nothing: given up when the disk is all but full, so that one can still log in and delete."""
LEFT_OVER_S = 3600.0
"""What a writer has not finished for so long it will not finish."""
UNUSED_S = 30 * 86400.0
"""A prompt that nothing published plays may be spoken anew."""
COPIES_WHEN_SHORT = 3

ABOUT = "disk"


@dataclass(frozen=True, slots=True)
class Room:
    """What there is of a disk, bytes."""

    free: int
    total: int


def room_of(directory: Path) -> Room:
    """Return the room for what the box writes. Raises OSError."""
    found = os.statvfs(directory)
    return Room(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def is_short(settings: Settings, room: Room) -> bool:
    """Tell whether no recording may be begun: on a small disk below its share, else below the megabytes."""
    return room.free < min(_limits(settings, room))


def is_tight(settings: Settings, room: Room) -> bool:
    """Tell whether what may go should go, so that it does not become short."""
    return room.free < max(_limits(settings, room))


def _limits(settings: Settings, room: Room) -> tuple[int, int]:
    return settings.keeping.reserve_mb * MB, room.total * settings.keeping.reserve_percent // 100


class Disk:
    """Watches the disk under the state directory. `can_record` may be read at any time, on the loop."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        room: Callable[[Path], Room] = room_of,
        news: Callable[[str], None] = lambda _event: None,
    ) -> None:
        """`room` tells what is free; `news(event)` tells whoever follows."""
        self.can_record = True
        self._settings = settings
        self._database = database
        self._clock = clock
        self._room = room
        self._news = news
        self._raised: bool | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except (OSError, DatabaseUnavailable) as error:
                log.warning("the disk: %s", error)
            except Exception:
                # A mistake of ours in what nobody waits for must not end the telephone's daemon.
                log.exception("the disk was not looked at")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Look once: refuse or allow recordings, relieve the disk, raise or clear the alarm."""
        state = self._settings.box.state
        room = await asyncio.to_thread(self._room, state)
        if is_short(self._settings, room):
            self.can_record = False
        if is_tight(self._settings, room):
            await asyncio.to_thread(relieve, self._settings, room)
            room = await asyncio.to_thread(self._room, state)
        short = is_short(self._settings, room)
        self.can_record = not short
        if short != self._raised:
            told = await self._database.run(partial(_tell, short, room, self._clock.now()))
            self._raised = short
            if told:
                self._news("alarms")


def _tell(short: bool, room: Room, now: Moment) -> bool:
    if not short:
        return Alarm.clear(AlarmKind.DISK_FULL, now=now, about=ABOUT) is not None
    text = (
        f"На диску вільно лише {room.free // MB} МБ з {room.total // MB} МБ. Дзвінки приймаються, але голосові "
        "повідомлення не записуються. Затвердьте знищення записів, строк яких минув (сторінка «Строки зберігання»)."
    )
    return Alarm.raise_alarm(AlarmKind.DISK_FULL, text, now=now, about=ABOUT) is not None


def relieve(settings: Settings, room: Room) -> int:
    """Remove what may go without anybody's decision, the least dear first, and return how many files went.

    What callers said is never among it: recordings go by an approved act alone.
    """
    gone = _removed(_left_over(settings))
    gone += _removed(_unused_prompts(settings))
    gone += prune(settings, hourly=COPIES_WHEN_SHORT, daily=COPIES_WHEN_SHORT)
    ballast = settings.box.state / BALLAST
    if room.free < settings.keeping.ballast_mb * MB and ballast.exists():
        gone += _removed([ballast])
        log.warning("the disk is all but full: the ballast is given up")
    if gone:
        log.warning("the disk is short of room: %s files removed", gone)
    return gone


def take_ballast(settings: Settings, *, room: Callable[[Path], Room] = room_of) -> bool:
    """Lay the ballast down again when there is room for it twice; return whether it lies there. Raises OSError."""
    path = settings.box.state / BALLAST
    size = settings.keeping.ballast_mb * MB
    if path.exists() or not size:
        return path.exists()
    now = room(settings.box.state)
    if is_tight(settings, Room(now.free - 2 * size, now.total)):
        return False
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_CREAT | os.O_WRONLY, 0o660)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)
    part.replace(path)
    return True


def _left_over(settings: Settings) -> Iterator[Path]:
    old = time.time() - LEFT_OVER_S
    places = (settings.box.state, settings.copies, settings.spoken, settings.recorded, settings.trial)
    for place in places:
        for pattern in ("*.part", ".*.tmp", ".*.new"):
            yield from (path for path in _files(place, pattern) if _changed_before(path, old))


def _unused_prompts(settings: Settings) -> Iterator[Path]:
    """Yield spoken prompts that no published menu or notice holds a copy of, the sound and what is told of it."""
    state = settings.box.state
    played = {path.name for place in (settings.published, state / "menus", state / "notices", settings.trial)
              for path in place.rglob("*.wav")}  # fmt: skip
    old = time.time() - UNUSED_S
    for path in _files(settings.spoken, "*.json"):
        if path.with_suffix(".wav").name not in played and _changed_before(path, old):
            yield path
            yield path.with_suffix(".wav")


def _files(place: Path, pattern: str) -> list[Path]:
    return [path for path in place.glob(pattern) if path.is_file() and not path.is_symlink()]


def _changed_before(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except OSError:
        return False


def _removed(paths: Iterable[Path]) -> int:
    count = 0
    for path in list(paths):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError:
            log.exception("%s could not be removed", path)
        else:
            count += 1
    return count
