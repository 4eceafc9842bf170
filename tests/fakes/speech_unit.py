"""The unit that speaks, at work beside a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.settings import Settings
from audio.speech.spool import is_served
from audio.speech.unit import serve


@contextmanager
def speech_unit(settings: Settings) -> Iterator[None]:
    """Serve the spool of a box in a thread, with espeak-ng."""
    stop = threading.Event()
    about = {"order": ("espeak",), "stress": settings.stress, "lists": settings.lists}
    unit = threading.Thread(target=serve, args=(settings.speech_spool, settings.spoken, stop), kwargs=about)
    unit.start()
    try:
        while not is_served(settings.speech_spool):
            stop.wait(0.01)
        yield
    finally:
        stop.set()
        unit.join()
