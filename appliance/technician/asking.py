"""How the menu asks the helper: the protocol of the control socket, one request a connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.control import BoxNotRunning, ask
from appliance.errors import SlukhavkaError

SOCKET = Path("/run/slukhavka/technician")
LIMIT_S = 30.0


class NoHelper(SlukhavkaError):
    """Nobody answers at the socket."""


class Helper:
    """The helper behind its socket."""

    def __init__(self, socket: Path = SOCKET) -> None:
        """`socket`: where systemd listens for it."""
        self._socket = socket

    def ask(self, verb: str, *, limit_s: float = LIMIT_S, **details: Any) -> dict[str, Any]:
        """Ask and return the answer. Raises NoHelper, AskRefused with the helper's sentence."""
        try:
            return ask(self._socket, verb, limit_s=limit_s, **details)
        except BoxNotRunning as error:
            raise NoHelper("Служба техніка не відповідає (systemctl status slukhavka-technician.socket).") from error
