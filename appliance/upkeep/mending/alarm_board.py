"""Keeps alarms as they should stand: what holds is raised once, what surely does not is cleared.

A database that fails is tried again at the next look.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Moment

log = logging.getLogger(__name__)

Key = tuple[AlarmKind, str]
"""A kind, and what it is about."""


class AlarmBoard:
    """The alarms of one watcher; no other raises or clears these keys."""

    def __init__(self, database: Database, clock: Clock, news: Callable[[str], None]) -> None:
        """`news` hears that alarms have changed."""
        self._database = database
        self._clock = clock
        self._news = news
        self._stand: dict[Key, bool] = {}
        """What is known of the rows; a key not here may stand from an earlier run."""

    async def show(self, wanted: Mapping[Key, str], settled: Collection[Key] = ()) -> None:
        """Let what is `wanted` stand with its sentence; clear what is `settled`."""
        raised = {key: text for key, text in wanted.items() if not self._stand.get(key)}
        cleared = [key for key in settled if key not in wanted and self._stand.get(key, True)]
        if not raised and not cleared:
            return
        try:
            changed = await self._database.run(_change, raised, cleared, self._clock.now())
        except DatabaseUnavailable as error:
            log.warning("alarms are not written yet: %s", error)
            return
        self._stand |= dict.fromkeys(raised, True) | dict.fromkeys(cleared, False)
        if changed:
            self._news("alarms")


def _change(raised: Mapping[Key, str], cleared: Collection[Key], now: Moment) -> bool:
    """Write it; True when a row has changed."""
    rows = [Alarm.raise_alarm(kind, text, now=now, about=about) for (kind, about), text in raised.items()]
    rows += [Alarm.clear(kind, now=now, about=about) for kind, about in cleared]
    return any(row is not None for row in rows)
