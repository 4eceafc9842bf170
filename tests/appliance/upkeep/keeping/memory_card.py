"""A memory card that fills up, and the watch on it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.disk_room import MB, Room
from appliance.casework.database import Database
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.carrying_out import carry_out
from appliance.upkeep.keeping.disk import Disk
from tests.appliance.upkeep.keeping.lived_in import NOW, later, message, opened_register
from tests.fakes.virtual_time import VirtualClock, run_virtually

TOTAL = 16_000 * MB
PLENTY, TIGHT, SHORT, NOTHING = (Room(mb * MB, TOTAL) for mb in (9000, 1999, 400, 10))
RELIEVED = Room(2200 * MB, TOTAL)
HUNDRED_DAYS_S = 100 * 86400.0


@dataclass
class Card:
    """A memory card: so many bytes are free while no recording lies on it. `broken`: what is asked of it fails."""

    settings: Settings
    free: int
    total: int = TOTAL
    broken: bool = False

    def room(self, _directory: Path) -> Room:
        if self.broken:
            raise OSError(5, "Input/output error")
        recordings = sum(path.stat().st_size for path in self.settings.recordings.glob("*.wav"))
        return Room(self.free - recordings, self.total)


@dataclass
class Watch:
    """The watch on a card, and the process that carries acts out, here a thread."""

    disk: Disk
    database: Database
    card: Card
    clock: VirtualClock
    carried_out: list[bool] = field(default_factory=list)

    async def standing(self) -> list[str]:
        return await self.database.run(open_alarms)

    def let_act_be_carried_out(self) -> None:
        asyncio.get_running_loop().run_in_executor(None, self._carry_out)

    def _carry_out(self) -> None:
        with bind(self.card.settings.database).connection_context():
            self.carried_out.append(carry_out(self.card.settings, self.clock.now(), pause=lambda: None))


def watched(card: Card, scene: Callable[[Watch], Coroutine[Any, Any, None]], *, trusted: bool = True) -> None:
    """Run the watch on a card."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        database, clock = Database(card.settings.database, monotonic=loop.time), VirtualClock(loop, trusted=trusted)
        disk = Disk(card.settings, database, clock, carry_out=lambda: watch.let_act_be_carried_out(), room=card.room)
        watch = Watch(disk, database, card, clock)
        running = asyncio.ensure_future(disk.run())
        try:
            await asyncio.sleep(1)
            await scene(watch)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await database.close()

    run_virtually(main)


def open_alarms() -> list[str]:
    return sorted(alarm.kind for alarm in Alarm.standing() if alarm.cleared_at is None)


def sparse_message(settings: Settings, name: str, *, at: Moment = NOW, size: int = 50 * MB) -> None:
    """Keep a message of that size which takes no room on the disk of the test."""
    with opened_register(settings):
        message(settings, name, at=at)
    os.truncate(settings.recordings / f"{name}.wav", size)


def lie_there(settings: Settings) -> list[str]:
    return sorted(path.stem for path in settings.recordings.glob("*.wav"))


def before(seconds: float) -> Moment:
    return later(-seconds)
