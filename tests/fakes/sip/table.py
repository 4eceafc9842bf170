"""A SIP line at a table with its peers: opened on loopback, closed without a trace."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

from appliance.clock import SystemClock
from appliance.contracts import FRAME_BYTES, LineState, LineStatus
from appliance.lines.rtp_port import Codec, Codecs
from appliance.lines.sip import SipLine
from appliance.lines.sip_leg import SipLeg
from appliance.lines.sip_stack import SipThread
from appliance.settings import SipSettings
from audio.line.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from tests.fakes.sip.peer import LIMIT_S, Peer, PeerCall

CODECS = Codecs({"PCMA": Codec(encode_alaw, decode_alaw), "PCMU": Codec(encode_ulaw, decode_ulaw)})
LOOPBACK = SipSettings(host="127.0.0.1", port=0, peers=("127.0.0.1",), rtp_ports=(0, 0), rtp_silence_s=60.0)


class Table:
    """A line that runs, and whoever calls it."""

    def __init__(self, settings: SipSettings, thread: SipThread | None = None) -> None:
        self.statuses: list[LineStatus] = []
        self.line = SipLine(
            "sip",
            settings,
            thread=thread or SipThread(),
            codecs=CODECS,
            clock=SystemClock(),
            on_status=self.statuses.append,
        )
        self._peers: list[Peer] = []
        self._run: asyncio.Task[None]

    def peer(self, host: str = "127.0.0.1") -> Peer:
        made = Peer(host)
        made.box = self.line.address
        self._peers.append(made)
        return made

    async def open(
        self, *, until: Callable[[LineStatus], bool] = lambda status: status.state is LineState.IDLE
    ) -> None:
        self._run = asyncio.create_task(self.line.run())
        await self.until(until)

    async def close_line(self) -> None:
        self._run.cancel()
        await asyncio.gather(self._run, return_exceptions=True)

    async def close(self) -> None:
        await self.close_line()
        for peer in self._peers:
            peer.close()

    async def until(self, met: Callable[[LineStatus], bool]) -> LineStatus:
        """Wait for what sippy's thread brings about."""
        async with asyncio.timeout(LIMIT_S):
            while not met(self.line.status):
                await asyncio.sleep(0.002)
        return self.line.status

    async def leg(self) -> SipLeg:
        async with asyncio.timeout(LIMIT_S):
            return await anext(aiter(self.line.incoming()))

    async def talk(self, call: PeerCall, **more: Any) -> SipLeg:
        """Ring, answer, and let both know where the sound goes."""
        call.ring(**more)
        leg = await self.leg()
        await asyncio.gather(leg.answer(), call.answered())
        return leg


class _Faults(logging.Handler):
    """What the line could not make sense of: nothing, unless a test sends nonsense."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or "makes no sense" in record.getMessage():
            self.found.append(record.getMessage())


@contextmanager
def no_faults() -> Iterator[None]:
    """Whatever the line takes for nonsense fails the test."""
    faults, room = _Faults(), logging.getLogger("appliance.lines")
    room.addHandler(faults)
    try:
        yield
    finally:
        room.removeHandler(faults)
    assert faults.found == []


@asynccontextmanager
async def table(**settings: Any) -> AsyncIterator[Table]:
    """Open a line on loopback."""
    made = Table(replace(LOOPBACK, **settings))
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def key(leg: SipLeg) -> str:
    """Return the next key that the leg reports."""
    async with asyncio.timeout(LIMIT_S):
        return await anext(aiter(leg.digits()))


async def play(leg: SipLeg, frames: int, frame: bytes = bytes(FRAME_BYTES)) -> None:
    """Turn the leg's sound as the media clock does."""
    loop = asyncio.get_running_loop()
    due_s = loop.time()
    for _ in range(frames):
        leg.port.read()
        leg.port.write(frame)
        due_s += 0.02
        await asyncio.sleep(due_s - loop.time())


Test = Callable[[Table], Coroutine[Any, Any, None]]


def at_a_table(*, nonsense: bool = False, **settings: Any) -> Callable[[Test], Callable[[], None]]:
    """Run a test at a table, in real time: sippy has a thread of its own. Nothing of it may be left.

    `nonsense`: the test sends what the line cannot make sense of.
    """

    def make(test: Test) -> Callable[[], None]:
        async def main() -> None:
            async with table(**settings) as box:
                await test(box)

        # Not functools.wraps: pytest would look through it and ask who makes a table.
        def run() -> None:
            with nullcontext() if nonsense else no_faults():
                asyncio.run(main())
            assert "sippy" not in {thread.name for thread in threading.enumerate()}

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return make
