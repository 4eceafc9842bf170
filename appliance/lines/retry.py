"""How long a line that has failed waits before it tries again: longer each time, unless somebody wants it at once."""

from __future__ import annotations

import asyncio

RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)


class Retry:
    """One line's patience. `failures`: how often it has failed since it worked."""

    def __init__(self) -> None:
        self.failures = 0
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
        try:
            async with asyncio.timeout(RETRY_S[min(self.failures, len(RETRY_S) - 1)]):
                await self._at_once.wait()
            self.failures = 0
        except TimeoutError:
            pass
        self.failures += 1
