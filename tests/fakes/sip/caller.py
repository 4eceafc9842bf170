"""People at the far side of a SIP line, with the verbs of those who call a simulated modem. They live in real time."""

from __future__ import annotations

import asyncio
import secrets
from bisect import bisect_right
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from audio.line.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.modem.downlink import Downlink
from tests.fakes.modem.modem import FakeModem
from tests.fakes.sip.media import CLEAR, Media, Weather
from tests.fakes.sip.message import Message
from tests.fakes.sip.peer import Peer, PeerCall

SAMPLES = 160
FRAME_S = 0.02
STALL_S = 0.06
"""A telephone that was late by more has lost that sound: it does not send it all at once."""
EVENTS = "0123456789*#"
LAWS: dict[str, tuple[int, Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "A-law": (8, encode_alaw, decode_alaw),
    "µ-law": (0, encode_ulaw, decode_ulaw),
}


@dataclass(frozen=True)
class Telephone:
    """What a telephone can do. `keys`: "event", "info" or "in-band". `weather`: of the network between."""

    law: str = "A-law"
    keys: str = "event"
    weather: Weather = CLEAR

    @property
    def formats(self) -> str:
        """The payload types of its description."""
        return f"{LAWS[self.law][0]}{' 101' if self.keys == 'event' else ''}"


class SipParty(FakeCaller):
    """One far end: its dialog, its sound, and what it heard."""

    rate = 8000

    def __init__(self, directory: Path, peer: Peer, telephone: Telephone, number: str | None) -> None:
        self.loop = asyncio.get_running_loop()
        self.directory = directory
        self.sound = self
        # A party needs no more of a modem than this: loop, directory, sound.rate, report_key, far_end_hangs_up.
        super().__init__(cast(FakeModem, self), number, 1)
        self.downlink = Downlink(1)
        self.peer = peer
        self.call = PeerCall(peer, formats=telephone.formats, weather=telephone.weather)
        self.refused_by: Message | None = None
        self._telephone = telephone
        self._payload_type, self._encode, self._decode = LAWS[telephone.law]
        self._taken = 0
        self._first_timestamp: int | None = None
        self._arrivals: list[tuple[int, float]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = 0.0
        self._work: set[asyncio.Task[Any]] = set()

    async def press(
        self,
        keys: str,
        tone_s: float = 0.1,
        gap_s: float = 0.1,
        *,
        inband: bool = True,
        report: bool = True,
        **how: Any,
    ) -> bool:
        """Press keys as this telephone sends them."""
        by_sound = self._telephone.keys == "in-band"
        return await super().press(
            keys, tone_s, gap_s, inband=inband and by_sound, report=report and not by_sound, **how
        )

    def time_of(self, sample: int) -> float:
        """Return when the packet with this sample arrived."""
        place = bisect_right(self._arrivals, (sample, float("inf"))) - 1
        first, at_s = self._arrivals[max(place, 0)]
        return at_s + (sample - first) / self.rate

    async def move(self) -> Media:
        """Go on at another address for sound, and tell the box by a re-INVITE; return what is left at the old one."""
        left, self.call.media = self.call.media, self.call.peer.media(payload_type=self._payload_type)
        self.call.media.remote = left.remote
        self._taken = 0
        self.call.version += 1
        final = await self.call.ask("INVITE", body=self.call.offer())
        assert final.code == 200, final.start
        return left

    def report_key(self, _party: FakeCaller, key: str) -> None:
        """Send a key beside the sound."""
        if self._telephone.keys == "event":
            self.call.media.press(EVENTS.index(key))
        else:
            self.peer.send(self.call.request("INFO", body=f"Signal={key}\r\n", kind="application/dtmf-relay"))

    def far_end_hangs_up(self, _party: FakeCaller) -> None:
        """Hang up, or give up while it rings."""
        if self.ended_at is not None:
            return
        self.peer.send(self.call.request("BYE") if self.answered_at is not None else self.call.cancel())
        self.over("caller")

    def rings(self) -> None:
        """The call is under way."""
        self.rang_at = self.now()

    def talks(self) -> None:
        """The call is answered: sound flows."""
        self.connect()
        self._due_s = self.now()
        self._tick()

    def over(self, by: str) -> None:
        """The call is over."""
        if self._timer is not None:
            self._timer.cancel()
        if self.ended_at is None:
            self.disconnect(by)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something beside, until it is done or the telephone is taken away."""
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def close(self) -> None:
        """Take the telephone away. Raises what went wrong with it."""
        self.over("network")
        for task in self._work:
            task.cancel()
        for result in await asyncio.gather(*self._work, return_exceptions=True):
            if isinstance(result, Exception):
                raise result

    def _tick(self) -> None:
        now_s = self.now()
        if now_s - self._due_s > STALL_S:
            self._due_s = now_s
        self._due_s += FRAME_S
        self._timer = self.loop.call_at(self._due_s, self._tick)
        self._listen()
        self.call.media.say(self._encode(self.downlink.frame(SAMPLES, bytes(2 * SAMPLES))))

    def _listen(self) -> None:
        """Put what came to its place in time; what never came stays silent."""
        for packet in self.call.media.heard[self._taken :]:
            self._taken += 1
            if packet.payload_type != self._payload_type:
                continue
            if self._first_timestamp is None:
                self._first_timestamp, self.heard_from = packet.timestamp, packet.at_s
            place = (packet.timestamp - self._first_timestamp) & 0xFFFFFFFF
            sound = self._decode(packet.payload)
            self._heard += bytes(max(2 * place - len(self._heard), 0))
            self._heard[2 * place : 2 * place + len(sound)] = sound
            self._arrivals.append((place, packet.at_s))


class SipCallerParty(SipParty):
    """Somebody who calls the box."""

    def dial(self) -> None:
        """Send the INVITE."""
        self.peer.on_request = self._asked
        host = self.peer.address[0]
        user = f"{self.number}@{host}" if self.number else host
        sender = "<sip:anonymous@anonymous.invalid>" if self.number == "" else f"<sip:{user}>"
        self.rings()
        self.call.ring(From=f"{sender};tag={secrets.token_hex(4)}")
        self.spawn(self._wait_for_the_answer())

    async def close(self) -> None:
        """Take the telephone away."""
        await super().close()
        self.peer.close()

    async def _wait_for_the_answer(self) -> None:
        final = await self._final()
        self.peer.waiting.append(final)
        if final.code == 200:
            await self.call.answered()
            if self.ended_at is None:
                self.talks()
        else:
            self.refused_by = final
            self.over("network")

    async def _final(self) -> Message:
        while True:
            with suppress(TimeoutError):
                return await self.peer.expect(lambda message: message.method == "INVITE" and message.code >= 200)

    def _asked(self, request: Message) -> bool:
        self.peer.send(request.respond(200, "OK"))
        if request.method == "BYE":
            self.over("modem")
        return True


class SipDesk:
    """A telephone on an operator's desk: what it does when it is rung, `outcome` "answers", "rings" or "busy"."""

    def __init__(self, directory: Path, user: str, telephone: Telephone, outcome: str, after_s: float) -> None:
        self.user = user
        self.outcome = outcome
        self.after_s = after_s
        self.calls: list[SipParty] = []
        self._directory = directory
        self._telephone = telephone
        self._peer = Peer()
        self._peer.on_request = self._asked
        self._unplugged = False
        self._rung = asyncio.Event()

    @property
    def extension(self) -> str:
        """How an operator's row names it."""
        host, port = self._peer.address
        return f"{self.user}@{host}:{port}"

    def aim(self, box: tuple[str, int]) -> None:
        """Know where the box is."""
        self._peer.box = box

    async def rung(self, within_s: float) -> SipParty:
        """Wait until it is rung; return the call."""
        async with asyncio.timeout(within_s):
            await self._rung.wait()
        return self.calls[-1]

    def unplug(self) -> None:
        """Pull the plug: nothing is answered any more, nothing sent."""
        self._unplugged = True
        for call in self.calls:
            call.over("network")

    async def close(self) -> None:
        """Take it away."""
        for call in self.calls:
            await call.close()
        self._peer.close()

    def _asked(self, request: Message) -> bool:
        if self._unplugged:
            return True
        match request.method:
            case "INVITE":
                self._invited(request)
            case "ACK":
                pass
            case "CANCEL":
                self._cancelled(request)
            case "BYE":
                self._peer.send(request.respond(200, "OK"))
                self.calls[-1].over("modem")
            case _:
                self._peer.send(request.respond(200, "OK"))
        return True

    def _cancelled(self, request: Message) -> None:
        """Stop ringing; who has picked up already is talked to all the same (RFC 3261, 9.2)."""
        self._peer.send(request.respond(200, "OK", tag=self.user))
        if self.calls[-1].answered_at is None:
            self._peer.send(self.calls[-1].call.invite.respond(487, "Request Terminated", tag=self.user))
            self.calls[-1].over("modem")

    def _invited(self, invite: Message) -> None:
        if self.calls and self.calls[-1].call.invite["Call-ID"] == invite["Call-ID"]:
            return
        party = SipParty(self._directory, self._peer, self._telephone, self.user)
        party.call.invite = invite
        self.calls.append(party)
        self._peer.send(invite.respond(100, "Trying"))
        if self.outcome == "busy":
            self._peer.send(invite.respond(486, "Busy Here", tag=self.user))
            party.over("network")
            return
        party.rings()
        self._rung.set()
        self._peer.send(invite.respond(180, "Ringing", tag=self.user, contact=f"<{self._peer.uri}>"))
        if self.outcome == "answers":
            party.spawn(self._pick_up(party))

    async def _pick_up(self, party: SipParty) -> None:
        await asyncio.sleep(self.after_s)
        if party.ended_at is None and not self._unplugged:
            party.call.take(party.call.invite, tag=self.user)
            party.talks()


class FakeTelephones:
    """All who call one SIP line, and the telephones that it rings. `telephone`: what callers call with."""

    def __init__(self, directory: Path, telephone: Telephone | None = None) -> None:
        self.directory = directory
        self.telephone = telephone or Telephone()
        self._box = ("127.0.0.1", 0)
        self._people: list[SipCallerParty | SipDesk] = []

    async def start(self) -> None:
        """Have a place to keep what was heard."""
        self.directory.mkdir(parents=True, exist_ok=True)

    async def stop(self) -> None:
        """Take everybody away."""
        for each in self._people:
            await each.close()

    def aim(self, box: tuple[str, int]) -> None:
        """Tell where the line takes calls."""
        self._box = box

    def ring(self, number: str | None = "+380671112244", telephone: Telephone | None = None) -> SipCallerParty:
        """Call the line now. `number`: "" withheld, None unavailable."""
        caller = SipCallerParty(self.directory, self._peer(), telephone or self.telephone, number)
        self._people.append(caller)
        caller.dial()
        return caller

    def desk(
        self, user: str = "201", *, telephone: Telephone | None = None, outcome: str = "answers", after_s: float = 0.3
    ) -> SipDesk:
        """Put a telephone on a desk."""
        desk = SipDesk(self.directory, user, telephone or self.telephone, outcome, after_s)
        desk.aim(self._box)
        self._people.append(desk)
        return desk

    def _peer(self) -> Peer:
        peer = Peer()
        peer.box = self._box
        return peer
