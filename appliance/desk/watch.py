"""What must be told although nobody looks: a night without a duty officer, open hours without an operator."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from appliance.casework.calendar import WorkCalendar
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.presence import Presence
from appliance.casework.roster_watch import watch
from appliance.clock import Clock, Moment

log = logging.getLogger(__name__)

LOOK_S = 600.0


class Watch:
    """Looks every `LOOK_S`, whether a browser is open or not; the alarms are rows."""

    def __init__(
        self, database: Database, clock: Clock, calendar: Callable[[], WorkCalendar], news: Callable[..., None]
    ) -> None:
        """`calendar` returns the hours that callers are told now."""
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._news = news

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                changed = await self._database.run(_look, self._clock.now(), self._calendar())
            except DatabaseUnavailable as error:
                log.warning("nobody looked at the roster: %s", error)
                continue
            if changed:
                self._news("alarms")


def _look(now: Moment, calendar: WorkCalendar) -> bool:
    nights = watch(now, calendar)
    operators = Presence.watch(now, calendar.is_open(now.wall))
    return nights or operators
