"""A leg in memory, and prompts of noise: a call that is heard frame by frame, in virtual time."""

from __future__ import annotations

import asyncio
import random
import zlib
from array import array
from collections.abc import AsyncIterator, Iterable
from functools import lru_cache

from appliance.clock import Moment
from appliance.contracts import FRAME_BYTES, PTIME_MS, CallEnded, EndedBy, Prompt
from tests.fakes.virtual_time import VirtualClock

PTIME_S = PTIME_MS / 1000


@lru_cache(maxsize=4096)
def noise(text: str, seconds: float = 0.6) -> bytes:
    """Return noise of its own for every text, loud enough to be heard and without a key in it."""
    source = random.Random(zlib.crc32(text.encode()))
    return array("h", (32 * value for value in array("b", source.randbytes(round(seconds * 8000))))).tobytes()


def speech(text: str, seconds: float) -> bytes:
    """Return something with the syllables of speech, two thirds of it sound: a steady noise would be the line's."""
    syllables = (noise(f"{text} {number}", 0.2) + bytes(1600) for number in range(round(seconds / 0.3)))
    return b"".join(syllables)


def prompt(name: str, seconds: float = 0.6) -> Prompt:
    """Return a prompt that sounds like no other."""
    return Prompt(name, name, noise(name, seconds))


class ScriptedPort:
    """What the far side says and hears. A frame is known by the prompt it belongs to."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_keys = True
    in_band_tones = True
    listening = True

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.frames: list[bytes] = []
        self.times: list[float] = []
        self.waiting = bytearray()
        self.hush = b""
        """What arrives when the far side says nothing: b"" is a port that gives no sound, zeros are silence."""
        self.broken: Exception | None = None

    def read(self) -> bytes:
        if self.broken:
            raise self.broken
        sound = bytes(self.waiting[:FRAME_BYTES])
        del self.waiting[:FRAME_BYTES]
        return sound or self.hush

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)
        self.times.append(self._loop.time())


class ScriptedLeg:
    """Somebody who calls; the test is the caller."""

    line = "gsm1"
    incoming = True

    def __init__(
        self, *, waiting: bool = False, number: str | None = "+380662838182", known_after_s: float = 0.0
    ) -> None:
        """`known_after_s`: so late the network says the number."""
        self._loop = asyncio.get_running_loop()
        self.waiting = waiting
        self.rang: Moment = VirtualClock(self._loop).now()
        self.port = ScriptedPort(self._loop)
        self.answered_at: float | None = None
        self.ended_at: float | None = None
        self._number = number
        self._known_at = self._loop.time() + known_after_s
        self._ended: EndedBy | None = None
        self.sent: list[str] = []
        self.refused_with: bytes | None = None
        self.picks_up_after_s: float | None = 0.0
        """When it is called; None: never."""
        self._over = asyncio.Event()
        self._digits: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def ended(self) -> EndedBy | None:
        return self._ended

    async def caller(self) -> str | None:
        if (left_s := self._known_at - self._loop.time()) > 0:
            await asyncio.sleep(left_s)
        return self._number

    async def answer(self) -> None:
        if self.picks_up_after_s:
            await asyncio.sleep(self.picks_up_after_s)
        elif self.picks_up_after_s is None:
            await self._over.wait()
        if self._ended:
            raise CallEnded(self._ended)
        self.answered_at = self._loop.time()

    async def refuse(self, prompt: bytes) -> None:
        self.refused_with = prompt
        self.end(EndedBy.BOX)

    async def hang_up(self) -> None:
        self.end(EndedBy.BOX)

    async def send_digits(self, digits: str) -> None:
        self.sent.append(digits)

    async def digits(self) -> AsyncIterator[str]:
        while (digit := await self._digits.get()) is not None:
            yield digit

    async def wait_ended(self) -> EndedBy:
        await self._over.wait()
        assert self._ended
        return self._ended

    def press(self, keys: str) -> None:
        """Press keys; the modem reports each at once."""
        for key in keys:
            self._digits.put_nowait(key)

    def say(self, pcm: bytes) -> None:
        """Speak; it arrives frame by frame."""
        self.port.waiting += pcm

    def end(self, by: EndedBy = EndedBy.CALLER) -> None:
        """Be over."""
        if self._ended is None:
            self._ended, self.ended_at = by, self._loop.time()
            self._digits.put_nowait(None)
            self._over.set()


class Listener:
    """Tells which prompts began on a leg, by their first frames."""

    def __init__(self, port: ScriptedPort, prompts: Iterable[Prompt]) -> None:
        self._port = port
        self._first = {each.pcm[:FRAME_BYTES].ljust(FRAME_BYTES, b"\0"): each.name or each.text for each in prompts}

    @property
    def began(self) -> list[tuple[str, float]]:
        """What began, and when."""
        heard = zip(self._port.frames, self._port.times, strict=True)
        return [(self._first[frame], at) for frame, at in heard if frame in self._first]

    @property
    def said(self) -> list[str]:
        """The names of what began, in order."""
        return [name for name, _ in self.began]

    async def hears(self, name: str, within_s: float = 120.0, *, times: int = 1) -> float:
        """Wait until the prompt has begun for the `times`-th time; return when that was."""
        deadline = asyncio.get_running_loop().time() + within_s
        while True:
            moments = [at for began, at in self.began if began == name]
            if len(moments) >= times:
                return moments[times - 1]
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"«{name}» was not said; said was {self.said}")
            await asyncio.sleep(PTIME_S)
