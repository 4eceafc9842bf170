"""The sound of one SIP call: RTP on a UDP socket, G.711 inside, keys as telephone-events.

The socket is connected, so the kernel itself drops whatever comes from elsewhere than the negotiated source. The RTCP
port beside it is bound and never read: a peer's reports find a port and go no further. A frame is encoded once however
many calls play it: prompts repeat, so the last `REMEMBERED` frames are kept encoded, for all calls together.
"""

from __future__ import annotations

import asyncio
import logging
import random
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from appliance.contracts import FRAME_BYTES, PTIME_MS, LineFault
from appliance.lines.rtp import HEADER, MARKER, VERSION, VERSION_BITS, Packet, parse
from appliance.lines.rtp_arrivals import Arrivals
from appliance.lines.rtp_jitter import JitterBuffer
from appliance.lines.rtp_keys import KeyListener, KeyPresser
from appliance.lines.sdp import Agreed

log = logging.getLogger(__name__)

SAMPLES = FRAME_BYTES // 2
LARGEST = 2048
REMEMBERED = 8192
"""Frames: near three minutes of prompts, 5 MB."""
EXPEDITED = 0xB8
"""DSCP EF (RFC 3246), as the byte the socket wants."""
TRIES = 50


@dataclass(frozen=True, slots=True)
class Codec:
    """G.711 in one of its two laws: S16LE to codes and back, each without memory."""

    encode: Callable[[bytes], bytes]
    decode: Callable[[bytes], bytes]


class Codecs:
    """The laws by their SDP name; encoding remembers."""

    def __init__(self, laws: Mapping[str, Codec]) -> None:
        """`laws`: "PCMA" and "PCMU"."""
        self._laws = {
            name: Codec(lru_cache(maxsize=REMEMBERED)(codec.encode), codec.decode) for name, codec in laws.items()
        }

    def __getitem__(self, name: str) -> Codec:
        """Return the codec of that name."""
        return self._laws[name]


class NoPort(LineFault):
    """Every port of the range is taken."""


class RtpPorts:
    """Gives each call a pair of ports: an even one for RTP, the next for RTCP (RFC 3550 §11)."""

    def __init__(self, host: str, ports: tuple[int, int]) -> None:
        """`ports`: first and last of the range; (0, 0) any."""
        self._host = host
        self._first, self._last = ports

    def bind(self) -> tuple[socket.socket, socket.socket]:
        """Return two bound sockets. Raises NoPort."""
        for _ in range(TRIES):
            rtp, rtcp = _socket(), _socket()
            try:
                rtp.bind((self._host, self._candidate()))
                port = rtp.getsockname()[1]
                if port % 2 == 0:
                    rtcp.bind((self._host, port + 1))
                    return rtp, rtcp
            except OSError as error:
                log.debug("a port pair is taken: %s", error)
            rtp.close()
            rtcp.close()
        raise NoPort("Немає вільного порту для звуку дзвінка.")

    def _candidate(self) -> int:
        if not self._first:
            return 0
        first = self._first + self._first % 2
        return first + 2 * random.randrange(max((self._last - first + 1) // 2, 1))  # noqa: S311 - no secret


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    try:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
    except OSError as error:
        log.debug("no priority for sound: %s", error)
    return made


class RtpPort:
    """Implements `contracts.AudioPort`; `connect` and `close` are the leg's."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_tones = False

    def __init__(
        self,
        sockets: tuple[socket.socket, socket.socket],
        codecs: Codecs,
        *,
        on_key: Callable[[str], None],
        learn_from: str = "",
        arrivals: Arrivals | None = None,
    ) -> None:
        """`on_key` hears each press once. `arrivals`: those of a line's calls together.

        `learn_from`: the other side is behind NAT; whatever first comes from this address, or from the negotiated one,
        is the source of its sound, whichever port it has.
        """
        self._rtp, self._rtcp = sockets
        self._codecs = codecs
        self._learn_from = learn_from
        self._source: tuple[str, int] | None = None
        self._on_key = on_key
        self._loop = asyncio.get_running_loop()
        self._arrivals = arrivals or Arrivals()
        self._agreed: Agreed | None = None
        self._sequence = random.randrange(1 << 16)  # noqa: S311 - so that no two streams look alike (RFC 3550 §5.1); no secret
        self._timestamp = random.randrange(1 << 32)  # noqa: S311 - as above
        self._ssrc = random.randrange(1 << 32)  # noqa: S311 - as above
        self._their_ssrc: int | None = None
        self._marker = MARKER
        self._listener = KeyListener()
        self._presser = KeyPresser()
        self._pressed: asyncio.Future[None] | None = None
        self._press_timestamp = 0
        self.in_band_keys = True
        """Whether keys must be looked for in the sound: no telephone-event was agreed."""
        self.heard_s = self._loop.time()
        """When a packet came last, or when silence began to count."""
        self.listening = True
        """False: nobody wants the sound; `read` returns nothing, and what comes is not even kept."""

    @property
    def number(self) -> int:
        """The port that RTP is to be sent to."""
        return int(self._rtp.getsockname()[1])

    @property
    def sends_events(self) -> bool:
        """Whether keys can be pressed as telephone-events."""
        return not self.in_band_keys

    def connect(self, agreed: Agreed) -> None:
        """Talk as agreed, from now on; again when the other side holds, resumes or moves. Raises LineFault."""
        before, self._agreed = self._agreed, agreed
        self.in_band_keys = agreed.event_type is None
        self.heard_s = self._loop.time()
        if before is None or before.codec != agreed.codec:
            self._codec = self._codecs[agreed.codec]
            self._jitter = JitterBuffer(self._codec.decode)
        if before is None or before.remote != agreed.remote:
            self._aim(agreed.remote)
        if before is None:
            self._arrivals.watch(self._rtp, self._arrived)
        if not (before and before.we_send):
            self._marker = MARKER

    def close(self) -> None:
        """Give the ports back."""
        self._arrivals.forget(self._rtp)
        self._agreed = None
        self._rtp.close()
        self._rtcp.close()
        self._keys_pressed()

    def read(self) -> bytes:
        """Return the next 20 ms in their order, silence where nothing came; nothing while nobody listens."""
        if self._agreed is None or not self.listening:
            return b""
        return self._jitter.take()

    def write(self, frame: bytes) -> None:
        """Send one frame of 20 ms, unless a key is being pressed or the other side does not want to hear us."""
        agreed = self._agreed
        self._timestamp = (self._timestamp + SAMPLES) & 0xFFFFFFFF
        if agreed is None:
            return
        if self._presser.pressing:
            self._press(agreed)
        elif agreed.we_send:
            self._send(agreed.payload_type | self._marker, self._timestamp, self._codec.encode(frame))
            self._marker = 0

    async def press(self, keys: str) -> None:
        """Press keys as telephone-events; return when they are sent. The clock that turns `write` presses them."""
        self._presser.press(keys, SAMPLES)
        if self._pressed is None:
            self._pressed = self._loop.create_future()
        await asyncio.shield(self._pressed)

    def _aim(self, remote: tuple[str, int]) -> None:
        """Hear and address nobody but `remote`; what others sent before is dropped."""
        self._source = None
        self._remote = remote
        if not self._learn_from:
            try:
                self._rtp.connect(remote)
            except OSError as error:
                raise LineFault(f"Звук не може йти на {remote[0]}:{remote[1]}: {error}") from error
        self._drain()

    def _drain(self) -> None:
        try:
            while self._rtp.recv(LARGEST):
                pass
        except OSError:
            return

    def _arrived(self) -> None:
        agreed = self._agreed
        try:
            datagram = self._receive()
        except OSError as error:
            log.debug("RTP: %s", error)
            return
        if agreed is None or len(datagram) < HEADER.size or datagram[0] >> 6 != VERSION:
            return
        self.heard_s = self._loop.time()
        kind = datagram[1] & 0x7F
        if kind == agreed.payload_type:
            if self.listening and (packet := parse(datagram)):
                self._hear(packet)
        elif kind == agreed.event_type and (packet := parse(datagram)):
            self._hear_key(packet)

    def _receive(self) -> bytes:
        """Return what came from the source; nothing for what came from elsewhere."""
        if not self._learn_from:
            return self._rtp.recv(LARGEST)
        datagram, source = self._rtp.recvfrom(LARGEST)
        if self._source is None and self._agreed and source[0] in (self._learn_from, self._agreed.remote[0]):
            self._source = source
        return datagram if source == self._source else b""

    def _hear(self, packet: Packet) -> None:
        if packet.ssrc != self._their_ssrc:
            self._their_ssrc = packet.ssrc
            self._jitter.flush()
        self._jitter.put(packet.timestamp, packet.payload)

    def _hear_key(self, packet: Packet) -> None:
        if key := self._listener.heard(packet, self.heard_s):
            self._on_key(key)

    def _press(self, agreed: Agreed) -> None:
        step = self._presser.next()
        if step is not None and agreed.event_type is not None:
            payload, number = step
            if number == 1:
                self._press_timestamp = self._timestamp
            self._send(agreed.event_type | (MARKER if number == 1 else 0), self._press_timestamp, payload)
        if not self._presser.pressing:
            self._marker = MARKER
            self._keys_pressed()

    def _keys_pressed(self) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not pressed.done():
            pressed.set_result(None)

    def _send(self, second: int, timestamp: int, payload: bytes) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        header = HEADER.pack(VERSION_BITS, second, self._sequence, timestamp, self._ssrc)
        try:
            if self._learn_from:
                self._rtp.sendto(header + payload, self._source or self._remote)
            else:
                self._rtp.send(header + payload)
        except OSError as error:
            # The network is full or the peer's port is not open yet; the next frame comes in 20 ms.
            log.debug("RTP: %s", error)
