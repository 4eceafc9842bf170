"""How long a line that has failed waits before it tries again: longer each time, unless somebody wants it at once.

A port that was missing is looked for all the time: what was plugged in again is not left waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from appliance.contracts import LineFault

RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
LOOK_S = 1.0


class Retry:
    """One line's patience. `failures`: how often it has failed since it worked."""

    def __init__(self, find_ports: Callable[[], object]) -> None:
        """`find_ports` raises LineFault while they are missing."""
        self.failures = 0
        self._find_ports = find_ports
        self._at_once = asyncio.Event()

    def at_once(self) -> None:
        """End the waiting."""
        self._at_once.set()

    def worked(self) -> None:
        """What fails next is the first failure."""
        self.failures = 0

    async def rest(self) -> None:
        """Wait after a failure."""
        self._at_once.clear()
        missing = not self._are_there()
        left_s = RETRY_S[min(self.failures, len(RETRY_S) - 1)]
        while left_s > 0 and not self._at_once.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(min(LOOK_S, left_s)):
                    await self._at_once.wait()
            left_s -= LOOK_S
            if missing and self._are_there():
                self.at_once()
        if self._at_once.is_set():
            self.failures = 0
        self.failures += 1

    def _are_there(self) -> bool:
        try:
            self._find_ports()
        except LineFault:
            return False
        return True
