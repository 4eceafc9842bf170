"""A speech unit that says noise: the real spool and store, no voice, so that a menu is spoken in a moment.

Beside a test, or as a process: `python -m tests.fakes.noise_unit --spool DIR --store DIR --recorded DIR`.
"""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audio.line.wav import header
from audio.recorded import unit as recorded
from audio.speech import spool
from audio.speech.spool import Answer, BadRequest, Request
from audio.speech.store import PromptStore, Recipe, tidy
from tests.appliance.calls.scripted_leg import noise

POLL_S = 0.005
LENGTH_S = 0.6


@dataclass
class NoiseUnit:
    """What a test may do with it. `mute`: texts that it cannot say; `asked`: all that it was asked, in order."""

    spool_dir: Path
    store: PromptStore
    mute: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.text)
        if request.text in self.mute:
            return Answer(error="Голос нічого не сказав.")
        sound = noise(request.text, LENGTH_S)
        wav = header(len(sound)) + sound
        recipe = Recipe(tidy(request.text), "noise", "1", "one", 100, 50, {}, 8000, request.text, request.pace)
        kept = self.store.keep(recipe, wav, duration_s=LENGTH_S, active_dbfs=-22.0, peak_dbfs=-3.0)
        return Answer(kept.key, kept.path.name, LENGTH_S, -22.0, -3.0, "noise/one")


@contextmanager
def noise_unit(spool_dir: Path, store_dir: Path) -> Iterator[NoiseUnit]:
    """Serve the spool in a thread."""
    spool.prepare(spool_dir)
    unit, stop, serving = NoiseUnit(spool_dir, PromptStore(store_dir)), threading.Event(), threading.Event()

    def serve() -> None:
        with spool.serving(spool_dir):
            serving.set()
            while not stop.wait(POLL_S):
                for path in spool.pending(spool_dir):
                    try:
                        request = spool.read_request(path)
                    except (FileNotFoundError, BadRequest):
                        continue
                    spool.reply(spool_dir, path, unit.answer(request))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert serving.wait(30)
        yield unit
    finally:
        stop.set()
        thread.join()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spool", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--recorded", type=Path, required=True)
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with noise_unit(given.spool, given.store):
        # Recordings are what they are: they are looked at by the real unit.
        recorded.serve(given.recorded, stop)


if __name__ == "__main__":
    main()
