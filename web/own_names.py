"""Under which names and addresses browsers may call this machine."""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

ALWAYS = ("localhost", "127.0.0.1", "::1")
_LOCAL_ROUTES = Path("/proc/net/fib_trie")
_LOCAL_ADDRESS = re.compile(r"\|-- (\d+\.\d+\.\d+\.\d+)\s+/32 host LOCAL")


def own_names(more: Collection[str] = (), routes: Path = _LOCAL_ROUTES) -> frozenset[str]:
    """Return this machine's names and its present IPv4 addresses, and `more` from the settings, in small letters."""
    name = socket.gethostname().lower()
    addresses = _LOCAL_ADDRESS.findall(routes.read_text()) if routes.exists() else []
    return frozenset((*ALWAYS, name, f"{name.split('.')[0]}.local", *addresses, *(each.lower() for each in more)))


def host_of(header: str) -> str:
    """Return the name or address of a Host header, in small letters and without the port; "" when it is malformed."""
    if "@" in header:
        return ""
    try:
        return urlsplit("//" + header).hostname or ""
    except ValueError:
        return ""
