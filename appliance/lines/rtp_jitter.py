"""The jitter buffer of one call: codes come as the network brings them, a frame goes out each 20 ms. Pure.

A packet is cut into pieces of 10 ms, kept under their place in time; so order, copies and any packet time need no
sorting. The playing point runs `depth` behind what comes. A packet that is late by less than `MOST` deepens the buffer,
ten seconds in which a frame was always to spare make it shallower; where the two clocks differ, the point is moved by a
frame now and then.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from appliance.contracts import FRAME_BYTES, PTIME_MS, SAMPLE_RATE

PIECE = SAMPLE_RATE // 100
FRAME = SAMPLE_RATE * PTIME_MS // 1000 // PIECE
"""Places in time are counted in pieces: a frame is two."""
LEAST = 2 * FRAME
MOST = 3 * FRAME
FARTHEST = 100
"""Pieces: what is a second ahead or behind is another time."""
STARVED = 10 * FRAME
"""After 200 ms without sound the sender may go on at any place in time: a new beginning."""
CALM_FRAMES = 500
WINDOW_FRAMES = 50
FADES = (0.75, 0.5, 0.25)
"""How lost frames repeat the last one: for 60 ms, then there is silence."""
SILENCE = bytes(FRAME_BYTES)


class JitterBuffer:
    """Puts one stream of codes in order."""

    def __init__(self, decode: Callable[[bytes], bytes]) -> None:
        """`decode` turns codes, one byte a sample, into S16LE."""
        self._decode = decode
        self._pieces: dict[int, bytes] = {}
        self._depth = LEAST
        self._running = False
        self._origin = self._point = self._newest = 0
        self._slack = FARTHEST
        self.late = 0
        self.lost = 0

    @property
    def waiting(self) -> int:
        """How much sound waits to be taken, in frames."""
        return (len(self._pieces) + 1) // FRAME

    def put(self, timestamp: int, codes: bytes) -> None:
        """Take the codes of a packet."""
        if not self._running:
            self._begin(timestamp)
        place = self._place(timestamp)
        if place < self._point:
            self._late(self._point - place)
        elif place - self._point > FARTHEST:
            self._begin(timestamp)
            place = self._place(timestamp)
        last = place + len(codes) // PIECE
        if last <= self._point:
            return
        self._newest = max(self._newest, last)
        for start in range(0, len(codes) - PIECE + 1, PIECE):
            if place >= self._point:
                self._pieces[place] = codes[start : start + PIECE]
            place += 1

    def take(self) -> bytes:
        """Return the sound of the next 20 ms."""
        if not self._running:
            return SILENCE
        codes = self._next()
        if codes is None:
            return self._conceal()
        self._last = self._decode(codes)
        self._concealed = 0
        self._keep_depth()
        return self._last

    def flush(self) -> None:
        """Forget what came: another stream begins, or nobody has listened."""
        self._running = False
        self._pieces.clear()

    def _begin(self, timestamp: int) -> None:
        self._running = True
        self._pieces.clear()
        self._origin = timestamp
        self._point = -self._depth
        self._newest = 0
        self._concealed = len(FADES)
        self._last = SILENCE
        self._calm = 0
        self._look_anew()

    def _place(self, timestamp: int) -> int:
        """Return the place of a timestamp, which wraps at 32 bits, near the playing point."""
        here = self._origin + self._point * PIECE
        ahead = ((timestamp - here + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
        return self._point + (ahead + PIECE // 2) // PIECE

    def _late(self, by: int) -> None:
        self.late += 1
        self._calm = 0
        if by > FARTHEST:
            self.flush()
        elif by <= MOST and self._depth < MOST:
            self._depth += FRAME
            self._point -= FRAME
            self._look_anew()

    def _next(self) -> bytes | None:
        first = self._pieces.pop(self._point, None)
        second = self._pieces.pop(self._point + 1, None)
        self._point += FRAME
        self._calm += 1
        if first is None or second is None:
            half = first or second
            return half and half + half
        return first + second

    def _conceal(self) -> bytes:
        self.lost += 1
        if self._point - self._newest >= STARVED:
            self.flush()
        if self._concealed >= len(FADES):
            return SILENCE
        fade = FADES[self._concealed]
        self._concealed += 1
        return array("h", [int(sample * fade) for sample in memoryview(self._last).cast("h")]).tobytes()

    def _keep_depth(self) -> None:
        """Once a second, look how much was always left over; a frame more than wanted is a frame too late."""
        slack = self._newest - self._point
        if slack < FRAME:
            self._calm = 0
        self._slack = min(self._slack, slack)
        self._window += 1
        if self._window < WINDOW_FRAMES:
            return
        if self._calm >= CALM_FRAMES and self._depth > LEAST:
            self._depth -= FRAME
            self._calm = 0
        if self._slack >= self._depth + FRAME:
            self._next()
        self._look_anew()

    def _look_anew(self) -> None:
        self._window = 0
        self._slack = FARTHEST
