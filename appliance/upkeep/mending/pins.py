"""The book of PINs, in the database thread: without it nothing is tried."""

from __future__ import annotations

import logging

from appliance.casework.box.sim_pins import SimPin
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock

log = logging.getLogger(__name__)


class Pins:
    """Implements `contracts.mending.PinBook`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def may_enter(self, line: str, pin: str, tries_left: int | None) -> bool:
        """Tell whether it may, and keep that it is."""
        try:
            return await self._database.run(SimPin.may_enter, line, pin, tries_left, self._clock.now())
        except DatabaseUnavailable as error:
            log.warning("%s: no PIN is entered that cannot be kept: %s", line, error)
            return False

    async def entered(self, line: str, pin: str, *, accepted: bool) -> None:
        """Keep what the card said; where that fails the try stays one whose outcome nobody knows."""
        try:
            await self._database.run(SimPin.entered, line, pin, accepted=accepted, now=self._clock.now())
        except DatabaseUnavailable as error:
            log.warning("%s: what became of the PIN is not kept: %s", line, error)
