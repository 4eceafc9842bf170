"""Telephones of the house: SIP phones on the LAN, which have names and no telephone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from appliance.numbers.number import EMERGENCY

HOUSE_NETWORKS = tuple(
    IPv4Network(each) for each in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
)
"""Where a telephone of the house can stand (RFC 1918, RFC 3927, and the box itself)."""
DEFAULT_PORT = 5060

_EXTENSION = re.compile(
    r"(?:sip:)?([1-9][0-9]{1,3}|[A-Za-z][A-Za-z0-9._-]{0,31})(?:@([0-9.]{7,15})(?::([1-9][0-9]{0,4}))?)?"
)
_SERVICE = re.compile(r"1[0-9]{3}")
"""Lines of cities and ministries: 1520, 1551, 1602."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A telephone of the house: its name there, and the address it stands at; without one it is registered with us."""

    user: str
    host: str = ""
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        """Return it as it is kept and compared: "201", "201@192.168.1.20", "201@192.168.1.20:5062"."""
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        return f"{self.user}@{self.host}{port}" if self.host else self.user


def read_extension(written: str) -> Extension | None:
    """Understand the telephone of the house that somebody wrote; None when it can be none.

    Its name is two to four digits or begins with a letter, so no telephone number passes for one. Names that are
    services elsewhere (112, 1520) are refused: a gateway, or a frightened person, would take them at their word.
    """
    match = _EXTENSION.fullmatch(written.strip())
    if match is None or match[1] in EMERGENCY or _SERVICE.fullmatch(match[1]):
        return None
    host, port = match[2] or "", int(match[3] or DEFAULT_PORT)
    if port > 65535 or (host and not _in_the_house(host)):
        return None
    return Extension(match[1], host, port)


def _in_the_house(host: str) -> bool:
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return False
    return any(address in network for network in HOUSE_NETWORKS)
