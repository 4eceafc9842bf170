"""Whose datagrams a SIP line takes: addresses, networks and names of the settings."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Iterable

from appliance.contracts import LineFault
from appliance.lines.sip_wire import Address

log = logging.getLogger(__name__)

DEFAULT_PORT = 5060
MOST_JUDGED = 4096
ELSEWHERE = "192.0.2.1"
"""An address of nobody (RFC 5737): the route to it is the default one. Nothing is sent there."""


class NameNotFound(LineFault):
    """A name that nobody knows at this moment."""


async def resolve(server: str) -> list[Address]:
    """Return the addresses of "host" or "host:port", the best first. Raises NameNotFound."""
    host, _, port = server.partition(":")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, int(port or DEFAULT_PORT), family=socket.AF_INET, type=socket.SOCK_DGRAM
        )
    except OSError as error:
        raise NameNotFound(f"Адресу {host} не знайдено.") from error
    return [(str(address[0]), int(address[1])) for *_, address in found]


class Peers:
    """Knows a peer by its address. Names are looked up off the loop, whenever `look_up` is called."""

    def __init__(self, peers: Iterable[str]) -> None:
        """`peers`: "192.168.1.5", "192.168.1.0/24", "gateway.example", "gateway.example:5080"."""
        self._found: dict[str, list[ipaddress.IPv4Network]] = {}
        self._names: list[str] = []
        self._judged: dict[str, bool] = {}
        for peer in peers:
            try:
                self._found[peer] = [ipaddress.IPv4Network(peer, strict=False)]
            except ValueError:
                self._names.append(peer)

    def know(self, host: str) -> bool:
        """Whether `host` is a peer's address."""
        known = self._judged.get(host)
        if known is None:
            known = any(self.lives_at(peer, host) for peer in self._found)
            if len(self._judged) < MOST_JUDGED:
                self._judged[host] = known
        return known

    def lives_at(self, peer: str, host: str) -> bool:
        """Whether `host` is an address of this very peer."""
        address = ipaddress.IPv4Address(host)
        return any(address in network for network in self._found.get(peer, ()))

    async def look_up(self) -> None:
        """Learn where the named peers are; a name that is not found keeps what it was found as before."""
        answers = await asyncio.gather(*map(resolve, self._names), return_exceptions=True)
        for name, found in zip(self._names, answers, strict=True):
            if isinstance(found, BaseException):
                log.warning("SIP: %s: %s", name, found)
            else:
                self._found[name] = [ipaddress.IPv4Network(host) for host, _ in found]
        self._judged.clear()

    def our_address(self) -> str:
        """Return the address of ours from which the way to the first peer leads. Raises LineFault."""
        towards = next((str(network[0]) for networks in self._found.values() for network in networks), ELSEWHERE)
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            probe.connect((towards, DEFAULT_PORT))
            return str(probe.getsockname()[0])
        except OSError as error:
            raise LineFault("Слухавка не має мережі.") from error
        finally:
            probe.close()
