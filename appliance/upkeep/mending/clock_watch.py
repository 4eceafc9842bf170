"""Watches the wall clock: tells when it cannot be right, and has it set by the time of the mobile network.

Once it is trusted, what was written by it before gets its true time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.contacts.true_times import set_right
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock, Doubtable
from appliance.contracts import LineFault
from appliance.contracts.mending import Subscribed
from appliance.upkeep.mending.alarm_board import AlarmBoard
from appliance.upkeep.mending.clock_judge import ClockJudge
from appliance.upkeep.mending.requests import ask_clock

log = logging.getLogger(__name__)

LOOK_S = 10.0
FIRST_S = 60.0
"""So long after the start a modem has its network, and knows the time if the network tells it at all."""
ASK_S = 30.0
COMPARE_S = 6 * 3600.0
"""A clock that is trusted is compared so often all the same."""
SET_AGAIN_S = 300.0
RIGHT_AGAIN_S = 60.0
"""What was not over when rows were put right, or could not be written, is looked at again after so long."""
CLOCK = (AlarmKind.CLOCK_WRONG, "")


class ClockWatch:
    """One object of the daemon."""

    def __init__(
        self,
        cards: Sequence[Subscribed],
        database: Database,
        clock: Clock,
        *,
        asked: Path,
        news: Callable[[str], None],
    ) -> None:
        """`cards`: who may know the time of the network; `asked`: where root is asked to set the clock."""
        self._cards = cards
        self._clock = clock
        self._database = database
        self._asked = asked
        self._news = news
        self._board = AlarmBoard(database, clock, news)
        self._judge = ClockJudge(doubted=isinstance(clock, Doubtable) and clock.doubted)
        self._ask_at_s = clock.monotonic() + FIRST_S
        self._readings_due = 2
        self._set_at_s = 0.0
        # At the start, too: an earlier run of this boot may have written with an untrusted clock.
        self._right_at_s: float | None = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        self._ask_at_s = self._clock.monotonic() + FIRST_S
        while True:
            try:
                await self._look()
            except Exception:
                # A mistake of ours about the clock must not end the telephone's daemon.
                log.exception("the clock was not looked after")
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        self._judge.look(self._clock.now())
        if isinstance(self._clock, Doubtable):
            self._clock.doubt(self._judge.doubted)
        await self._ask_the_network()
        await self._set()
        await self._set_rows_right()
        now = self._clock.now()
        sentence = self._judge.alarm(now)
        # A clock that nobody trusts yet has mended nothing.
        await self._board.show({CLOCK: sentence} if sentence else {}, (CLOCK,) if now.trusted and not sentence else ())

    async def _ask_the_network(self) -> None:
        now = self._clock.now()
        if now.monotonic_s < self._ask_at_s:
            return
        for card in self._cards:
            try:
                told = await card.network_time()
            except LineFault:
                continue
            if told is not None:
                self._judge.hear(told, self._clock.now())
                break
        self._readings_due -= 1
        wanted = self._judge.wants_reading(now) or self._readings_due > 0
        if not wanted:
            self._readings_due = 2
        self._ask_at_s = now.monotonic_s + (ASK_S if wanted else COMPARE_S)

    async def _set(self) -> None:
        now = self._clock.now()
        better = self._judge.better(now)
        if better is None or now.monotonic_s < self._set_at_s:
            return
        self._set_at_s = now.monotonic_s + SET_AGAIN_S
        log.warning("root is asked to set the clock from %s to %s", now.wall, better)
        try:
            await asyncio.to_thread(ask_clock, self._asked, better, now)
        except OSError as error:
            log.warning("the clock cannot be asked for: %s", error)

    async def _set_rows_right(self) -> None:
        now = self._clock.now()
        if not now.trusted:
            self._right_at_s = now.monotonic_s
        elif self._right_at_s is not None and now.monotonic_s >= self._right_at_s:
            self._right_at_s = now.monotonic_s + RIGHT_AGAIN_S
            try:
                done = await self._database.run(set_right, now)
            except DatabaseUnavailable as error:
                log.warning("rows of an untrusted clock are not put right yet: %s", error)
                return
            if done.rows:
                log.info("%s rows of an untrusted clock have their true time", done.rows)
                self._news("call")
            elif not done.living:
                self._right_at_s = None
