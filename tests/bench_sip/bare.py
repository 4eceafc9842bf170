"""The yardstick: answer and play, nothing else. sippy as it comes, one tick on the asyncio loop, sound encoded before.

No menu, log, jitter buffer, recording or refusal; A-law only. What the box costs beyond this is what its work costs.

    python -m tests.bench_sip.bare --port 5070 --greeting first.alaw --next second.alaw
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("SIPLOG_BEND", "none")

from sippy.CCEvents import (  # type: ignore[import-untyped]
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventTry,
)
from sippy.Core.EventDispatcher import ED2  # type: ignore[import-untyped]
from sippy.MsgBody import MsgBody  # type: ignore[import-untyped]
from sippy.SipLogger import SipLogger  # type: ignore[import-untyped]
from sippy.SipTransactionManager import SipTransactionManager  # type: ignore[import-untyped]
from sippy.UA import UA  # type: ignore[import-untyped]

HOST = "127.0.0.1"
PTIME_S = 0.02
FRAME = 160
SILENCE = b"\xd5" * FRAME
A_LAW, EVENT = 8, 101
RTP = struct.Struct("!BBHII")
SDP = (
    "v=0\r\no=bare 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"
)


@dataclass(frozen=True)
class Sounds:
    """What is played, as frames: first `greeting`, from the key on `following`."""

    greeting: list[bytes]
    following: list[bytes]


class Sound:
    """RTP of one call, on the loop."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._playing = iter(sounds.greeting)
        self._keyed = False
        self._sequence = self._timestamp = 0
        self._remote: tuple[str, int] | None = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((HOST, 0))
        self.port = self._socket.getsockname()[1]

    def start(self, remote: tuple[str, int]) -> None:
        self._remote = remote
        self._socket.connect(remote)
        asyncio.get_running_loop().add_reader(self._socket, self._arrived)

    def stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def tick(self) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF
        header = RTP.pack(0x80, A_LAW, self._sequence, self._timestamp, self.port)
        try:
            self._socket.send(header + next(self._playing, SILENCE))
        except OSError:
            return  # the caller has gone; its BYE is on the way

    def _arrived(self) -> None:
        try:
            packet = self._socket.recv(2048)
        except OSError:
            return
        if packet[1] & 0x7F == EVENT and not self._keyed:
            self._keyed = True
            self._playing = iter(self._sounds.following)


class Bare:
    """Every call and the tick. `_asked` and `_happened` run in sippy's thread, the rest on the loop."""

    def __init__(self, port: int, sounds: Sounds) -> None:
        self._sounds = sounds
        self._loop = asyncio.get_running_loop()
        self._calls: set[Sound] = set()
        self._config: dict[str, Any] = {"_sip_address": HOST, "_sip_port": port, "_sip_logger": SipLogger("bare")}
        self._config["_sip_tm"] = SipTransactionManager(self._config, self._asked)
        self._next_s = self._loop.time()
        self._tick()

    def _tick(self) -> None:
        for call in self._calls:
            call.tick()
        self._next_s += PTIME_S
        self._loop.call_at(self._next_s, self._tick)

    def _asked(self, request: Any, transaction: Any) -> Any:
        if request.getMethod() != "INVITE" or request.getHFBody("to").getTag() is not None:
            return request.genResponse(481, "Call/Transaction Does Not Exist"), None, None
        sound = Sound(self._sounds)
        call = UA(self._config, lambda event, ua: self._happened(event, ua, sound))
        return call.recvRequest(request, transaction)

    def _happened(self, event: Any, call: Any, sound: Sound) -> None:
        match event:
            case CCEventTry():
                remote = _remote(str(event.getData()[3]))
                call.recvEvent(CCEventConnect((200, "OK", MsgBody(SDP.format(host=HOST, port=sound.port)))))
                self._loop.call_soon_threadsafe(self._start, sound, remote)
            case CCEventDisconnect() | CCEventFail():
                self._loop.call_soon_threadsafe(self._stop, sound)

    def _start(self, sound: Sound, remote: tuple[str, int]) -> None:
        sound.start(remote)
        self._calls.add(sound)

    def _stop(self, sound: Sound) -> None:
        self._calls.discard(sound)
        sound.stop()


def _turn_sippy() -> None:
    ED2.my_ident = threading.get_ident()
    ED2.loop(freq=100)


def _remote(description: str) -> tuple[str, int]:
    lines = description.splitlines()
    address = next(line.split()[-1] for line in lines if line.startswith("c="))
    return address, next(int(line.split()[1]) for line in lines if line.startswith("m=audio "))


def _frames(path: Path) -> list[bytes]:
    sound = path.read_bytes()
    return [sound[at : at + FRAME].ljust(FRAME, SILENCE[:1]) for at in range(0, len(sound), FRAME)]


async def serve(port: int, sounds: Sounds) -> None:
    """Answer until told to stop."""
    Bare(port, sounds)
    threading.Thread(target=_turn_sippy, daemon=True).start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await stop.wait()


def main() -> None:
    """Run until stopped; leave without sippy's threads, which never end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--greeting", type=Path, required=True)
    parser.add_argument("--next", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(serve(given.port, Sounds(_frames(given.greeting), _frames(given.next))))
    os._exit(0)


if __name__ == "__main__":
    main()
