"""The disk filling: said in time, relieved of what may go, no recording begun that would not fit; calls go on.

How full it is, is the rule of `casework.box.disk_room`; what becomes of recordings that of `casework.box.room_acts`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

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
)
from appliance.casework.box.room_acts import make_room
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Moment
from appliance.settings import KeepingSettings, Settings
from appliance.upkeep.keeping.copies import prune

log = logging.getLogger(__name__)

LOOK_S = 30.0
ACT_EVERY_S = 600.0
"""How often it is looked for recordings that may go, while the disk stays tight."""
BALLAST = "ballast"
"""A file of nothing: given up when the disk is all but full, so that one can still log in and delete."""
LEFT_OVER_S = 3600.0
"""What a writer has not finished for so long it will not finish."""
UNUSED_S = 30 * 86400.0
"""A prompt that nothing published plays may be spoken anew."""
COPIES_WHEN_SHORT = 3


class Disk:
    """Watches the disk under the state directory. `can_record` may be read at any time, on the loop."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        carry_out: Callable[[], None],
        room: Callable[[Path], Room] = room_of,
        news: Callable[[str], None] = lambda _event: None,
    ) -> None:
        """`room` tells what is free; `news(event)` tells whoever follows.

        `carry_out` has the approved act of retention carried out beside the calls and returns at once.
        """
        self.can_record = True
        self._settings = settings
        self._database = database
        self._clock = clock
        self._room = room
        self._news = news
        self._carry_out = carry_out
        self._level: DiskLevel | None = None
        """As it was told last; None: nothing is known of before the start."""
        self._act_s: float | None = None

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
        """Look once: refuse or allow recordings, relieve the disk, raise or clear the alarms, let recordings go."""
        state = self._settings.box.state
        room = await asyncio.to_thread(self._room, state)
        if self._of(room) is DiskLevel.SHORT:
            self.can_record = False
        if self._of(room) is not DiskLevel.PLENTY:
            await asyncio.to_thread(relieve, self._settings, room)
            room = await asyncio.to_thread(self._room, state)
        self.can_record = self._of(room) is not DiskLevel.SHORT
        if self._of(room) is not self._level:
            tell = partial(_tell, self._settings.keeping, room, self._clock.now())
            self._level, told = await self._database.run(tell)
            if told:
                self._news("alarms")
        if self._level is not DiskLevel.PLENTY:
            await self._let_recordings_go(room)

    def _of(self, room: Room) -> DiskLevel:
        filling = self._level not in (None, DiskLevel.PLENTY)
        return level_of(self._settings.keeping, room, filling=filling)

    async def _let_recordings_go(self, room: Room) -> None:
        now = self._clock.now()
        # Of a clock that nobody has set, or that is doubted, nobody knows whose term is over.
        if not now.trusted or (self._act_s is not None and now.monotonic_s - self._act_s < ACT_EVERY_S):
            return
        missing = relieved_from(self._settings.keeping, room.total) - room.free
        act = await self._database.run(partial(make_room, missing, self._settings.recordings, now=now))
        self._act_s = now.monotonic_s
        if act is None:
            return
        log.warning("the disk fills up: act %d of retention is carried out, %d MB free", act.id, room.free // MB)
        self._news("alarms")
        self._carry_out()


def _tell(keeping: KeepingSettings, room: Room, now: Moment) -> tuple[DiskLevel, bool]:
    """Raise and clear the alarms; return the level, and whether something has changed."""
    level = level_of(keeping, room, filling=is_filling())
    left = f"вільно {room.free // MB} МБ з {room.total // MB} МБ"
    filling = (
        f"На диску {left}. Нижче {reserve(keeping, room.total) // MB} МБ повідомлення не записуватимуться. Затвердьте "
        "акт («Строки зберігання») або поставте більшу картку."
    )
    full = (
        f"На диску {left}. Дзвінки приймаються, але голосові повідомлення не записуються. Затвердьте знищення записів, "
        "строк яких минув (сторінка «Строки зберігання»), або поставте більшу картку."
    )
    return level, any(
        [
            _told(AlarmKind.DISK_FILLING, filling if level is not DiskLevel.PLENTY else "", now),
            _told(AlarmKind.DISK_FULL, full if level is DiskLevel.SHORT else "", now),
        ]
    )


def _told(kind: AlarmKind, text: str, now: Moment) -> bool:
    if not text:
        return Alarm.clear(kind, now=now, about=ABOUT) is not None
    return Alarm.raise_alarm(kind, text, now=now, about=ABOUT) is not None


def relieve(settings: Settings, room: Room) -> int:
    """Remove what may go without anybody's decision, the least dear first, and return how many files went.

    What callers said is never among it: a recording goes by an act alone, which says which and why. A person approves
    it; while the disk fills up the box does so itself, because what is over would else keep a caller from being heard.
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
    if level_of(settings.keeping, Room(now.free - 2 * size, now.total), filling=True) is not DiskLevel.PLENTY:
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
