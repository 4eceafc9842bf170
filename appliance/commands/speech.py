"""The speech unit."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from appliance.commands.voices import order_of
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS
from audio.recorded.unit import serve as serve_recorded
from audio.speech.unit import serve

HELP = "озвучувати тексти (окремий процес)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve the spool, and beside it the inbox of recordings, until told to stop. If one breaks, both end.

    Raises SettingsError for an engine that nobody knows.
    """
    os.nice(POLITENESS)
    order = order_of(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="recorded") as beside:
        recorded = beside.submit(serve_recorded, settings.recorded, stop)
        recorded.add_done_callback(lambda _: stop.set())
        try:
            serve(
                settings.speech_spool,
                settings.spoken,
                stop,
                order=order,
                stress=settings.stress,
                lists=settings.lists,
                words_per_minute=settings.speech.words_per_minute,
            )
        finally:
            stop.set()
    recorded.result()
    return 0
