"""Writes incidents by itself: of how the run before ended, of the lines, of alarms; and has the technician told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from appliance.casework.box.alarm_kinds import AlarmKind, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.incidents import Incident, IncidentKind
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.box.technical_alarms import technical
from appliance.casework.box.technician_told import TechnicianTold, Telling
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Moment
from appliance.contracts import LineStatus
from appliance.upkeep.line_incidents import Begins, Ends, LineIncidents
from appliance.upkeep.sign_of_life import SignOfLife, read_sign, sign_in, write_sign

log = logging.getLogger(__name__)

T = TypeVar("T")
SIGN_S = 60.0
LOOK_S = 15.0
DATABASE_S = 5.0
WHY: dict[IncidentKind, str] = {
    IncidentKind.NO_POWER: "Живлення зникло без попередження.",
    IncidentKind.CRASH: "Програма зупинилася без прощання; її запущено знову.",
    IncidentKind.STOPPED: "Слухавку зупинили, вимкнули або перезавантажили за наказом.",
    IncidentKind.STARTING: "Скринька вмикалася й шукала мережу.",
}
OWN = frozenset({AlarmKind.LINE_DOWN})
"""Alarms whose incidents are written of the lines themselves."""


class IncidentKeeper:
    """One object of the daemon; `line_changed` never waits, all writing is done by `run`."""

    def __init__(
        self,
        state: Path,
        database: Database,
        clock: Clock,
        *,
        lines: Sequence[str],
        house: Collection[str] = (),
        telling: Telling,
        wake_outbox: Callable[[], None],
        news: Callable[[str], None],
    ) -> None:
        """Nothing is read or written yet. `telling`: who is texted of alarms, and how often.

        `house`: those of the lines by which the world cannot call.
        """
        self._sign = sign_in(state)
        self._database = database
        self._clock = clock
        self._lines = tuple(lines)
        self._house = frozenset(house)
        self._telling = telling
        self._wake_outbox = wake_outbox
        self._news = news
        self._heard: asyncio.Queue[tuple[LineStatus, Moment]] = asyncio.Queue()
        self._seen: dict[int, float] = {}
        self._signing: asyncio.Future[None] | None = None

    def line_changed(self, status: LineStatus) -> None:
        """Hear of a line; call it on the loop."""
        self._heard.put_nowait((status, self._clock.now()))

    async def run(self) -> None:
        """Keep the record until cancelled."""
        started = self._clock.now()
        last = await asyncio.to_thread(read_sign, self._sign)
        await asyncio.gather(self._keep_signs(), self._follow_lines(last, started), self._look())

    async def close(self, *, wanted: bool = True) -> None:
        """Leave the last sign, and in it whether this end was wanted."""
        if self._signing is not None:
            # A thread is not cancelled with who waits for it: what it writes late would be the last word.
            await asyncio.gather(self._signing, return_exceptions=True)
        await self._give_sign(clean=wanted)

    async def _keep_signs(self) -> None:
        while True:
            await self._give_sign()
            await asyncio.sleep(SIGN_S)

    async def _give_sign(self, *, clean: bool = False) -> None:
        writing = asyncio.to_thread(write_sign, self._sign, self._clock.now(), clean=clean)
        self._signing = asyncio.ensure_future(writing)
        try:
            await asyncio.shield(self._signing)
        except OSError as error:
            # A full disk costs the record some minutes, never the telephone.
            log.warning("no sign of life: %s", error)

    async def _follow_lines(self, last: SignOfLife | None, started: Moment) -> None:
        opened = await self._written(lambda: begin_start(last, started))
        lines = LineIncidents(self._lines, opened or (), house=self._house)
        for deed in lines.settled():
            await self._write(deed, started)
        while True:
            status, at = await self._heard.get()
            for deed in lines.hear(status):
                await self._write(deed, at)

    async def _write(self, deed: Begins | Ends, at: Moment) -> None:
        await self._written(lambda: _enter(deed, at))
        self._news("incidents")

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if await self._written(partial(self._look_at_alarms, self._clock.now())):
                self._wake_outbox()

    def _look_at_alarms(self, now: Moment) -> int:
        """In the database thread: returns how many SMS wait to be sent."""
        Maintenance.settle(now)
        follow_alarms(now)
        return TechnicianTold.tell_due(self._telling, now, self._seen)

    async def _written(self, verb: Callable[[], T]) -> T | None:
        """Run a verb of the register until it is done: an outage must not be forgotten."""
        while True:
            try:
                return await self._database.run(verb)
            except DatabaseUnavailable as error:
                log.warning("an incident waits to be written: %s", error)
                await asyncio.sleep(DATABASE_S)
            except Exception:
                # A mistake of ours in what nobody waits for must not end the telephone's daemon.
                log.exception("an incident is not written")
                return None


def begin_start(last: SignOfLife | None, started: Moment) -> tuple[IncidentKind, ...]:
    """Write how the run before ended, close what it left open; return the incidents that stand until a line works."""
    for left in Incident.standing():
        if left.alarm_id is None:
            Incident.end(IncidentKind(left.kind), now=last.at if last else started, about=left.about)
    if last is None:
        return ()
    if last.at.boot_id == started.boot_id:
        kind = IncidentKind.STOPPED if last.clean else IncidentKind.CRASH
        Incident.begin(kind, WHY[kind], began=last.at, deaf=True)
        return (kind,)
    booted = replace(started, wall=started.wall - timedelta(seconds=started.monotonic_s), monotonic_s=0.0)
    kind = IncidentKind.STOPPED if last.clean else IncidentKind.NO_POWER
    Incident.begin(kind, WHY[kind], began=last.at, deaf=True, powered=False)
    Incident.end(kind, now=booted)
    Incident.begin(IncidentKind.STARTING, WHY[IncidentKind.STARTING], began=booted, deaf=True)
    return (IncidentKind.STARTING,)


def follow_alarms(now: Moment) -> None:
    """Write an incident of every technical alarm that has none, and end those whose cause is gone."""
    standing = [each for each in Alarm.standing() if technical(each.kind) and each.kind not in OWN]
    # One that has come back needs an incident anew; one that came and went between two looks needs its only one.
    known = {each.alarm_id for each in Incident.standing()}
    known |= Incident.of_alarms(alarm.id for alarm in standing if alarm.cleared_at is not None)
    for alarm in standing:
        if alarm.id not in known:
            kind = IncidentKind.SELF_TEST if alarm.kind == AlarmKind.SELF_TEST_FAILED else IncidentKind.ALARM
            about = told(alarm.kind).title
            Incident.begin(kind, alarm.text, began=_raised(alarm, now), about=about, alarm=alarm.id)
    for incident in Incident.standing():
        if incident.alarm_id is not None and Alarm.get_by_id(incident.alarm_id).cleared_at is not None:
            Incident.end(IncidentKind(incident.kind), now=now, alarm=incident.alarm_id)


def _raised(alarm: Alarm, now: Moment) -> Moment:
    """Return when an alarm was raised last, in the seconds of this boot as far as that can be known."""
    age_s = (now.wall - alarm.last_at).total_seconds() if alarm.clock_trusted and now.trusted else 0.0
    since_s = max(now.monotonic_s - max(age_s, 0.0), 0.0)
    return Moment(alarm.last_at, since_s, alarm.clock_trusted, now.boot_id)


def _enter(deed: Begins | Ends, at: Moment) -> None:
    if isinstance(deed, Begins):
        Incident.begin(deed.kind, deed.cause, began=at, about=deed.about, deaf=deed.deaf)
    else:
        Incident.end(deed.kind, now=at, about=deed.about)
