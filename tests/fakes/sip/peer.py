"""A SIP telephone on loopback that does exactly what a test tells it, message by message."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable

from tests.fakes.sip.media import LIMIT_S, Media, Weather
from tests.fakes.sip.message import Message, branch

__all__ = ["LIMIT_S", "Peer", "PeerCall", "description"]


def description(
    port: int,
    *,
    host: str = "127.0.0.1",
    formats: str = "8 101",
    direction: str = "sendrecv",
    version: int = 1,
    more: str = "",
) -> str:
    """An SDP as a telephone writes it: A-law (8), µ-law (0), telephone-event (101), G.729 (18)."""
    maps = {"8": "PCMA/8000", "0": "PCMU/8000", "101": "telephone-event/8000", "18": "G729/8000"}
    rtpmaps = "".join(f"a=rtpmap:{number} {maps[number]}\r\n" for number in formats.split())
    return (
        f"v=0\r\no=peer 7 {version} IN IP4 {host}\r\ns=call\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {formats}\r\n{rtpmaps}a={direction}\r\n{more}"
    )


class Peer:
    """One UDP port that speaks SIP. What comes is answered by `on_request`, or waits to be expected.

    A request that is repeated, as it is when the machine stands still for half a second, was heard the first time
    (RFC 3261, 17.2); while the peer is `silent` nothing is heard at all.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((host, port))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._arrived)
        self._came = asyncio.Event()
        self._media: list[Media] = []
        self._heard: set[tuple[str, str]] = set()
        self.silent = False
        self.waiting: list[Message] = []
        self.seen: list[Message] = []
        self.on_request: Callable[[Message], bool] = lambda _: False
        self.box: tuple[str, int] = ("127.0.0.1", 0)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._socket.getsockname()
        return host, port

    @property
    def uri(self) -> str:
        return f"sip:peer@{self.address[0]}:{self.address[1]}"

    def close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._socket.close()
        for media in self._media:
            media.close()

    def media(self, *, payload_type: int = 8, weather: Weather | None = None) -> Media:
        made = Media(payload_type=payload_type, weather=weather)
        self._media.append(made)
        return made

    def send(self, message: Message | bytes) -> None:
        self._socket.sendto(message if isinstance(message, bytes) else message.write(), self.box)

    def request(
        self,
        method: str,
        *,
        body: str = "",
        kind: str = "application/sdp",
        to: str = "",
        sequence: int = 1,
        **more: str,
    ) -> Message:
        """Write a request outside any dialog."""
        host, port = self.address
        headers = [
            ("Via", f"SIP/2.0/UDP {host}:{port};branch={branch()};rport"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:+380671112233@{host}>;tag={secrets.token_hex(4)}"),
            ("To", to or f"<sip:100@{self.box[0]}>"),
            ("Call-ID", secrets.token_hex(8)),
            ("CSeq", f"{sequence} {method}"),
            ("Contact", f"<{self.uri}>"),
        ]
        for name, value in more.items():
            header = name.replace("_", "-")
            headers = [(key, old) for key, old in headers if key.lower() != header.lower()] + [(header, value)]
        if body:
            headers.append(("Content-Type", kind))
        return Message(f"{method} sip:100@{self.box[0]}:{self.box[1]} SIP/2.0", headers, body)

    async def expect(self, what: Callable[[Message], bool]) -> Message:
        """Return the first message not yet expected that is `what`."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                for message in self.waiting:
                    if what(message):
                        self.waiting.remove(message)
                        return message
                self._came.clear()
                await self._came.wait()

    async def answer(self, request: Message, *, least: int = 200) -> Message:
        """Return the answer to a request; provisional ones below `least` are passed over."""

        def fits(message: Message) -> bool:
            return (
                message.is_response
                and message.code >= least
                and message.method == request.method
                and message["Call-ID"] == request["Call-ID"]
                and message.sequence == request.sequence
            )

        return await self.expect(fits)

    async def ask(self, method: str, **named: str) -> Message:
        """Send a request outside any dialog and return its final answer."""
        request = self.request(method, **named)  # type: ignore[arg-type]
        self.send(request)
        return await self.answer(request)

    async def alive(self) -> bool:
        """Whether the box answers OPTIONS."""
        return (await self.ask("OPTIONS")).code == 200

    def _arrived(self) -> None:
        datagram, _ = self._socket.recvfrom(65535)
        message = Message.read(datagram)
        if self.silent or self._is_repeated(message):
            return
        self.seen.append(message)
        if message.is_response or not self.on_request(message):
            self.waiting.append(message)
            self._came.set()

    def _is_repeated(self, message: Message) -> bool:
        if message.is_response:
            return False
        known, one = len(self._heard), (message.branch, message.method)
        self._heard.add(one)
        return len(self._heard) == known


class PeerCall:
    """A dialog of a peer (RFC 3261, 12), from its INVITE or from one that came."""

    def __init__(self, peer: Peer, *, weather: Weather | None = None, formats: str = "8 101") -> None:
        self.peer = peer
        self.formats = formats
        self.media = peer.media(payload_type=int(formats.split()[0]), weather=weather)
        self.version = 1
        self.sequence = 1
        self.invite: Message
        self.ok: Message
        self.local = ""
        self.remote = ""
        self.target = ""
        self.call_id = ""

    def offer(self, **named: str) -> str:
        return description(self.media.port, formats=self.formats, version=self.version, **named)

    def ring(self, *, offer: str | None = None, **more: str) -> Message:
        """Send the INVITE."""
        self.invite = self.peer.request("INVITE", body=self.offer() if offer is None else offer, **more)  # type: ignore[arg-type]
        self.peer.send(self.invite)
        return self.invite

    async def answered(self, *, answer: str = "") -> Message:
        """Wait for the 200, acknowledge it, learn where the box takes RTP."""
        self.ok = await self.peer.answer(self.invite)
        assert self.ok.code == 200, self.ok.start
        self.local, self.remote = self.invite["From"], self.ok["To"]
        self.target, self.call_id = _uri(self.ok["Contact"]), self.invite["Call-ID"]
        self.aim(self.ok)
        self.ack(self.ok, body=answer)
        return self.ok

    def take(self, invite: Message, *, tag: str = "peer", **more: str) -> Message:
        """Answer an INVITE that came by 200."""
        self.invite = invite
        self.aim(invite)
        ok = invite.respond(200, "OK", tag=tag, contact=f"<{self.peer.uri}>", body=self.offer(), **more)
        self.local, self.remote = ok["To"], invite["From"]
        self.target, self.call_id = _uri(invite["Contact"]), invite["Call-ID"]
        self.peer.send(ok)
        return ok

    def aim(self, described: Message) -> None:
        """Send RTP where a description says."""
        for line in described.body.splitlines():
            if line.startswith("m=audio "):
                self.media.remote = ("127.0.0.1", int(line.split()[1]))

    def ack(self, final: Message, *, body: str = "") -> None:
        request = self.request("ACK", body=body, sequence=final.sequence)
        self.peer.send(request)

    def request(
        self, method: str, *, body: str = "", kind: str = "application/sdp", sequence: int = 0, **more: str
    ) -> Message:
        """Write a request within the dialog."""
        if not sequence:
            self.sequence += 1
        host, port = self.peer.address
        headers = [
            ("Via", f"SIP/2.0/UDP {host}:{port};branch={branch()};rport"),
            ("Max-Forwards", "70"),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence or self.sequence} {method}"),
            ("Contact", f"<{self.peer.uri}>"),
            *((name.replace("_", "-"), value) for name, value in more.items()),
        ]
        if body:
            headers.append(("Content-Type", kind))
        return Message(f"{method} {self.target} SIP/2.0", headers, body)

    async def ask(self, method: str, **named: str) -> Message:
        """Send a request within the dialog, return its final answer; that of an INVITE is acknowledged."""
        request = self.request(method, **named)  # type: ignore[arg-type]
        self.peer.send(request)
        final = await self.peer.answer(request)
        if method == "INVITE" and final.code < 300:
            self.ack(final)
            self.aim(final)
        return final

    async def bye(self) -> Message:
        return await self.ask("BYE")

    def cancel(self) -> Message:
        """Write the CANCEL of our INVITE (RFC 3261, 9.1)."""
        kept = [(n, v) for n, v in self.invite.headers if n in ("Via", "Max-Forwards", "From", "To", "Call-ID")]
        return Message(
            self.invite.start.replace("INVITE", "CANCEL", 1), [*kept, ("CSeq", f"{self.invite.sequence} CANCEL")]
        )


def _uri(contact: str) -> str:
    return contact.partition("<")[2].partition(">")[0] if "<" in contact else contact
