"""Event streams: the daemon's news, passed on to the browsers that look."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from appliance import control

LIMIT = 30
HEARTBEAT_S = 15.0
LOOK_UP_S = 1.0
"""How soon a silent stream notices that the console stops, or that a page of it has changed something."""
CHANGED = f"data: {json.dumps({'event': 'changed'})}\n\n"


class Streams:
    """The open streams, at most `limit` of them: each holds a thread of the server for as long as it lives."""

    def __init__(self, *, limit: int = LIMIT, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._limit = limit
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._open: set[Stream] = set()
        self._stopping = threading.Event()
        self._changes = 0

    def changed(self) -> None:
        """Say that a page has changed something; every browser hears of it within `LOOK_UP_S`."""
        with self._lock:
            self._changes += 1

    def open(self, socket_path: Path) -> Stream | None:
        """Return a new stream that already listens; None when the house is full. Raises BoxNotRunning, AskRefused."""
        stream = Stream(
            control.events(socket_path, idle_s=LOOK_UP_S),
            self._stopping,
            self._monotonic,
            self._forget,
            lambda: self._changes,
        )
        with self._lock:
            if len(self._open) >= self._limit or self._stopping.is_set():
                return None
            self._open.add(stream)
        try:
            stream.greet()
        except BaseException:
            stream.close()
            raise
        return stream

    def stop(self) -> None:
        """End every stream within `LOOK_UP_S`, for good."""
        self._stopping.set()

    def _forget(self, stream: Stream) -> None:
        with self._lock:
            self._open.discard(stream)


class Stream:
    """One browser's stream: an iterable of server-sent events that gives its place back when closed."""

    def __init__(
        self,
        news: Generator[dict[str, Any], None, None],
        stopping: threading.Event,
        monotonic: Callable[[], float],
        forget: Callable[[Stream], None],
        changes: Callable[[], int],
    ) -> None:
        """Take the daemon's events; `greet` begins."""
        self._news = news
        self._stopping = stopping
        self._monotonic = monotonic
        self._forget = forget
        self._changes = changes

    def greet(self) -> None:
        """Wait for the daemon's hello."""
        next(self._news)

    def __iter__(self) -> Iterator[str]:
        """Yield events, and a comment when nothing was said for a while, until daemon, browser or console ends."""
        yield "retry: 5000\n\n"
        spoke_at_s, known = self._monotonic(), self._changes()
        for event in self._news:
            if self._stopping.is_set():
                return
            if self._changes() != known:
                known = self._changes()
                yield CHANGED
            if event["event"] != "idle":
                yield f"data: {json.dumps(event)}\n\n"
            elif self._monotonic() - spoke_at_s >= HEARTBEAT_S:
                yield ":\n\n"
            else:
                continue
            spoke_at_s = self._monotonic()

    def close(self) -> None:
        """Leave the daemon and give the place back; the server calls this however the stream ended."""
        self._news.close()
        self._forget(self)
