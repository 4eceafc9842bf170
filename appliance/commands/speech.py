"""The speech unit."""

from __future__ import annotations

import argparse
import signal
import threading

from appliance.settings import Settings
from audio.speech.unit import serve

HELP = "озвучувати тексти (окремий процес)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve the spool until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serve(settings.speech_spool, settings.spoken, stop)
    return 0
