"""The one clock of all sound: a tick every 20 ms at absolute deadlines.

A late tick is made up for, so that the modem's buffer does not run dry; after a stall of more than `REBASE_S` the past
is dropped instead, because a backlog would be latency for the rest of the call.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from appliance.contracts import PTIME_MS

log = logging.getLogger(__name__)

PTIME_S = PTIME_MS / 1000
REBASE_S = 0.1
STUCK_S = 2.0


class MediaClock:
    """Turns everything that is attached; sleeps while nothing is."""

    def __init__(self) -> None:
        self._turns: list[Callable[[], None]] = []
        self._next_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.rebased = 0

    @property
    def turning(self) -> bool:
        """Whether the clock keeps its time, or has nothing to turn."""
        return self._timer is None or asyncio.get_running_loop().time() - self._next_s < STUCK_S

    def attach(self, turn: Callable[[], None]) -> None:
        """Call `turn` every 20 ms from now on."""
        self._turns.append(turn)
        if self._timer is None:
            self._next_s = asyncio.get_running_loop().time()
            self._schedule()

    def detach(self, turn: Callable[[], None]) -> None:
        """Leave `turn` alone again."""
        if turn in self._turns:
            self._turns.remove(turn)
        if not self._turns and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_at(self._next_s, self._tick)

    def _tick(self) -> None:
        late_s = asyncio.get_running_loop().time() - self._next_s
        if late_s > REBASE_S:
            self.rebased += 1
            log.warning("media clock was %d ms late", late_s * 1000)
            self._next_s += late_s
        self._next_s += PTIME_S
        # Before the turns: whatever one of them does, the clock of all the other calls goes on.
        self._schedule()
        for turn in tuple(self._turns):
            turn()
