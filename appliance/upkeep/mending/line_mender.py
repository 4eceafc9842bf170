"""Looks after the lines: brings dead ones back rung by rung, and lets the alarms of the lines stand as they should.

A line mends itself as far as it can: it reopens its port and resets its device. What it cannot is asked of root by a
name in a directory. Nothing is done to a line that has a call; the box restarts itself only when no line works, no call
lives, and not too often.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from appliance.casework.box.mending_steps import MendingStep
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock
from appliance.contracts import Line, LineState, LineStatus, Trouble
from appliance.contracts.mending import Mendable, ResetLevel
from appliance.settings import MendingSettings
from appliance.upkeep.mending.alarm_board import AlarmBoard
from appliance.upkeep.mending.ladder import Ladder
from appliance.upkeep.mending.line_alarms import WORKING, LineAlarms
from appliance.upkeep.mending.reboots import Reboot, may_reboot
from appliance.upkeep.mending.requests import NoSuchDevice, ask_power, ask_rebind, ask_reboot

log = logging.getLogger(__name__)

LOOK_S = 5.0
BUSY = frozenset({LineState.RINGING, LineState.TALKING})


class LineMender:
    """One object of the daemon; `line_changed` never waits."""

    def __init__(
        self,
        lines: Sequence[Line],
        database: Database,
        clock: Clock,
        *,
        settings: MendingSettings,
        asked: Path,
        outside: Collection[str],
        news: Callable[[str], None],
    ) -> None:
        """`asked`: where root is asked. `outside`: the lines by which the world can call."""
        self._lines = lines
        self._database = database
        self._clock = clock
        self._settings = settings
        self._asked = asked
        self._outside = frozenset(outside)
        self._alarms = LineAlarms(settings.down_alarm_s)
        self._board = AlarmBoard(database, clock, news)
        self._ladders = {line.name: Ladder() for line in lines}
        self._resets = {line.name: 0 for line in lines}

    def line_changed(self, status: LineStatus) -> None:
        """Hear of a line; call it on the loop."""
        self._alarms.hear(status, self._clock.monotonic())

    async def run(self) -> None:
        """Look after them until cancelled."""
        for line in self._lines:
            self._alarms.hear(line.status, self._clock.monotonic())
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._look()
            except Exception:
                # A mistake of ours in the mending must not end the telephone's daemon.
                log.exception("the lines were not looked after")

    async def _look(self) -> None:
        now_s = self._clock.monotonic()
        await self._board.show(self._alarms.wanted(now_s), self._alarms.settled(now_s))
        for line in self._lines:
            if isinstance(line, Mendable):
                await self._note_own_resets(line, line.status.trouble)
                trouble = line.status.trouble if line.status.state is LineState.DOWN else Trouble.NONE
                level = self._ladders[line.name].look(now_s, trouble)
                if level is not None:
                    await self._climb(line, trouble, level)

    async def _note_own_resets(self, line: Mendable, trouble: Trouble) -> None:
        if line.resets != self._resets[line.name]:
            self._resets[line.name] = line.resets
            await self._note(line, trouble, ResetLevel.RESET, done=True)

    async def _climb(self, line: Mendable, trouble: Trouble, level: ResetLevel) -> None:
        try:
            done = await self._do(line, trouble, level)
        except (NoSuchDevice, OSError) as error:
            log.warning("%s: %s is not possible: %s", line.name, level, error)
            done = False
        log.warning("%s (%s): %s %s", line.name, trouble, level, "done" if done else "skipped")
        if level in (ResetLevel.REBIND, ResetLevel.POWER):
            await self._note(line, trouble, level, done=done)
        if not done:
            self._ladders[line.name].skip(self._clock.monotonic())

    async def _do(self, line: Mendable, trouble: Trouble, level: ResetLevel) -> bool:
        match level:
            case ResetLevel.ASK | ResetLevel.RESET:
                return line.reset(level)
            case ResetLevel.REBIND | ResetLevel.POWER if not line.device:
                return False
            case ResetLevel.REBIND:
                await asyncio.to_thread(ask_rebind, self._asked, line.device)
            case ResetLevel.POWER:
                await asyncio.to_thread(ask_power, self._asked, line.device)
            case ResetLevel.REBOOT:
                return await self._reboot(line, trouble)
        return True

    async def _reboot(self, line: Mendable, trouble: Trouble) -> bool:
        """Restart the box, if that may help, harms nobody and is not done too often; kept before it is asked for."""
        if not self._settings.reboots or not line.device or not self._nobody_is_served():
            return False
        now = self._clock.now()
        try:
            history = [
                Reboot(step.boot_id, step.monotonic_s, step.at if step.clock_trusted else None)
                for step in await self._database.run(MendingStep.reboots)
            ]
            if not may_reboot(history, now):
                return False
            note = partial(MendingStep.note, line.name, trouble, ResetLevel.REBOOT, done=True, now=now)
            await self._database.run(note)
        except DatabaseUnavailable as error:
            log.warning("no reboot that cannot be counted: %s", error)
            return False
        if not self._nobody_is_served():
            return False
        await asyncio.to_thread(ask_reboot, self._asked)
        return True

    def _nobody_is_served(self) -> bool:
        """No call lives, and the world reaches the box on no line."""
        states = {line.name: line.status.state for line in self._lines}
        works = any(state in WORKING for name, state in states.items() if name in self._outside)
        return not works and BUSY.isdisjoint(states.values())

    async def _note(self, line: Mendable, trouble: Trouble, level: ResetLevel, *, done: bool) -> None:
        try:
            await self._database.run(
                partial(MendingStep.note, line.name, trouble, level, done=done, now=self._clock.now())
            )
        except DatabaseUnavailable as error:
            log.warning("%s: a step is not kept: %s", line.name, error)
