"""What a line is to its operator: whose card it has, where its calls are led, what time it is, whether it rings."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime

from appliance.contracts import Leg, LineFault
from appliance.contracts.mending import Diversion
from appliance.lines.at import asking
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.network_time import network_time
from appliance.numbers import parse

REASONS = (0, 1, 2, 3)
"""Always, busy, no reply, not reachable (AT+CCFC, 3GPP TS 27.007 §7.11)."""
VOICE_CLASS = 1
CCFC_S = 20.0
_LED_AWAY = re.compile(r'\+CCFC: ?1,(?P<classes>\d+)(?:,"(?P<number>[^"]*)")?')


class GsmSubscriber:
    """Implements `contracts.mending.Subscribed` for one GSM line."""

    def __init__(self, name: str, modem: Callable[[], GsmModem | None]) -> None:
        """`modem`: the one that may be asked now; None while there is none, or a call has it."""
        self.name = name
        self.home_network = ""
        self._modem = modem
        self._awaited: tuple[str, asyncio.Future[None]] | None = None

    async def diversions(self) -> tuple[Diversion, ...] | None:
        """Ask the network. Raises LineFault."""
        found: list[Diversion] = []
        for reason in REASONS:
            # A caller who rings meanwhile waits for one question at most.
            answer = await self._usable().ask(asking(f"AT+CCFC={reason},2", timeout_s=CCFC_S))
            if not answer.ok:
                return None
            led = (_LED_AWAY.match(line) for line in answer.lines)
            found += [Diversion(reason, m["number"] or "") for m in led if m and int(m["classes"]) & VOICE_CLASS]
        return tuple(found)

    async def network_time(self) -> datetime | None:
        """Return what the modem tells. Raises LineFault."""
        modem = self._usable()
        rules = modem.family.clock
        return network_time((await modem.ask(asking(rules.ask))).lines, rules) if rules.ask else None

    async def rings_from(self, number: str, within_s: float) -> bool:
        """Wait for a trial."""
        rung: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited = (number, rung)
        try:
            async with asyncio.timeout(within_s):
                await rung
        except TimeoutError:
            return False
        finally:
            self._awaited = None
        return True

    async def is_trial(self, leg: Leg) -> bool:
        """Tell whether this call is the one that `rings_from` waits for: nobody is to answer it."""
        if self._awaited is None or leg.waiting:
            return False
        number, rung = self._awaited
        if parse(await leg.caller(), "").e164 != number:
            return False
        if not rung.done():
            rung.set_result(None)
        return True

    def _usable(self) -> GsmModem:
        modem = self._modem()
        if modem is None:
            raise LineFault("Лінія зайнята дзвінком або не працює.")
        return modem
