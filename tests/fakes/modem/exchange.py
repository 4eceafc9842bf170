"""The network's side of calls: who rings, who is turned away, what the modem says about it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.modem.caller import FakeCallee, Party
from tests.fakes.modem.downlink import RINGBACK
from tests.fakes.modem.network_call import CallState, NetworkCall
from tests.fakes.modem.network_talk import NetworkTalk
from tests.fakes.modem.state import TurnedAway

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

RADIO_LINK_TIMEOUT_S = 5.0
_LINE_FREE_EVERY_S = 0.2
_CAUSES = {"busy": 17, "no_answer": 19, "rejects": 21, "no_carrier": 31}


@dataclass(frozen=True)
class Ring:
    """How a caller rings; `give_up_after_s` None: for ever."""

    number_type: int = 145
    clip: bool = True
    clip_delay_s: float = 0.05
    ring_period_s: float = 5.0
    give_up_after_s: float | None = None


class Exchange:
    """The calls of one modem."""

    def __init__(self, modem: FakeModem) -> None:
        self._modem = modem
        self.calls: list[NetworkCall] = []
        self.turned_away: list[TurnedAway] = []
        self.talks: list[NetworkTalk] = []
        """Talks that go on without the modem."""

    def find(self, *states: CallState) -> NetworkCall | None:
        """Return the first call in one of these states."""
        return next((call for call in self.calls if call.state in states), None)

    def ring(self, party: Party, ring: Ring) -> None:
        """Let somebody call: he rings, waits, or is turned away."""
        modem = self._modem
        if not modem.registered:
            self._turn_away(party, "unreachable")
            return
        engaged = self.find(CallState.ACTIVE, CallState.HELD) and not self.find(CallState.WAITING)
        if self.calls and not (modem.network.call_waiting and engaged):
            self._turn_away(party, "busy")
            return
        state = CallState.WAITING if self.calls else CallState.INCOMING
        call = NetworkCall(self._free_index(), True, party.number, ring.number_type, state, party)
        self.calls.append(call)
        modem.spawn(self._wait(call, ring) if state is CallState.WAITING else self._alert(call, ring))
        if ring.give_up_after_s is not None:
            modem.spawn(self._give_up(call, ring.give_up_after_s))

    def dial(self, number: str) -> NetworkCall:
        """Set up a call that the host places."""
        callee = self._modem.callee_for(number)
        callee.dialled_at = self._modem.loop.time()
        call = NetworkCall(
            self._free_index(), False, number, 145 if number[0] == "+" else 129, CallState.DIALING, callee
        )
        self.calls.append(call)
        return call

    async def set_up(self, call: NetworkCall, callee: FakeCallee) -> None:
        """Play the network after ATD: alerting, then what the callee does."""
        modem = self._modem
        await modem.say_later(call, modem.family.dialled(modem, call))
        await asyncio.sleep(callee.alerting_after_s)
        if call.state is not CallState.DIALING:
            return
        if callee.outcome in ("answers", "no_answer", "rejects"):
            call.become(CallState.ALERTING)
            callee.rang_at = modem.loop.time()
            callee.downlink.repeat(RINGBACK)
            await modem.say_later(call, modem.family.alerting(modem, call))
        await asyncio.sleep(callee.after_s)
        if call.state not in (CallState.DIALING, CallState.ALERTING):
            return
        if callee.outcome == "answers":
            self.connect(call)
            await modem.say_later(call, modem.family.connected(modem, call))
        else:
            call.reason = _CAUSES[callee.outcome]
            self.end(call, "caller" if callee.outcome == "rejects" else "network")

    def connect(self, call: NetworkCall) -> None:
        """Put a call through; another active call is held."""
        active = self.find(CallState.ACTIVE)
        if active:
            active.become(CallState.HELD)
        call.become(CallState.ACTIVE)
        call.party.downlink.repeat(None)
        call.party.connect()
        self._modem.sound.follow()

    def end(self, call: NetworkCall, by: str, *, announce: bool = True) -> None:
        """End a call; `by` as `Party.ended_by`."""
        if call.state is CallState.ENDED:
            return
        others = [other for other in self.calls if other is not call]
        held = any(other.state in (CallState.ACTIVE, CallState.HELD) for other in others)
        if held and self._modem.family.two_calls_break_voice:
            self._modem.sound.voice_broken = True
        call.become(CallState.ENDED)
        self.calls.remove(call)
        if len(others) == 1:
            others[0].multiparty = False
        call.party.disconnect(by)
        self._modem.sound.follow()
        if announce:
            self.announce_end(call)

    def hand_over(self, one: NetworkCall, other: NetworkCall) -> None:
        """Join the far ends of two calls, which end for the modem and for nobody else."""
        for call in (one, other):
            call.become(CallState.ENDED)
            self.calls.remove(call)
        self._modem.sound.follow()
        talk = NetworkTalk(one.party, other.party)
        self.talks.append(talk)
        self._modem.spawn_lasting(talk.run())

    def announce_end(self, call: NetworkCall) -> None:
        """Say that a call is over, unless the fault is that nobody says it."""
        if not self._modem.faults.lose_end_urc:
            self._modem.urc(*self._modem.family.ended(self._modem, call))

    def lose_everything(self) -> None:
        """End what there was: the modem is without power."""
        for call in list(self.calls):
            self.end(call, "network", announce=False)

    async def lose_radio(self) -> None:
        """End the calls when the radio link has timed out and is still away."""
        calls = list(self.calls)
        await asyncio.sleep(RADIO_LINK_TIMEOUT_S)
        for call in calls:
            if not self._modem.registered:
                self.end(call, "network")

    async def _alert(self, call: NetworkCall, ring: Ring) -> None:
        modem = self._modem
        first = True
        while call.state is CallState.INCOMING:
            if first:
                modem.urc(*modem.family.incoming(modem, call))
                call.party.rang_at = call.party.rang_at or modem.loop.time()
            modem.urc("+CRING: VOICE" if modem.setting("+CRC") == "1" else "RING")
            await asyncio.sleep(ring.clip_delay_s)
            if call.state is not CallState.INCOMING:
                return
            if ring.clip and modem.setting("+CLIP") == "1":
                modem.urc(call.clip())
            if first:
                modem.urc(*modem.family.rung(modem, call))
            first = False
            await asyncio.sleep(ring.ring_period_s - ring.clip_delay_s)

    async def _wait(self, call: NetworkCall, ring: Ring) -> None:
        """Wait behind another call; ring as soon as the line is free."""
        call.party.rang_at = self._modem.loop.time()
        if self._modem.setting("+CCWA") == "1":
            kind = call.number_type if call.number else 128
            self._modem.urc(f'+CCWA: "{call.number or ""}",{kind},1')
        while call.state is CallState.WAITING:
            if len(self.calls) == 1:
                call.become(CallState.INCOMING)
                await self._alert(call, ring)
                return
            await asyncio.sleep(_LINE_FREE_EVERY_S)

    async def _give_up(self, call: NetworkCall, after_s: float) -> None:
        await asyncio.sleep(after_s)
        if call.state in (CallState.INCOMING, CallState.WAITING):
            self.end(call, "caller")

    def _turn_away(self, party: Party, reason: str) -> None:
        self.turned_away.append(TurnedAway(self._modem.loop.time(), party.number, reason))
        party.disconnect("network")

    def _free_index(self) -> int:
        taken = {call.index for call in self.calls}
        return next(index for index in range(1, 8) if index not in taken)
