"""The subscriber's line: who rings, who talks, and what the exchange plays when somebody has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.modem.caller import FakeCallee, Party
from tests.fakes.modem.downlink import RINGBACK
from tests.fakes.modem.state import TurnedAway

if TYPE_CHECKING:
    from tests.fakes.voice_modem.modem import FakeVoiceModem

TONE_NOTICED_S = 2.0
TONE_TOLD_EVERY_S = 4.0
TALK_ENDS = {"busy": "BUSY", "no_answer": "NO ANSWER", "rejects": "BUSY", "no_carrier": "NO CARRIER", "error": "ERROR"}
CODES = {"busy": "b", "dial": "d", "nothing": ""}


@dataclass(frozen=True)
class Ring:
    """How a caller rings. `identified`: a key of `IDENTIFICATIONS`; `give_up_after_s` None: for ever."""

    identified: str = "formatted"
    number_after_s: float = 2.2
    period_s: float = 5.0
    give_up_after_s: float | None = None


def _formatted(number: str, blank: str = " ") -> list[str]:
    fields = {"DATE": "1121", "TIME": "2240", "NMBR": number, "NAME": "KYIV"}
    return [f"{name}{blank}={blank}{value}" for name, value in fields.items()]


IDENTIFICATIONS: dict[str, Callable[[str], list[str]]] = {
    "formatted": _formatted,
    "without blanks": lambda number: _formatted(number, ""),
    "number only": lambda number: [f"NMBR = {number}"],
    "without a number": lambda number: ["DATE = 1121", "TIME = 2240", "NAME = KYIV"],
    "bad date": lambda number: ["DATE = 9X", "TIME =", f"NMBR = {number}"],
    "none": lambda number: [],
}
"""What the modem prints of a caller."""


class SubscriberLine:
    """One pair of wires."""

    def __init__(self, modem: FakeVoiceModem) -> None:
        self._modem = modem
        self.hook_is_off = False
        self.refuses_streams = False
        self.turned_away: list[TurnedAway] = []
        self.ringing: Party | None = None
        self.talking: Party | None = None

    def ring(self, party: Party, ring: Ring) -> None:
        """Let somebody call: the line rings, or he hears the busy tone."""
        busy = self.hook_is_off or self.ringing is not None
        if busy or not self._modem.plugged:
            self.turned_away.append(TurnedAway(self._modem.loop.time(), party.number, "busy"))
            party.disconnect("network")
            return
        self.ringing = party
        self._modem.spawn(self._alert(party, ring))
        if ring.give_up_after_s is not None:
            self._modem.spawn(self._give_up(party, ring.give_up_after_s))

    def off_hook(self) -> None:
        """The modem takes the line."""
        if self.hook_is_off:
            return
        self.hook_is_off = True
        self._modem.sound.start()
        party, self.ringing = self.ringing, None
        if party is None:
            self._modem.sound.tone("dial")
        else:
            self.talking = party
            party.connect()

    def on_hook(self) -> None:
        """The modem leaves the line."""
        self.hook_is_off = self.refuses_streams = False
        self._modem.sound.stop()
        party, self.talking = self.talking, None
        if party is not None:
            party.disconnect("modem")

    def far_end_hangs_up(self, party: Party) -> None:
        """The other side has gone: the exchange plays its tone until the modem leaves the line."""
        if party is self.ringing:
            self.ringing = None
            party.disconnect("caller")
        if party is not self.talking:
            return
        faults = self._modem.faults
        self.talking = None
        party.disconnect("caller")
        self._modem.sound.tone(faults.after_hang_up)
        if not faults.lose_end_urc:
            self._modem.spawn(self._tell_tone(CODES[faults.after_hang_up]))
            if faults.loop_break:
                self._modem.interpreter.code("l")
        if faults.modem_ends_stream:
            self.refuses_streams = True
            self._modem.interpreter.end_stream()

    def lose_everything(self) -> None:
        """The modem is pulled out: on-hook for the exchange."""
        ringing, self.ringing = self.ringing, None
        if ringing is not None:
            ringing.disconnect("network")
        self.on_hook()

    def keys_from_host(self, keys: str) -> None:
        """The host sends DTMF."""
        if self.talking is not None:
            self.talking.keys_received += keys

    async def dial(self, number: str) -> str:
        """Place a call; return the final result of ATD."""
        self.off_hook()
        self._modem.sound.tone("nothing")
        callee = self._modem.callee_for(number)
        callee.dialled_at = self._modem.loop.time()
        await asyncio.sleep(callee.alerting_after_s)
        if callee.outcome in ("answers", "no_answer"):
            callee.rang_at = self._modem.loop.time()
            self._modem.sound.exchange.repeat(RINGBACK)
        await asyncio.sleep(callee.after_s)
        return self._dialled(callee)

    def _dialled(self, callee: FakeCallee) -> str:
        self._modem.sound.tone("nothing")
        if callee.outcome != "answers":
            callee.disconnect("network")
            self.on_hook()
            return TALK_ENDS[callee.outcome]
        self.talking = callee
        callee.connect()
        return self._modem.faults.dialled_result

    async def _alert(self, party: Party, ring: Ring) -> None:
        modem, first = self._modem, True
        while self.ringing is party:
            party.rang_at = party.rang_at or modem.loop.time()
            if modem.interpreter.fclass == "8":
                modem.interpreter.code("R")
            else:
                modem.interpreter.say("RING")
            await asyncio.sleep(ring.number_after_s)
            if first and self.ringing is party:
                self._tell_number(party, ring.identified)
            first = False
            await asyncio.sleep(ring.period_s - ring.number_after_s)

    def _tell_number(self, party: Party, identified: str) -> None:
        modem = self._modem
        if modem.interpreter.settings.get("+VCID") != "1" or modem.faults.caller_id_dead:
            return
        number = {"": "P", None: "O"}.get(party.number, party.number) or ""
        lines = IDENTIFICATIONS[identified](number)
        if lines:
            modem.write(("\r\n" + "\r\n".join(lines) + "\r\n").encode())

    async def _give_up(self, party: Party, after_s: float) -> None:
        await asyncio.sleep(after_s)
        if self.ringing is party:
            self.far_end_hangs_up(party)

    async def _tell_tone(self, code: str) -> None:
        await asyncio.sleep(TONE_NOTICED_S)
        while code and self.hook_is_off and self.talking is None:
            if self._modem.interpreter.hearing:
                self._modem.interpreter.code(code)
            await asyncio.sleep(TONE_TOLD_EVERY_S)
