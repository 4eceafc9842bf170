"""From whom SIP may come, for the firewall: the trunks and peers of the settings as addresses."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from appliance.settings import LineSettings, Settings, SipLineSettings

log = logging.getLogger(__name__)

HELP = "надрукувати для мережевого захисту, звідки приймати дзвінки SIP, або завантажити це в ядро"
NFT = "/usr/sbin/nft"
SYSTEM_PORTS = (32768, 60999)
"""Where the kernel takes a port from when nobody names one (ip_local_port_range)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what becomes of it."""
    parser.add_argument("--load", action="store_true", help="завантажити (робить система щочверть години)")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Print the commands of nft, or let nft carry them out. Returns nft's status."""
    commands = elements(settings.lines)
    if not options.load:
        sys.stdout.write(commands)
        return 0
    return subprocess.run([NFT, "-f", "-"], input=commands, text=True, check=False).returncode  # noqa: S603  (all of it is ours)


def resolve(name: str) -> list[str]:
    """Return the addresses of a name, none when nobody knows it now."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)]
    except OSError as error:
        log.warning("%s is not found: %s", name, error)
        return []


def elements(lines: Iterable[LineSettings], addresses_of: Callable[[str], list[str]] = resolve) -> str:
    """Return commands of nft that fill both sets anew, in one transaction. What cannot be resolved is left out.

    A trunk behind a name that moved is still heard: answers to what the box sent come in by themselves.
    """
    openings = [found for line in lines if isinstance(line, SipLineSettings) for found in _openings(line, addresses_of)]
    commands = ["flush set inet slukhavka peers4", "flush set inet slukhavka peers6"]
    for opening in _apart(openings):
        for family, networks in (("4", opening.of_version(4)), ("6", opening.of_version(6))):
            if networks:
                listed = ", ".join(f"{network} . {opening.low}-{opening.high}" for network in networks)
                commands.append(f"add element inet slukhavka peers{family} {{ {listed} }}")
    return "".join(f"{command}\n" for command in commands)


@dataclass(slots=True)
class _Opening:
    """UDP ports `low` to `high`, for these networks."""

    low: int
    high: int
    networks: set[Network]

    def of_version(self, version: int) -> list[Network]:
        """Return the networks of one IP version, none within another."""
        if version == 4:
            return list(ipaddress.collapse_addresses(n for n in self.networks if isinstance(n, ipaddress.IPv4Network)))
        return list(ipaddress.collapse_addresses(n for n in self.networks if isinstance(n, ipaddress.IPv6Network)))


def _openings(line: SipLineSettings, addresses_of: Callable[[str], list[str]]) -> Iterator[_Opening]:
    hosts = [*line.peers, *([line.trunk.server] if line.trunk else []), line.extensions_at]
    networks = {network for host in hosts if host for network in _networks(host, addresses_of)}
    if networks:
        yield _Opening(line.port, line.port, networks)
        low, high = line.rtp_ports if line.rtp_ports[1] else SYSTEM_PORTS
        yield _Opening(low, high, networks)


def _networks(host: str, addresses_of: Callable[[str], list[str]]) -> Iterator[Network]:
    """Return a peer ("192.168.1.0/24", "host", "host:port") as networks, without this box itself."""
    name = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        found = [ipaddress.ip_network(name, strict=False)]
    except ValueError:
        found = [ipaddress.ip_network(address.partition("%")[0]) for address in addresses_of(name)]
    yield from (network for network in found if not network.is_loopback)


def _apart(openings: list[_Opening]) -> list[_Opening]:
    """Join what overlaps in its ports: nft takes no two elements that do."""
    apart: list[_Opening] = []
    for opening in sorted(openings, key=lambda each: each.low):
        if apart and opening.low <= apart[-1].high:
            last = apart[-1]
            apart[-1] = _Opening(last.low, max(last.high, opening.high), last.networks | opening.networks)
        else:
            apart.append(opening)
    return apart
