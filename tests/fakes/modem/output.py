"""What the AT port says: framing of lines, and the faults of the wire."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable

from tests.fakes.modem.faults import Faults

_PAIR_WAIT_S = 1.0
_TRANSFER_BYTES = 1024
"""A longer answer goes in several transfers, or the host's side of the port would not take it."""


class AtOutput:
    """Writes framed lines in order, whole or in pieces as the faults want it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, faults: Faults, write: Callable[[bytes], None]) -> None:
        self._loop = loop
        self._faults = faults
        self._write = write
        self._random = random.Random(0)
        self._pieces: deque[bytes] = deque()
        self._pump: asyncio.TimerHandle | None = None
        self._held: list[str] = []
        self._pair: asyncio.TimerHandle | None = None

    def urc(self, *lines: str) -> None:
        """Say lines that nobody asked for."""
        for line in lines:
            for copy in [line] * (2 if self._faults.duplicate_urcs else 1):
                self._one_urc(copy)

    def block(self, *lines: str) -> bytes:
        """Frame lines that belong to one answer."""
        end = "\r\r\n" if self._faults.extra_cr else "\r\n"
        return self._faults.garbage + ("\r\n" + end.join(lines) + end).encode()

    def take_held(self) -> bytes:
        """Return the URCs that wait for a command, framed."""
        lines, self._held = self._held, []
        return b"".join(self.block(line) for line in lines)

    def send(self, octets: bytes) -> None:
        """Send framed bytes after everything sent before."""
        pieces = self._cut(octets)
        if len(pieces) == 1 and not self._pieces:
            self._write(octets)
            return
        self._pieces.extend(pieces)
        if self._pump is None:
            self._next_piece()

    def reset(self) -> None:
        """Forget what was not said yet: the power is gone."""
        for timer in (self._pump, self._pair):
            if timer:
                timer.cancel()
        self._pump = self._pair = None
        self._pieces.clear()
        self._held = []

    def _one_urc(self, line: str) -> None:
        if self._faults.urcs_wait_for:
            self._held.append(line)
        elif self._faults.urcs_in_pairs:
            self._held.append(line)
            if len(self._held) >= 2:
                self._flush_pair()
            elif self._pair is None:
                self._pair = self._loop.call_later(_PAIR_WAIT_S, self._flush_pair)
        else:
            self.send(self.block(line))

    def _flush_pair(self) -> None:
        if self._pair:
            self._pair.cancel()
        self._pair = None
        self.send(self.take_held())

    def _cut(self, octets: bytes) -> list[bytes]:
        if self._faults.byte_by_byte:
            return [octets[i : i + 1] for i in range(len(octets))]
        if self._faults.split_seed is None or len(octets) < 2:
            return [octets[i : i + _TRANSFER_BYTES] for i in range(0, len(octets), _TRANSFER_BYTES)]
        self._random.seed(f"{self._faults.split_seed}{self._random.random()}")
        places = sorted({0, len(octets), *(self._random.randrange(len(octets)) for _ in range(3))})
        return [octets[a:b] for a, b in itertools.pairwise(places)]

    def _next_piece(self) -> None:
        self._pump = None
        if self._pieces:
            self._write(self._pieces.popleft())
            self._pump = self._loop.call_later(self._faults.piece_gap_s, self._next_piece)
