"""A host without any cleverness: it opens a node of a simulated modem and moves bytes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

FRAME_S = 0.02
FRAME_BYTES = 320


class RawPort:
    """One open node. `received` grows; `gone` tells that the device was pulled out."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        self.received = b""
        self._arrived = asyncio.Event()
        self.arrivals: list[tuple[float, int]] = []
        self.gone = False
        self._loop.add_reader(self._fd, self._readable)

    def write(self, octets: bytes) -> None:
        """Write at once; raises BlockingIOError or OSError as the node does."""
        if os.write(self._fd, octets) != len(octets):
            raise BlockingIOError("only a part was taken")

    def take(self) -> bytes:
        """Return what has come, and forget it."""
        octets, self.received = self.received, b""
        return octets

    async def expect(self, octets: bytes, within_s: float = 2.0) -> float:
        """Wait until exactly these bytes come next; return the loop time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._have(len(octets))
        got, self.received = self.received[: len(octets)], self.received[len(octets) :]
        assert got == octets
        return self._loop.time()

    async def hear(self, octets: bytes) -> None:
        """Wait until these bytes have come, whatever came before them; forget all of it."""
        while octets not in self.received:
            self._arrived.clear()
            await self._arrived.wait()
        self.received = self.received.partition(octets)[2]

    async def _have(self, count: int) -> None:
        while len(self.received) < count:
            self._arrived.clear()
            await self._arrived.wait()

    async def command(self, text: str, answer: bytes = b"\r\nOK\r\n", within_s: float = 2.0) -> float:
        """Send a command and expect exactly these bytes."""
        self.write(text.encode() + b"\r")
        return await self.expect(answer, within_s)

    def close(self) -> None:
        """Close the node."""
        self._loop.remove_reader(self._fd)
        os.close(self._fd)

    def _readable(self) -> None:
        octets = b""
        with contextlib.suppress(OSError):
            octets = os.read(self._fd, 65536)
        if octets:
            self.received += octets
            self._arrived.set()
            self.arrivals.append((self._loop.time(), len(octets)))
        else:
            self.gone = True
            self._loop.remove_reader(self._fd)


async def pump(port: RawPort, pcm: bytes, *, ahead_frames: int = 0) -> None:
    """Write sound in frames at absolute deadlines, the first `ahead_frames` at once."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, offset in enumerate(range(0, len(pcm), FRAME_BYTES)):
        await asyncio.sleep(began + max(0, number - ahead_frames) * FRAME_S - loop.time())
        port.write(pcm[offset : offset + FRAME_BYTES])
