"""Who has got a packet: one descriptor in the loop for the sound of all calls of a line.

A hundred calls bring five thousand packets a second. A turn of the loop for each costs more than the packet itself, so
with many calls the loop looks at what has come only every `PAUSE_S`, as network cards do. With few calls each packet is
taken as it comes.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable

FEW = 10
PAUSE_S = 0.002
"""Well below the 20 ms after which sound is wanted; a key waits half of it on average."""


class Arrivals:
    """Calls back for each socket in which something lies, one datagram at a time."""

    def __init__(self) -> None:
        """Nothing is open before the first `watch`."""
        self._loop = asyncio.get_running_loop()
        self._watched: dict[int, Callable[[], None]] = {}
        self._poll: select.epoll | None = None
        self._pausing: asyncio.TimerHandle | None = None

    def watch(self, port: socket.socket, arrived: Callable[[], None]) -> None:
        """Call `arrived` while something lies in `port`."""
        if self._poll is None:
            self._poll = select.epoll()
            self._loop.add_reader(self._poll, self._look)
        self._watched[port.fileno()] = arrived
        self._poll.register(port, select.EPOLLIN)

    def forget(self, port: socket.socket) -> None:
        """Call for `port` no more. With the last one nothing is left open."""
        if self._poll is None or self._watched.pop(port.fileno(), None) is None:
            return
        self._poll.unregister(port)
        if not self._watched:
            self._close(self._poll)

    def _close(self, poll: select.epoll) -> None:
        if self._pausing is None:
            self._loop.remove_reader(poll)
        else:
            self._pausing.cancel()
        poll.close()
        self._poll = self._pausing = None

    def _look(self) -> None:
        if self._poll is None:
            return
        ready = self._poll.poll(0)
        # Before the calls: whatever one of them does, the others are heard.
        self._pace(self._poll, pause=bool(ready) and len(self._watched) > FEW)
        for descriptor, _ in ready:
            if (arrived := self._watched.get(descriptor)) is not None:
                arrived()

    def _pace(self, poll: select.epoll, *, pause: bool) -> None:
        """Look again after a pause, or as soon as something comes."""
        paused = self._pausing is not None
        if pause and not paused:
            self._loop.remove_reader(poll)
        elif paused and not pause:
            self._loop.add_reader(poll, self._look)
        self._pausing = self._loop.call_later(PAUSE_S, self._look) if pause else None
