"""A serial port on the event loop.

pyserial opens and configures the port; reading and writing go to the descriptor directly, because pyserial's `write`
with `write_timeout=0` spins for ever on EAGAIN, and the loop must never wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
from collections.abc import Callable
from pathlib import Path

import serial

from appliance.contracts import LineFault

READ_BYTES = 4096
MAX_UNSENT_BYTES = 4096


class PortMissing(LineFault):
    """There is no such port (now)."""


class PortTaken(LineFault):
    """Another program holds the port."""


class PortLost(LineFault):
    """The port went away while it was open."""


class PortStuck(PortLost):
    """The port is there and takes nothing any more."""


class SerialPort:
    """One open port. Calls `on_bytes(data)` for what arrives and `on_lost(PortLost)` once when the port goes away."""

    def __init__(
        self,
        path: Path,
        *,
        baudrate: int,
        on_bytes: Callable[[bytes], None],
        on_lost: Callable[[PortLost], None],
    ) -> None:
        """Open `path` for this program alone. Raises PortMissing, PortTaken."""
        self.path = path
        self._on_bytes = on_bytes
        self._on_lost = on_lost
        self._unsent = b""
        self._serial = _open(path, baudrate)
        self._fd: int = self._serial.fileno()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._fd, self._readable)

    @property
    def is_open(self) -> bool:
        """Whether the port is still there."""
        return self._serial.is_open

    def send(self, data: bytes) -> None:
        """Send all of `data`, the rest of it when the port takes it. Raises PortLost."""
        if not self.is_open:
            raise PortLost(f"{self.path}: порт зник")
        if len(self._unsent) + len(data) > MAX_UNSENT_BYTES:
            raise PortStuck(f"{self.path}: порт не приймає даних")
        self._unsent += data
        self._writable()

    def offer(self, data: bytes) -> int:
        """Write what the port takes at once and return how many bytes that was; 0 when it refuses."""
        if not self.is_open:
            return 0
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            self._lose(error)
            return 0

    @property
    def queued_bytes(self) -> int:
        """Bytes written that the driver still holds, as far as it tells (a pty always says 0)."""
        try:
            return int(self._serial.out_waiting) if self.is_open else 0
        except OSError:
            return 0

    def drop_queued(self) -> None:
        """Throw away what was written and not yet sent."""
        self._flush(termios.TCOFLUSH)

    def drop_arrived(self) -> None:
        """Throw away what arrived and was not yet read."""
        self._flush(termios.TCIFLUSH)

    def close(self) -> None:
        """Close the port; nothing is called afterwards."""
        if self._serial.is_open:
            # The kernel would keep the loop waiting for 30 s while a modem that hangs takes nothing (tty closing_wait).
            self.drop_queued()
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._serial.close()

    def _flush(self, queue: int) -> None:
        if self.is_open:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._fd, queue)

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(error)
            return
        if data:
            self._on_bytes(data)
        else:
            self._lose(OSError("кінець потоку"))

    def _writable(self) -> None:
        written = self.offer(self._unsent)
        self._unsent = self._unsent[written:]
        if not self.is_open:
            return
        if self._unsent:
            self._loop.add_writer(self._fd, self._writable)
        else:
            self._loop.remove_writer(self._fd)

    def _lose(self, error: OSError) -> None:
        self.close()
        self._loop.call_soon(self._on_lost, PortLost(f"{self.path}: порт зник ({error.strerror or error})"))


def _open(path: Path, baudrate: int) -> serial.Serial:
    try:
        port = serial.Serial(str(path), baudrate, timeout=0, write_timeout=0, exclusive=True)
        _tell_nothing_from_the_end(port.fileno())
        return port
    except (OSError, termios.error, ValueError) as error:
        if not path.exists():
            raise PortMissing(f"{path}: такого порту немає") from error
        if "exclusively lock" in str(error):
            raise PortTaken(f"{path}: порт зайнятий іншою програмою") from error
        raise PortLost(f"{path}: порт не відкривається ({error})") from error


def _tell_nothing_from_the_end(fd: int) -> None:
    """Let a read that finds nothing say so.

    pyserial sets VMIN 0, and then it returns nothing, as it does at the end of the port (termios(3)): what was flushed
    between the loop's look and the read would be taken for a modem that is gone.
    """
    attributes = termios.tcgetattr(fd)
    attributes[6][termios.VMIN] = 1
    termios.tcsetattr(fd, termios.TCSANOW, attributes)
