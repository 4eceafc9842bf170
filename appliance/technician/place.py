"""Where the helper keeps what must survive a power cut: root's own directory, which systemd names."""

from __future__ import annotations

import os
from pathlib import Path

STATE = Path("/var/lib/slukhavka-technician")


def network_kept() -> Path:
    """Return the file that holds the network as it was before an unconfirmed change."""
    return _state() / "network.json"


def reset_mark() -> Path:
    """Return the file that lies there while a reset is not done."""
    return _state() / "reset"


def _state() -> Path:
    return Path(os.environ.get("STATE_DIRECTORY", str(STATE)))
