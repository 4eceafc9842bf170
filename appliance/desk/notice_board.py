"""What callers are told before the menu, as it is in memory now; renewed when its rows have changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.notices.emergency_texts import EmergencyOrder
from appliance.clock import Clock
from appliance.contracts.office import NotKept
from appliance.errors import SlukhavkaError
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import NotPublished
from appliance.menu.published_notices import load_notices
from appliance.publishing.notices import notices_in, switch_notices
from appliance.settings import Settings
from audio.speech import spool
from audio.speech.prompt_set import Wanted
from audio.speech.spool import Request
from audio.speech.store import PromptStore

log = logging.getLogger(__name__)

POLL_S = 0.2
SILENT_S = 60.0
"""So long the speech unit may say nothing before what it has not spoken is left for later."""
AGAIN_S = 120.0
"""How long after that it is asked again, and a register that failed is."""


class NoticeBoard:
    """The notices that a call begins with. Nothing of it waits on the loop."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, news: Callable[[str], None]) -> None:
        """Nothing is read yet."""
        self.current: Notices = NO_NOTICES
        self._settings = settings
        self._database = database
        self._clock = clock
        self._news = news
        self._store: PromptStore | None = None
        self._changed = asyncio.Event()
        self._wakes = self._switched = 0
        """How often rows have changed, and how many of these changes the latest switch has read."""
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Take what is published; what is broken leaves what is told now."""
        try:
            self.current = await asyncio.to_thread(load_notices, notices_in(self._settings))
        except NotPublished as error:
            log.error("%s", error)

    async def run(self) -> None:
        """Follow the rows until cancelled: at the start, whenever they have changed, and while something is left."""
        while True:
            settled = await self._renew()
            await self._until_changed(None if settled else AGAIN_S)
            self._changed.clear()

    async def _until_changed(self, at_most_s: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._changed.wait()

    def answer_wake(self, _request: dict[str, Any]) -> dict[str, Any]:
        """Rows have changed (`wake_notices`)."""
        self._wakes += 1
        self._changed.set()
        return {}

    async def put_on(self, text_id: int, hours: int, call_uid: str) -> None:
        """Let every caller hear an emergency text that was ordered in a call; the next one does. Raises NotKept."""
        await self._order(partial(EmergencyOrder.put_on, text_id, hours, call_uid=call_uid), runs=True)

    async def end(self) -> None:
        """End the emergency text that runs. Raises NotKept."""
        await self._order(EmergencyOrder.end, runs=False)

    async def _order(self, verb: Callable[..., object], *, runs: bool) -> None:
        now = self._clock.now()
        try:
            await self._database.run(partial(verb, by=Actor(Origin.PHONE), now=now))
            await self._switch()
        except (SlukhavkaError, OSError) as error:
            raise NotKept(str(error)) from error
        self._changed.set()
        if (self.current.emergency(self._clock.now().wall) is not None) != runs:
            raise NotKept("Замовлено, але чинним ще не стало: перевірте сторінку оголошень.")

    async def _renew(self) -> bool:
        """Let callers hear what the rows say; tell whether all of it is spoken, so that nothing is left to do."""
        try:
            await self._database.run(_opened)
            missing = await self._switch()
            if missing and await self._spoken(missing):
                missing = await self._switch()
            return not missing
        except (DatabaseUnavailable, OSError) as error:
            log.warning("the notices stay as they were: %s", error)
        except Exception:
            # A mistake of ours in what is told before the menu must not end the telephone's daemon.
            log.exception("the notices stay as they were")
        return False

    async def _switch(self) -> list[Wanted]:
        """Put in force what is spoken; return what is not. Raises DatabaseUnavailable, OSError."""
        async with self._turn:
            before, self._switched = self.current.revision, self._wakes
            self._store = self._store or await asyncio.to_thread(PromptStore, self._settings.spoken)
            missing = await asyncio.to_thread(switch_notices, self._settings, self._clock.now(), self._store)
            await self.load()
        if self.current.revision != before:
            self._news("notices")
        return missing

    async def _spoken(self, missing: list[Wanted]) -> bool:
        """Ask the speech unit for the texts, wait as long as it speaks, and tell whether it spoke any.

        On the loop, so that the box can stop meanwhile; each look at the disk is a thread's. What changes meanwhile and
        is spoken already, an emergency text above all, does not wait for them. Raises DatabaseUnavailable, OSError.
        """
        directory = self._settings.speech_spool
        if not await asyncio.to_thread(spool.is_served, directory):
            log.warning("texts of notices wait for the speech unit: %d", len(missing))
            return False
        # Not taken back when the box stops: what is spoken after that is found in the store at the next start.
        return await self._answered(
            await asyncio.to_thread(
                lambda: {spool.put(directory, Request(each.text, "", each.pace), soon=True): each for each in missing}
            )
        )

    async def _answered(self, waiting: dict[str, Wanted]) -> bool:
        spoken, silent_s = False, 0.0
        while waiting and silent_s < SILENT_S:
            answers = await asyncio.to_thread(spool.answers, self._settings.speech_spool, list(waiting))
            for request, answer in answers.items():
                each = waiting.pop(request)
                spoken = spoken or not answer.error
                if answer.error:
                    log.error("a notice cannot be heard: %r: %s", each.text, answer.error)
            if self._switched != self._wakes:
                await self._switch()
            silent_s = 0.0 if answers else silent_s + POLL_S
            await asyncio.sleep(POLL_S)
        return spoken


def _opened() -> None:
    """Nothing: run in the database thread, it makes sure that the file is there and has its tables."""
