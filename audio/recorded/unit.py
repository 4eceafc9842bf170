"""Takes recordings from the inbox and keeps them as prompts. Runs in the process of the speech unit."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from audio.recorded import inbox
from audio.recorded.decode import UnreadableSound, decode
from audio.recorded.prompt import prompt_of
from audio.recorded.store import RecordedPrompt, RecordedStore
from audio.speech import spool
from audio.speech.checks import UnfitSound
from audio.speech.spool import Answer, BadRequest

log = logging.getLogger(__name__)

POLL_S = 0.2
POSTPONED_S = 30.0
ORPHANS_S = 3600.0


def serve(root: Path, stop: threading.Event) -> None:
    """Work until `stop` is set; the recording at hand is finished first. Raises OSError if there is no inbox."""
    unit = RecordedUnit(root)
    while not stop.wait(POLL_S):
        unit.work(until=stop.is_set)


class RecordedUnit:
    """One pass over the inbox at a time."""

    def __init__(self, root: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Make the directories, clear away what a killed unit left."""
        inbox.prepare(root)
        self._root = root
        self._store = RecordedStore(root)
        self._store.clear_leftovers()
        self._monotonic = monotonic
        self._orphans = inbox.orphans(root)
        self._orphans_until = monotonic() + ORPHANS_S
        self._rests_until = 0.0

    def work(self, until: Callable[[], bool] = lambda: False) -> None:
        """Answer every request that waits, or until told to stop. While the disk refuses, they wait."""
        if self._monotonic() < self._rests_until:
            return
        try:
            self._clear_orphans()
            for request in spool.pending(self._root):
                if until():
                    return
                self._take(request)
                spool.thin_out(self._root)
        except OSError as error:
            log.error("recordings wait, the disk refused: %s", error)
            self._rests_until = self._monotonic() + POSTPONED_S

    def _clear_orphans(self) -> None:
        """Remove the takes that had no request at the start and have none still: nobody is writing one any more."""
        if self._orphans and self._monotonic() >= self._orphans_until:
            for take in self._orphans & inbox.orphans(self._root):
                take.unlink()
            self._orphans = set()

    def _take(self, request: Path) -> None:
        try:
            take = inbox.read_take(self._root, request)
        except BadRequest as error:
            log.warning("recording %r set aside: %s", request.name, error)
            inbox.set_aside(self._root, request, str(error))
            return
        except FileNotFoundError:
            return
        inbox.reply(self._root, request, self._answer(take))

    def _answer(self, take: inbox.Take) -> Answer:
        try:
            kept = self._keep(take)
        except FileNotFoundError:
            return Answer(error="Запису немає: його не було збережено до кінця.")
        except (UnreadableSound, UnfitSound) as error:
            log.warning("a recording of %r is refused: %s", take.prompt, error)
            return Answer(error=str(error))
        except OSError:
            raise
        except Exception:
            # The next recording, and the speech beside it, must not pay for what is odd in this one.
            log.exception("a recording of %r broke the chain", take.prompt)
            return Answer(error="Запис не вдалося обробити.")
        return Answer(kept.wav.removesuffix(".wav"), kept.wav, kept.duration_s, kept.active_dbfs, kept.peak_dbfs)

    def _keep(self, take: inbox.Take) -> RecordedPrompt:
        wav, figures = prompt_of(decode(take.sound))
        return self._store.keep(
            take.prompt,
            take.text,
            wav,
            duration_s=figures.duration_s,
            active_dbfs=figures.active_dbfs,
            peak_dbfs=figures.peak_dbfs,
        )
