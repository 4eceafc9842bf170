"""The speech unit: takes texts from the spool, oldest first, and puts prompts into the store."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from audio.engines import EngineDied, EngineError, EngineHung
from audio.engines.child import LIMIT_S
from audio.speech import spool
from audio.speech.checks import UnfitSound
from audio.speech.speaker import Speaker
from audio.speech.spool import Answer, BadRequest
from audio.speech.store import PromptStore, Spoken

log = logging.getLogger(__name__)

POLL_S = 0.1
RESTARTS = 3
RESTARTS_PER_S = 3600.0
POSTPONED_S = 30.0


def serve(spool_dir: Path, store_dir: Path, stop: threading.Event, *, limit_s: float = LIMIT_S) -> None:
    """Work until `stop` is set; the request at hand is finished first. Raises OSError if there is no spool to serve."""
    unit = Unit(spool_dir, store_dir, limit_s=limit_s)
    log.info("speech unit serves %s", spool_dir)
    while not stop.wait(POLL_S):
        unit.work(until=stop.is_set)


class Unit:
    """One pass over the spool at a time."""

    def __init__(
        self,
        spool_dir: Path,
        store_dir: Path,
        *,
        limit_s: float = LIMIT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the directories, clear away what a killed unit left."""
        spool.prepare(spool_dir)
        store_dir.mkdir(parents=True, exist_ok=True)
        self._spool = spool_dir
        self._store = PromptStore(store_dir)
        self._store.clear_leftovers()
        self._speaker = Speaker(limit_s=limit_s)
        self._monotonic = monotonic
        self._restarts: deque[float] = deque(maxlen=RESTARTS)
        self._postponed: dict[str, float] = {}

    def work(self, until: Callable[[], bool] = lambda: False) -> int:
        """Answer every request that waits, or until told to stop. Return how many were looked at."""
        done = 0
        for request in spool.pending(self._spool):
            if until():
                break
            if self._monotonic() >= self._postponed.get(request.name, 0.0):
                self._take(request)
                done += 1
        if done:
            spool.thin_out(self._spool)
        return done

    def _take(self, request: Path) -> None:
        """Answer one request. While the disk refuses, it stays in the spool and is tried again later."""
        self._postponed.pop(request.name, None)
        try:
            self._answer(request)
        except FileNotFoundError as error:
            log.info("request %s was taken back: %s", request.name, error)
        except OSError as error:
            log.error("request %r waits, the disk refused: %s", request.name, error)
            self._postponed[request.name] = self._monotonic() + POSTPONED_S

    def _answer(self, request: Path) -> None:
        try:
            order = spool.read_request(request)
        except BadRequest as error:
            log.warning("request %r set aside: %s", request.name, error)
            spool.set_aside(self._spool, request, str(error))
            return
        try:
            spoken = self._persist(order.text, order.voice)
        except (EngineError, BadRequest, UnfitSound) as error:
            log.warning("request %s failed: %s: %s", request.name, type(error).__name__, error)
            spool.reply(self._spool, request, Answer(error=str(error)))
            return
        except OSError:
            raise
        except Exception:
            spool.reply(self._spool, request, Answer(error="Мовний блок зламався на цьому тексті."))
            raise  # a restart mends what it can, and does not meet this request again
        told = Answer(spoken.key, spoken.path.name, spoken.duration_s, spoken.active_dbfs, spoken.peak_dbfs)
        spool.reply(self._spool, request, told)

    def _persist(self, text: str, voice: str) -> Spoken:
        """Speak with the engine that was asked for, or with the next one that can. Raises what the first one met.

        When none can, what was ever spoken of this text will do.
        """
        failed: list[EngineError | UnfitSound] = []
        for candidate in self._candidates(voice):
            try:
                return self._try(candidate, text)
            except (UnknownVoice, EngineChanged):
                raise
            except (EngineError, UnfitSound) as error:
                log.log(_weight(error), "%s cannot speak: %s", candidate, error)
                failed.append(error)
        if path := self._store.find(text):
            return self._store.by_path(path)
        raise next((error for error in failed if not isinstance(error, EngineMissing)), failed[0])

    def _candidates(self, voice: str) -> list[str]:
        """Return the voices to try: the one asked for, then those of other engines, in order."""
        if not voice:
            return list(self._order)
        kind = _kind(voice)
        return [voice, *(other for other in self._order if _kind(other) != kind)]

    def _try(self, voice: str, text: str) -> Spoken:
        """Speak with one engine; when it hangs or dies, once more, if it may be started again."""
        starts = self._starts.setdefault(_kind(voice), Starts())
        starts.allow(self._monotonic())
        try:
            return self._speak(text, voice)
        except (EngineHung, EngineDied) as error:
            starts.failed = True
            log.warning("%s is started anew: %s", voice, error)
        starts.allow(self._monotonic())
        try:
            return self._speak(text, voice)
        except (EngineHung, EngineDied):
            starts.failed = True
            raise

    def _speak(self, text: str, voice: str) -> Spoken:
        """Return the prompt from the store, or speak it and keep it."""
        recipe = self._speaker.recipe(text, voice)
        if known := self._store.get(recipe.key):
            return known
        began_s = self._monotonic()
        wav, figures = self._speaker.speak(recipe)
        log.info("spoke %.1f s in %.2f s: %s", figures.duration_s, self._monotonic() - began_s, recipe.key)
        return self._store.keep(
            recipe,
            wav,
            duration_s=figures.duration_s,
            active_dbfs=figures.active_dbfs,
            peak_dbfs=figures.peak_dbfs,
        )
