"""The UDP port of a SIP line: datagrams of known peers go to sippy's thread, its datagrams go out.

A stranger is not answered at all: a scanner learns neither that a telephone is here nor which of its questions was
nearly right. He is counted, and logged once a minute.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sippy.Network_server import Remote_address  # type: ignore[import-untyped]
from sippy.Time.MonoTime import MonoTime  # type: ignore[import-untyped]

from appliance.contracts import LineFault
from appliance.lines.sip_stack import SipThread

log = logging.getLogger(__name__)

LARGEST = 16384
SIGNALLING = 0x60
"""DSCP CS3 (RFC 4594), as the byte the socket wants."""
TOLD_AGAIN_S = 60.0
MOST_STRANGERS = 1000

Address = tuple[str, int]
Deliver = Callable[[str, Any, Any, Any], None]

_FALSE_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x00]")
"""What Python takes for the end of a line and SIP does not: a header could be smuggled into a caller's name."""


def readable(datagram: bytes) -> str:
    """Return a datagram as text: a body's length in signs is its length in bytes, a line ends where SIP ends it."""
    head, gap, body = datagram.partition(b"\r\n\r\n")
    text = _FALSE_LINE_ENDS.sub(" ", head.decode("utf-8", "replace"))
    return text + gap.decode() + body.decode("ascii", "replace")


class SipWire:
    """Takes the place of sippy's UDP server: one socket, no threads of its own."""

    transport = "udp"

    def __init__(self, thread: SipThread, host: str, port: int, advertise: str) -> None:
        """Bind the port. Raises LineFault."""
        self._thread = thread
        self._loop = asyncio.get_running_loop()
        self._deliver: Deliver | None = None
        self._known: Callable[[str], bool] = lambda _host: False
        self._told_s: dict[str, float] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self.strangers: Counter[str] = Counter()
        """How many datagrams came from whom without being answered."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        try:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, SIGNALLING)
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            raise LineFault(f"Порт SIP {port} не відкривається: {error.strerror}.") from error
        self.address: Address = (advertise, self._socket.getsockname()[1])
        """Where others reach us."""
        self.uopts = SimpleNamespace(isWildCard=lambda: False)

    def open(self, known: Callable[[str], bool]) -> None:
        """Let datagrams in; `known(host)` tells a peer."""
        self._known = known
        self._loop.add_reader(self._socket, self._arrived)

    def close(self) -> None:
        """Give the port back."""
        self._loop.remove_reader(self._socket)
        self._socket.close()
        for task in self._sending:
            task.cancel()

    # What sippy asks, in its thread.

    def take_for(self, deliver: Deliver) -> SipWire:
        """Deliver what comes to sippy."""
        self._deliver = deliver
        return self

    def getSIPaddr(self) -> tuple[Address, str]:  # noqa: N802 - sippy's name
        """Return what stands in Via and Contact."""
        return self.address, self.transport

    def addr2str(self, address: Address) -> str:
        """Write an address for the log."""
        return f"{address[0]}:{address[1]}"

    def send_to(self, message: str, address: Address) -> None:
        """Send a message; what the wire refuses is sent again by the transaction's timers."""
        datagram = message.encode("utf-8", "replace")
        if _is_numeric(address[0]):
            self._send(datagram, address)
        else:
            self._loop.call_soon_threadsafe(self._send_to_name, datagram, address)

    def getServer(self, _address: Address, is_local: bool = False) -> SipWire:  # noqa: ARG002, N802 - sippy's names
        """Return the wire towards an address: there is but one."""
        return self

    def rotateCache(self) -> None:  # noqa: N802 - sippy's name
        """Forget what was known of servers: there is but one."""

    # On the loop.

    def _arrived(self) -> None:
        try:
            datagram, source = self._socket.recvfrom(LARGEST)
        except OSError as error:
            log.debug("SIP: %s", error)
            return
        if self._known(source[0]):
            self._thread.call(self._hand_over, datagram, source)
        else:
            self._stranger(source[0])

    def _stranger(self, host: str) -> None:
        if len(self.strangers) < MOST_STRANGERS or host in self.strangers:
            self.strangers[host] += 1
        now_s = self._loop.time()
        if host not in self._told_s and len(self._told_s) >= MOST_STRANGERS:
            return
        if now_s - self._told_s.get(host, -TOLD_AGAIN_S) >= TOLD_AGAIN_S:
            self._told_s[host] = now_s
            log.warning("SIP: %s is no peer of ours and is not answered", host)

    def _send_to_name(self, datagram: bytes, address: Address) -> None:
        task = self._loop.create_task(self._resolve_and_send(datagram, address))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _resolve_and_send(self, datagram: bytes, address: Address) -> None:
        try:
            found = await self._loop.getaddrinfo(*address, family=socket.AF_INET, type=socket.SOCK_DGRAM)
        except OSError as error:
            log.warning("SIP: %s is not found: %s", address[0], error)
            return
        self._send(datagram, found[0][4][:2])

    # In either thread.

    def _hand_over(self, datagram: bytes, source: Address) -> None:
        if self._deliver is None:
            return
        try:
            self._deliver(readable(datagram), Remote_address(source, self.transport), self, MonoTime())
        except Exception as error:
            # A datagram is anything at all; one that breaks the parser must not make the box deaf.
            log.warning("SIP: a message of %s makes no sense: %r", source[0], error)

    def _send(self, datagram: bytes, address: Any) -> None:
        try:
            self._socket.sendto(datagram, address)
        except (OSError, OverflowError) as error:
            log.debug("SIP: nothing goes to %s: %s", address, error)


@lru_cache(maxsize=1024)
def _is_numeric(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
