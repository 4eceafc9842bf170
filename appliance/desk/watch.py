"""What must be seen to although nobody looks: promises, visits, empty nights and open hours, erasures broken off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from appliance.casework.box.danger_messages import settle_dangers
from appliance.casework.contacts.appointments import ring_when_due
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.knowledge.service_watch import watch as watch_services
from appliance.casework.knowledge.stale_answers import watch_answers
from appliance.casework.menus.publications import Publication
from appliance.casework.notices.works import Works
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.reception_bookings import ReceptionBooking
from appliance.casework.people.person_erasure import FilesRemain, finish_interrupted
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.roster_watch import watch
from appliance.clock import Clock, Moment

log = logging.getLogger(__name__)

LOOK_S = 600.0
PROMISES_S = 30.0

Verb = Callable[[Moment], tuple[str, ...]]
"""What is done at a moment in the database thread; returns the events to be told."""


class Watch:
    """Looks again and again, whether a browser is open or not; what it finds is rows."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendar: Callable[[], WorkCalendar],
        recordings: Path,
        news: Callable[[str], None],
        publish: Callable[[], None],
    ) -> None:
        """`calendar` returns the hours that callers are told now; `publish` begins what is due to be published."""
        self._publish = publish
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._recordings = recordings
        self._news = news

    async def run(self) -> None:
        """Look until cancelled."""
        await asyncio.gather(
            self._every(PROMISES_S, _promised),
            self._every(PROMISES_S, _publications, lambda _event: self._publish()),
            self._every(LOOK_S, lambda now: _unattended(now, self._calendar())),
            self._every(LOOK_S, _stale),
            self._every(LOOK_S, partial(_broken_off, self._recordings)),
            self._every(LOOK_S, _left_open),
            self._every(LOOK_S, _reminded),
        )

    async def _every(self, seconds: float, verb: Verb, tell: Callable[[str], None] | None = None) -> None:
        tell = tell or self._news
        while True:
            await asyncio.sleep(seconds)
            try:
                events = await self._database.run(verb, self._clock.now())
            except (DatabaseUnavailable, FilesRemain) as error:
                log.warning("not seen to: %s", error)
            except Exception:
                # A mistake of ours in what nobody waits for must not end the telephone's daemon.
                log.exception("not seen to")
            else:
                for event in events:
                    tell(event)


def _promised(now: Moment) -> tuple[str, ...]:
    due, settled = ring_when_due(now), settle_dangers(now)
    return ("alarms", "callback") if due else ("alarms",) if settled else ()


def _publications(now: Moment) -> tuple[str, ...]:
    return ("publications",) if Publication.due(now) else ()


def _unattended(now: Moment, calendar: WorkCalendar) -> tuple[str, ...]:
    nights = watch(now, calendar)
    operators = Presence.watch(now, calendar.is_open(now.wall))
    return ("alarms",) if nights or operators else ()


def _left_open(now: Moment) -> tuple[str, ...]:
    """Works that nobody has closed; a clock that nobody has set knows no ends."""
    return ("alarms",) if now.trusted and Works.watch(now) else ()


def _reminded(now: Moment) -> tuple[str, ...]:
    return ("reception",) if ReceptionBooking.remind(now=now) else ()


def _stale(now: Moment) -> tuple[str, ...]:
    answers, services = watch_answers(now), watch_services(now)
    return ("alarms",) if answers or services else ()


def _broken_off(recordings: Path, now: Moment) -> tuple[str, ...]:
    finish_interrupted(recordings, now=now)
    return ()
