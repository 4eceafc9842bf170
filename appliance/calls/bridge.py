"""Two people talk: the sound of one leg goes to the other, both turned by the clock of one call.

Each leg has a clock of its own. What comes from one waits in an `Elastic` until the other needs it: as short as the
jitter of the two allows, for whatever waits there is delay between two people.
"""

from __future__ import annotations

import asyncio
import logging
from array import array

from appliance.contracts import FRAME_BYTES, EndedBy, Leg, LineFault

log = logging.getLogger(__name__)

PRIMING_BYTES = 2 * FRAME_BYTES
LONG_BYTES = 3 * FRAME_BYTES
MOST_BYTES = 5 * FRAME_BYTES
QUIET = 250
"""About -42 dBFS: a frame without a louder sample can be left out and nobody hears it."""
SILENCE = bytes(FRAME_BYTES)


class Elastic:
    """Sound between two clocks: bytes in as they come, one frame out every 20 ms."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._sound = bytearray()
        self._primed = False

    @property
    def waiting_bytes(self) -> int:
        """How much waits: the delay that it adds."""
        return len(self._sound)

    def put(self, sound: bytes) -> None:
        """Take what came. What is too much is dropped: the pauses first, then the oldest."""
        self._sound += sound
        if len(self._sound) > LONG_BYTES and _quiet(self._sound[:FRAME_BYTES]):
            del self._sound[:FRAME_BYTES]
        if len(self._sound) > MOST_BYTES:
            del self._sound[:-PRIMING_BYTES]

    def take(self) -> bytes:
        """Return the next frame; silence while nothing has come for so long that the store is empty."""
        if not self._primed and len(self._sound) < PRIMING_BYTES:
            return SILENCE
        frame = bytes(self._sound[:FRAME_BYTES])
        del self._sound[:FRAME_BYTES]
        self._primed = len(frame) == FRAME_BYTES
        return frame.ljust(FRAME_BYTES, b"\0")


class Bridge:
    """A talk between the leg whose clock turns it and another one that has answered."""

    def __init__(self, here: Leg, other: Leg) -> None:
        """Nothing flows before the first `exchange`, no key before `run`."""
        self._here = here
        self._other = other
        self._to_other = Elastic()
        self._to_here = Elastic()
        self._pressed: asyncio.Queue[str] = asyncio.Queue()
        self._broken = asyncio.Event()

    def exchange(self, sound: bytes) -> bytes:
        """Give the other side what was heard here, and return the frame of what was heard there.

        A port of the other side that breaks ends the talk and nothing else.
        """
        try:
            self._to_here.put(self._other.port.read())
            self._to_other.put(sound)
            self._other.port.write(self._to_other.take())
        except Exception:
            # It is turned by the caller's call, which goes on without the other side.
            log.exception("%s: the sound broke off", self._other.line)
            self._broken.set()
        return self._to_here.take()

    def pressed(self, key: str) -> None:
        """A key was reported here. What can be heard in the sound reaches the other side with it."""
        if not self._here.port.in_band_keys:
            self._pressed.put_nowait(key)

    async def run(self) -> EndedBy:
        """Pass the keys on, and return who ended the other side when it is over; it is hung up in any case."""
        ends = [asyncio.ensure_future(end) for end in (self._other.wait_ended(), self._broken.wait())]
        passing = [asyncio.ensure_future(way) for way in (self._pass_on(), self._take_over())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            return self._other.ended or EndedBy.FAULT
        finally:
            for task in (*ends, *passing):
                task.cancel()
            await asyncio.gather(*ends, *passing, return_exceptions=True)
            await self._other.hang_up()

    async def _pass_on(self) -> None:
        while True:
            await _send(self._other, await self._pressed.get())

    async def _take_over(self) -> None:
        async for key in self._other.digits():
            if not self._other.port.in_band_keys:
                await _send(self._here, key)


async def _send(leg: Leg, key: str) -> None:
    try:
        await leg.send_digits(key)
    except LineFault as error:
        log.warning("%s: a key was not passed on: %s", leg.line, error)


def _quiet(frame: bytes | bytearray) -> bool:
    samples = array("h", bytes(frame))
    return max(samples) < QUIET and min(samples) > -QUIET
