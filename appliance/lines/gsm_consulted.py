"""Somebody called for a caller who is held meanwhile: the second call of one modem."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from appliance.clock import Moment
from appliance.contracts import EndedBy, NoTransfer
from appliance.lines.at_channel import CommandRefused
from appliance.lines.family import CallTransfer
from appliance.lines.gsm_leg import GsmLeg, HushPort, Modem

log = logging.getLogger(__name__)

JOIN, HAND_OVER = "AT+CHLD=3", "AT+CHLD=4"
RELEASE_ONE = "AT+CHLD=1{index}"
NETWORK_S = 15.0
"""How long the network may take over a change of two calls."""


class ConsultedLeg(GsmLeg):
    """A call beside the caller's. When it has been answered the two hear each other, and the box hears neither."""

    def __init__(self, modem: Modem, caller: GsmLeg, *, rang: Moment, take_back: Callable[[], Awaitable[None]]) -> None:
        """`take_back` brings the caller, who is held, back to the box once this leg is over."""
        super().__init__(modem, line=caller.line, rang=rang, incoming=False)
        self.index = ""
        """Its place in the list of calls, "" until the list has shown it."""
        self.dialled = False
        self.handed_over = False
        self._caller = caller
        self._take_back = take_back

    async def answer(self) -> None:
        """Wait until he picks up, and join him with the caller. Raises CallEnded, LineFault, NoTransfer."""
        await self._wait_for_the_other_side()
        await self._while_alive(self._join())
        self._port = HushPort()

    async def hang_up(self) -> None:
        """End this call if it still lives, and take the caller back if he still does."""
        if self.handed_over:
            self.let_go()
        await super().hang_up()
        await self._take_back()

    def let_go(self) -> None:
        """Two whom the network has joined talk without the box: for it both calls are over."""
        if self.handed_over:
            for leg in (self, self._caller):
                leg.over(EndedBy.BOX)

    async def _join(self) -> None:
        """Join the two as the family bears it. Raises NoTransfer."""
        if self._modem.family.call_transfer is CallTransfer.EXPLICIT and await self._obeyed(HAND_OVER):
            self.handed_over = True
        elif not await self._obeyed(JOIN):
            raise NoTransfer("Мережа не з'єднує двох викликів.")

    async def _release(self) -> None:
        """End this call alone; a modem that will not is told to end what it has on the air."""
        if not self.index or not await self._obeyed(RELEASE_ONE.format(index=self.index)):
            await super()._release()

    async def _obeyed(self, text: str) -> bool:
        try:
            await self._modem.order(text, timeout_s=NETWORK_S)
        except CommandRefused as refusal:
            log.info("%s: %s", self.line, refusal)
            return False
        return True
