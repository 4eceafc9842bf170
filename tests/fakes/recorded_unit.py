"""The unit that takes recordings in, at work beside a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audio.recorded.unit import serve


@contextmanager
def recorded_unit(root: Path) -> Iterator[None]:
    """Serve the inbox in `root` in a thread, with the real decoder."""
    stop = threading.Event()
    unit = threading.Thread(target=serve, args=(root, stop))
    unit.start()
    try:
        yield
    finally:
        stop.set()
        unit.join()
