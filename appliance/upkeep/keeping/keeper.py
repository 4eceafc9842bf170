"""Keeping, inside the daemon: the start-up check, the disk, the age of the copies, recordings that lost their rows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.copies import OLD_AFTER_S, Copy, newest_verified
from appliance.casework.box.orphans import Orphans, orphans
from appliance.casework.box.restorations import Restoration
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Moment
from appliance.settings import Settings
from appliance.upkeep.jobs import Jobs
from appliance.upkeep.keeping.disk import Disk
from appliance.upkeep.keeping.startup import open_or_restore

log = logging.getLogger(__name__)

LOOK_S = 600.0
AGAIN_S = 60.0
COPY_NOW = ("backup",)
CARRY_OUT = ("retention", "--carry-out")

Enter = Callable[[Sequence[Path], Moment], Awaitable[None]]
"""Enters recordings as messages, as those that a power cut broke off."""


class StartUp:
    """Makes the register ready, once; a broken one without a copy is not read through again at every try."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Nothing is read yet."""
        self._settings = settings
        self._clock = clock
        self._hopeless: tuple[tuple[int, int, int], DatabaseUnavailable] | None = None

    def __call__(self, path: Path) -> None:
        """Check, bring back, migrate. Raises DatabaseUnavailable."""
        if self._hopeless and self._hopeless[0] == _mark(path):
            raise self._hopeless[1]
        try:
            open_or_restore(self._settings, self._clock.now())
        except DatabaseUnavailable as error:
            if not error.passing:
                self._hopeless = _mark(path), error
            raise
        except OSError as error:
            # The disk under what stands beside the register: the telephone goes on, and it is tried again.
            raise DatabaseUnavailable(f"Базу даних не підготовлено: диск не дає цього ({error.strerror}).") from error


class Keeper:
    """Watches what the box keeps. `run` until cancelled; `disk.can_record` and `verbs` are the daemon's."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        jobs: Jobs,
        enter: Enter,
        news: Callable[[str], None],
        disk: Disk | None = None,
    ) -> None:
        """`enter` gives recordings without a row their rows; `news(event)` tells whoever follows."""
        self.disk = disk or Disk(settings, database, clock, carry_out=partial(jobs.start, CARRY_OUT), news=news)
        self._settings = settings
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._enter = enter
        self._news = news

    @property
    def verbs(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """What the control socket may ask: begin a copy, carry out what was approved. Both run beside the daemon."""
        return {"copy_now": partial(self._begin, COPY_NOW), "wake_retention": partial(self._begin, CARRY_OUT)}

    async def run(self) -> None:
        """Watch until cancelled."""
        await asyncio.gather(self.disk.run(), self._search_once(), self._watch_copies())

    def _begin(self, command: Sequence[str], _request: dict[str, Any]) -> dict[str, Any]:
        self._jobs.start(command)
        return {}

    async def _search_once(self) -> None:
        """After a restoration give every recording that the copy did not know its row, however long that takes."""
        while True:
            if await self._searched():
                return
            await asyncio.sleep(AGAIN_S)

    async def _searched(self) -> bool:
        try:
            if not await self._database.run(Restoration.unsearched):
                return True
            now = self._clock.now()
            found: Orphans = await self._database.run(orphans, self._settings.recordings, self._settings.pending)
            await self._enter(found.sounds, now)
            await self._database.run(Restoration.searched, now)
            self._news("message")
            self._news("alarms")
        except (DatabaseUnavailable, OSError) as error:
            log.warning("the recordings were not looked through: %s", error)
            return False
        except Exception:
            # A mistake of ours about one recording must not end the telephone's daemon, and that at every start.
            log.exception("the recordings were not looked through")
            return False
        return True

    async def _watch_copies(self) -> None:
        began_s = self._clock.monotonic()
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                newest = await asyncio.to_thread(newest_verified, self._settings)
                if await self._database.run(tell_age, newest, self._clock.now(), self._clock.monotonic() - began_s):
                    self._news("alarms")
            except (DatabaseUnavailable, OSError) as error:
                log.warning("the age of the copies: %s", error)
            except Exception:
                # A mistake of ours in what nobody waits for must not end the telephone's daemon.
                log.exception("the age of the copies is not known")


def tell_age(newest: Copy | None, now: Moment, waited_s: float) -> bool:
    """Raise or clear the alarm about old copies; tell whether something changed. `waited_s`: for the first one."""
    age_s = newest.age_s(now) if newest else waited_s
    if age_s < OLD_AFTER_S:
        return Alarm.clear(AlarmKind.BACKUP_OLD, now=now) is not None
    hours = int(age_s // 3600)
    text = (
        f"Останню перевірену копію бази зроблено щонайменше {hours} год тому."
        if newest
        else "Перевіреної копії бази немає жодної."
    )
    return Alarm.raise_alarm(AlarmKind.BACKUP_OLD, text, now=now) is not None


def _mark(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_size, found.st_mtime_ns
