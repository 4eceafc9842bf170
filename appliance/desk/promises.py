"""The hour at which the office promised to call somebody: when it comes, an alarm says so, browser or not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from appliance.casework.appointments import ring_when_due
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 30.0


class Promises:
    """Looks every `LOOK_S`; the alarms are rows."""

    def __init__(self, database: Database, clock: Clock, news: Callable[..., None]) -> None:
        """`news("alarms")` and `news("callback")` are told of a promise that has come due."""
        self._database = database
        self._clock = clock
        self._news = news

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                due = await self._database.run(ring_when_due, self._clock.now())
            except DatabaseUnavailable as error:
                log.warning("nobody looked at what was promised: %s", error)
                continue
            if due:
                self._news("alarms")
                self._news("callback")
