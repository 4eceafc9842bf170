"""What systemd is told (sd_notify): ready, alive, stopping. Without systemd nobody is told."""

from __future__ import annotations

import contextlib
import os
import socket


class Notifier:
    """Sends states to the socket of `NOTIFY_SOCKET`."""

    def __init__(self, address: str) -> None:
        """`address` is a path, "@name" for an abstract socket, or "" for nobody."""
        self._address = "\0" + address[1:] if address.startswith("@") else address

    @classmethod
    def from_environment(cls) -> Notifier:
        """Return the notifier of this process."""
        return cls(os.environ.get("NOTIFY_SOCKET", ""))

    def ready(self) -> None:
        """The box answers calls from now on."""
        self._send("READY=1")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The box is being stopped."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        # A systemd that does not listen must not stop the telephone.
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender,
        ):
            sender.sendto(state.encode(), self._address)
