"""A stream that has nothing to say still shows that it lives."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

from web.live import CHANGED, HEARTBEAT_S, Stream


def test_a_stream_that_is_closed_leaves_the_daemon() -> None:
    left = []

    def following() -> Generator[dict[str, Any], None, None]:
        try:
            yield {"event": "hello"}
        finally:
            left.append(True)

    news = following()
    stream = Stream(news, threading.Event(), lambda: 0.0, lambda _stream: None, lambda: 0)
    stream.greet()
    stream.close()
    assert left == [True]


def test_a_silent_stream_beats_and_a_busy_one_does_not() -> None:
    time_s = 0.0

    def silence() -> Generator[dict[str, Any], None, None]:
        nonlocal time_s
        yield {"event": "hello"}
        for _ in range(4):
            time_s += HEARTBEAT_S / 2
            yield {"event": "idle"}
        yield {"event": "call", "uid": "ab"}
        time_s += HEARTBEAT_S / 2
        yield {"event": "idle"}

    stream = Stream(silence(), threading.Event(), lambda: time_s, lambda _stream: None, lambda: 0)
    stream.greet()
    assert list(stream) == ["retry: 5000\n\n", ":\n\n", ":\n\n", 'data: {"event": "call", "uid": "ab"}\n\n']


def test_a_change_made_by_a_page_reaches_the_browsers_without_the_daemon() -> None:
    changes = iter([0, 0, 1, 1, 1, 1])

    def silence() -> Generator[dict[str, Any], None, None]:
        yield {"event": "hello"}
        while True:
            yield {"event": "idle"}

    stream = Stream(silence(), threading.Event(), lambda: 0.0, lambda _stream: None, lambda: next(changes))
    stream.greet()
    said = iter(stream)
    assert [next(said), next(said)] == ["retry: 5000\n\n", CHANGED]
