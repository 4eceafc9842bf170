"""Asks the register, while it rings, where those live who are known on the caller's number."""

from __future__ import annotations

import asyncio
import logging

from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.people.whereabouts import settlements_on

log = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""A call does not wait for a disk: whose settlement is not known by then is asked for it."""


class Whereabouts:
    """Knows the settlements of callers."""

    def __init__(self, database: Database) -> None:
        """Nothing is asked yet."""
        self._database = database

    async def of(self, number: str | None) -> frozenset[int] | None:
        """Return the settlements of who is known on a number in E.164; None: nobody, and while the register fails."""
        if number is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.run(settlements_on, number) or None
        except (DatabaseUnavailable, TimeoutError) as error:
            log.warning("where the caller lives is not known: %s", error)
        except Exception:
            # Whatever mistake of ours the register refuses, it must not cost a caller his answer.
            log.exception("where the caller lives is not known")
        return None
