"""A caller is held while another number is dialled on the same modem, and comes back when that comes to nothing.

The words are those of 3GPP TS 27.007 §7.13, what they do is in TS 22.030 §6.5.5. With a call waiting they mean that one
in place of ours: nobody is held while somebody waits, and who waits hears the busy tone before a held caller is taken
back. The list of calls is asked before every one of them, for each does something else to a call in another state.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from appliance.clock import Clock
from appliance.contracts import CallEnded, EndedBy, LineFault, NoTransfer
from appliance.lines.at import Command
from appliance.lines.gsm_calls import ACTIVE_STAT, HELD_STAT, RECEIVED, WAITING_STAT, GsmCalls
from appliance.lines.gsm_consulted import NETWORK_S, ConsultedLeg
from appliance.lines.gsm_leg import GsmLeg
from appliance.lines.gsm_modem import GsmModem

log = logging.getLogger(__name__)

HOLD, SAY_BUSY = "AT+CHLD=2", "AT+CHLD=0"
RELEASE_HELD = SAY_BUSY
"""The same word, when nobody waits."""
TAKE_BACK = ("AT+CHLD=1", "AT+CHLD=2", "AT+CHLD=1")
"""Either takes a held caller back when nobody else is on the line; the first ends also whom the list still shows."""


BUSY_SAID_S = 0.3
"""Until the list no longer shows who was told that."""


class Transfer:
    """One caller, and one attempt to reach somebody for him."""

    def __init__(self, modem: GsmModem, calls: GsmCalls, caller: GsmLeg, clock: Clock) -> None:
        """`caller` talks, and is the only one of `calls`."""
        self._modem = modem
        self._calls = calls
        self._caller = caller
        self._second = ConsultedLeg(modem, caller, rang=clock.now(), take_back=self._take_back)
        self._one_at_a_time = asyncio.Lock()

    async def consult(self, number: str) -> ConsultedLeg:
        """Hold and dial. Raises NoTransfer: then the caller is back."""
        self._calls.consult(self._second)
        try:
            await self._hold()
            await self._modem.dial(number)
        except LineFault as fault:
            self._second.over(EndedBy.FAULT)
            await self._take_back()
            raise NoTransfer(str(fault)) from fault
        self._second.dialled = True
        return self._second

    async def _hold(self) -> None:
        self._caller.mute()
        await self._modem.close_sound()
        if any(entry["stat"] == WAITING_STAT for entry in await self._modem.calls() or ()):
            raise LineFault("Ще один виклик чекає.")
        await self._modem.order(HOLD, timeout_s=NETWORK_S)
        if self._caller.ended is not None:
            raise LineFault("Абонент поклав слухавку.")

    async def _take_back(self) -> None:
        """Bring the caller back once nobody is called for him any more; one who cannot be brought back has a fault."""
        async with self._one_at_a_time:
            if self._calls.second is not self._second or self._second.ended is None:
                return
            try:
                await self._retrieve()
            except CallEnded:
                log.info("%s: the caller left while he was taken back", self._caller.line)
            except LineFault as fault:
                log.warning("%s: %s", self._caller.line, fault)
                await self._give_up()
            finally:
                self._calls.alone(self._second)

    async def _retrieve(self) -> None:
        """Raises CallEnded, LineFault."""
        for order in TAKE_BACK:
            if self._caller.ended is not None:
                return
            stat = await self._stat()
            if stat == ACTIVE_STAT:
                break
            if stat == HELD_STAT:
                await self._modem.ask(Command(order, timeout_s=NETWORK_S))
        if await self._stat() != ACTIVE_STAT:
            raise LineFault("Утримуваний виклик не вдалося повернути.")
        await self._caller.unmute()

    async def _stat(self) -> str:
        """Return the state of the caller's call, "" when it is not shown, or not alone with one who waits."""
        calls = await self._modem.calls() or []
        stat = next((entry["stat"] for entry in calls if _is_caller(entry)), "")
        if stat == HELD_STAT and any(entry["stat"] == WAITING_STAT for entry in calls):
            await self._modem.ask(Command(SAY_BUSY, timeout_s=NETWORK_S))
            await asyncio.sleep(BUSY_SAID_S)
            return ""
        return stat

    async def _give_up(self) -> None:
        """End what is left on the air, for the box has no way to be heard there; what stays, the line finds idle."""
        self._caller.over(EndedBy.FAULT)
        try:
            for order in (RELEASE_HELD, self._modem.family.call.hang_up):
                await self._modem.ask(Command(order, timeout_s=NETWORK_S))
        except LineFault as fault:
            log.warning("%s: %s", self._caller.line, fault)


def _is_caller(entry: Mapping[str, str]) -> bool:
    return entry["direction"] == RECEIVED and entry["stat"] in (ACTIVE_STAT, HELD_STAT)
