"""The far side of a serial port: a pty whose slave the product opens."""

from __future__ import annotations

import contextlib
import os
import termios
import tty
from pathlib import Path


class Wire:
    """`path` is what the product opens; `read` and `write` are the device's side."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = Path(os.ttyname(self._slave))

    def read(self) -> bytes:
        """Return all that the product has sent."""
        octets = b""
        with contextlib.suppress(BlockingIOError):
            while True:
                octets += os.read(self._master, 65536)
        return octets

    def write(self, octets: bytes) -> None:
        """Send to the product."""
        os.write(self._master, octets)

    def take_nothing(self, nothing: bool) -> None:
        """Refuse every write of the product, or accept again."""
        termios.tcflow(self._slave, termios.TCOOFF if nothing else termios.TCOON)

    def vanish(self) -> None:
        """Be pulled out."""
        os.close(self._slave)
        os.close(self._master)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            self.vanish()
