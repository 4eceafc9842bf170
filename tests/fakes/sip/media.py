"""RTP of the other side: sends sound and keys as badly as it is told to, keeps what it hears."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from dataclasses import dataclass

LIMIT_S = 60.0
HEADER = struct.Struct("!BBHII")


@dataclass(slots=True)
class Heard:
    """One packet that came."""

    at_s: float
    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    source: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to packets on their way: the share lost, doubled, and sent one place later.

    Of what comes from the other side the same share is lost.
    """

    lost: float = 0.0
    doubled: float = 0.0
    swapped: float = 0.0
    seed: int = 1


CLEAR = Weather()


class Media:
    """One RTP socket on loopback."""

    def __init__(self, host: str = "127.0.0.1", *, payload_type: int = 8, weather: Weather | None = None) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((host, 0))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._arrived)
        self._weather = weather or CLEAR
        self._chance = random.Random(self._weather.seed)
        self._chance_to_hear = random.Random(-self._weather.seed - 1)
        self._kept: bytes | None = None
        self._came = asyncio.Event()
        self.payload_type = payload_type
        self.heard: list[Heard] = []
        self.sent = 0
        self.remote: tuple[str, int] | None = None
        self.sequence = self._chance.randrange(1 << 16)
        self.timestamp = self._chance.randrange(1 << 32)
        self.ssrc = self._chance.randrange(1 << 32)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def say(self, payload: bytes) -> None:
        """Send one packet of sound."""
        self.packet(self.payload_type, payload, self.timestamp)
        self.timestamp = (self.timestamp + len(payload)) & 0xFFFFFFFF

    def packet(self, payload_type: int, payload: bytes, timestamp: int, *, marker: bool = False) -> None:
        self.sequence = (self.sequence + 1) & 0xFFFF
        second = payload_type | (0x80 if marker else 0)
        self.send(HEADER.pack(0x80, second, self.sequence, timestamp & 0xFFFFFFFF, self.ssrc) + payload)

    def send(self, datagram: bytes) -> None:
        """Send, through the weather."""
        if self._chance.random() < self._weather.lost:
            return
        if self._kept is None and self._chance.random() < self._weather.swapped:
            self._kept = datagram
            return
        kept, self._kept = self._kept, None
        times = 2 if self._chance.random() < self._weather.doubled else 1
        for one in [datagram] * times + ([kept] if kept is not None else []):
            self._put(one)

    def _put(self, datagram: bytes) -> None:
        assert self.remote is not None
        self._socket.sendto(datagram, self.remote)
        self.sent += 1

    async def talk(self, seconds: float, *, ptime_ms: int = 20, code: bytes = b"\x55") -> None:
        """Send sound at its pace."""
        due_s = self._loop.time()
        for _ in range(round(seconds * 1000 / ptime_ms)):
            self.say(code * (8 * ptime_ms))
            due_s += ptime_ms / 1000
            await asyncio.sleep(due_s - self._loop.time())

    def press(self, event: int, event_type: int = 101, *, updates: int = 4, ends: int = 3) -> None:
        """Press a key as a telephone-event, its packets all at once (RFC 4733)."""
        for step in range(1, updates + 1):
            self.packet(event_type, struct.pack("!BBH", event, 10, 160 * step), self.timestamp, marker=step == 1)
        for _ in range(ends):
            self.packet(event_type, struct.pack("!BBH", event, 0x8A, 160 * updates), self.timestamp)
        self.timestamp = (self.timestamp + 160 * (updates + 3)) & 0xFFFFFFFF

    async def hear(self, packets: int) -> list[Heard]:
        """Wait until so many packets have come in all."""
        async with asyncio.timeout(LIMIT_S):
            while len(self.heard) < packets:
                self._came.clear()
                await self._came.wait()
        return self.heard

    def _arrived(self) -> None:
        datagram, source = self._socket.recvfrom(2048)
        first, second, sequence, timestamp, ssrc = HEADER.unpack_from(datagram)
        assert first == 0x80
        if self._chance_to_hear.random() < self._weather.lost:
            return
        self.heard.append(
            Heard(
                self._loop.time(),
                second & 0x7F,
                second > 0x7F,
                sequence,
                timestamp,
                ssrc,
                datagram[HEADER.size :],
                source,
            )
        )
        self._came.set()
