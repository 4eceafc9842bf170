"""One thread that waits for edges on input lines. It is woken by the kernel and never touches the daemon's loop."""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class EdgeWatch:
    """Calls back, in its own thread, when a descriptor has edges to be read. `epoll` may be changed while it waits."""

    def __init__(self) -> None:
        """Start the thread."""
        self._epoll = select.epoll()
        self._stop = os.eventfd(0)
        self._epoll.register(self._stop, select.EPOLLIN)
        self._ready: dict[int, Callable[[], None]] = {}
        self._thread = threading.Thread(target=self._run, name="gpio-edges", daemon=True)
        self._thread.start()

    def add(self, fd: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever `fd` can be read."""
        self._ready[fd] = ready
        self._epoll.register(fd, select.EPOLLIN)

    def remove(self, fd: int) -> None:
        """Watch it no more; nothing happens when it was not watched."""
        if self._ready.pop(fd, None):
            self._epoll.unregister(fd)

    def close(self) -> None:
        """End the thread."""
        os.eventfd_write(self._stop, 1)
        self._thread.join()
        self._epoll.close()
        os.close(self._stop)

    def _run(self) -> None:
        while True:
            for fd, happened in self._epoll.poll():
                if fd == self._stop:
                    return
                self._look(fd, happened)

    def _look(self, fd: int, happened: int) -> None:
        ready = self._ready.get(fd)
        if ready is None:
            return
        try:
            if happened & (select.EPOLLERR | select.EPOLLHUP):
                raise OSError("the line has gone")
            ready()
        except OSError:
            log.exception("a line of the panel is watched no more")
            self.remove(fd)
