"""Asks the register, while it rings, whether a block bars the caller."""

from __future__ import annotations

import asyncio
import logging

from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.office.blocks import Block
from appliance.clock import Clock

log = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""The answer to a call does not wait for a disk: who is not known to be barred by then is let in."""


class Doorkeeper:
    """Knows the blocks that hold."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Nothing is asked yet."""
        self._database = database
        self._clock = clock

    async def barring(self, number: str | None, kind: str) -> int | None:
        """Return the id of the block that bars this caller; None for none, and while the register fails.

        `number` in E.164 or None, `kind` of `NumberKind`.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.run(Block.barring, number, kind, now=self._clock.now())
        except (DatabaseUnavailable, TimeoutError) as error:
            log.warning("the caller is let in, blocked or not: %s", error)
        except Exception:
            # Whatever mistake of ours the register refuses, it must not cost a caller his answer.
            log.exception("the caller is let in, blocked or not")
        return None
