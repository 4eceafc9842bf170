"""USB interfaces as ptys with stable symlinks, that vanish and come back under another number."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
import tty
from collections.abc import Callable, Iterable
from pathlib import Path

HOST_QUEUE_BYTES = 4096
"""What the host's driver keeps for a device that takes nothing (usb_wwan: four URBs); then a write gives EAGAIN."""

_UNREAD_LIMIT = 4096
"""What a host that does not read can have waiting for it (the read buffer of n_tty)."""


class Port:
    """One pty. The simulator keeps the slave open too, or the master would read EIO until the host comes."""

    def __init__(self, loop: asyncio.AbstractEventLoop, on_bytes: Callable[[bytes], None]) -> None:
        self._loop = loop
        self._on_bytes = on_bytes
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        self.path = os.ttyname(self._slave)
        self.waiting = b""
        self._holds: set[str] = set()
        self._reading = False
        self._refusing = False
        self._listen(True)

    @property
    def closed(self) -> bool:
        """Tell whether the interface is gone."""
        return self.master < 0

    def write(self, octets: bytes) -> bool:
        """Send to the host; False if a host that does not read has no room left for all of it."""
        if self.closed or self._unread() + len(octets) > _UNREAD_LIMIT:
            return False
        with contextlib.suppress(BlockingIOError):
            os.write(self.master, octets)
        return True

    def hold(self, reason: str) -> None:
        """Take nothing more from the host; what it writes waits, and when the queue is full it is refused."""
        self._holds.add(reason)

    def release(self, reason: str) -> None:
        """Undo `hold(reason)`; when nothing holds any more, what waited is delivered."""
        if reason not in self._holds:
            return
        self._holds.discard(reason)
        if not self._holds and not self.closed:
            octets, self.waiting = self.waiting, b""
            if octets:
                self._on_bytes(octets)
        self._settle()

    def push_back(self, octets: bytes) -> None:
        """Give back what could not be used; it is delivered again after the next release."""
        self.waiting = octets + self.waiting
        self._settle()

    def refuse(self, refusing: bool) -> None:
        """Refuse every write of the host at once, or accept again."""
        self._refusing = refusing
        self._settle()

    def close(self) -> None:
        """Vanish: open descriptors of the host are hung up."""
        self._listen(False)
        os.close(self.master)
        os.close(self._slave)
        self.master = self._slave = -1

    def _settle(self) -> None:
        if self.closed:
            return
        full = bool(self._holds) and len(self.waiting) >= HOST_QUEUE_BYTES
        self._listen(not full)
        termios.tcflow(self._slave, termios.TCOOFF if full or self._refusing else termios.TCOON)

    def _listen(self, wanted: bool) -> None:
        if wanted == self._reading:
            return
        self._reading = wanted
        if wanted:
            self._loop.add_reader(self.master, self._readable)
        else:
            self._loop.remove_reader(self.master)

    def _readable(self) -> None:
        try:
            octets = os.read(self.master, HOST_QUEUE_BYTES)
        except BlockingIOError:
            return
        if not self._holds:
            self._on_bytes(octets)
            return
        self.waiting += octets
        self._settle()

    def _unread(self) -> int:
        return int(struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, b"\0" * 4))[0])


class UsbNodes:
    """The interfaces of one device: `ports` by USB interface number, symlinks `if00`, `if01`... in `directory`."""

    def __init__(self, directory: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._directory = directory
        self._loop = loop
        self._former: set[str] = set()
        self.ports: dict[int, Port] = {}

    def appear(self, interfaces: Iterable[int], receivers: dict[int, Callable[[bytes], None]]) -> None:
        """Make the nodes; an interface without a receiver swallows what it is told."""
        self._directory.mkdir(parents=True, exist_ok=True)
        for number in interfaces:
            port = self._fresh_port(receivers.get(number, lambda _octets: None))
            self.ports[number] = port
            link = self._directory / f"if{number:02d}"
            link.unlink(missing_ok=True)
            link.symlink_to(port.path)

    def vanish(self) -> None:
        """Take the symlinks away and hang up whoever has a node open."""
        for number, port in self.ports.items():
            (self._directory / f"if{number:02d}").unlink(missing_ok=True)
            port.close()
        self._former = {port.path for port in self.ports.values()}
        self.ports = {}

    def _fresh_port(self, receiver: Callable[[bytes], None]) -> Port:
        """Return a port under a number that the device did not have before."""
        rejected: list[Port] = []
        while (port := Port(self._loop, receiver)).path in self._former:
            rejected.append(port)
        for former in rejected:
            former.close()
        return port
