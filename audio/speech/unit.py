"""The speech unit: takes texts from the spool, oldest first, and puts prompts into the store."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audio.engines import (
    EngineDied,
    EngineError,
    EngineGarbled,
    EngineHung,
    EngineMissing,
    EngineResting,
    EngineSilent,
    engines,
    in_order,
    kind_of,
)
from audio.engines.child import LIMIT_S
from audio.speech import spool
from audio.speech.checks import UnfitSound
from audio.speech.languages import LANGUAGES
from audio.speech.speaker import Speaker
from audio.speech.spool import Answer, BadRequest, Request
from audio.speech.store import PromptStore, Spoken
from audio.speech.tempo import WORDS_PER_MINUTE

log = logging.getLogger(__name__)

POLL_S = 0.1
RESTARTS = 3
RESTARTS_PER_S = 3600.0
POSTPONED_S = 30.0
LOOK_S = 0.5
"""So often, in a long row of texts, the unit looks for what is wanted soon."""


def serve(
    spool_dir: Path,
    store_dir: Path,
    stop: threading.Event,
    *,
    limit_s: float = LIMIT_S,
    order: Sequence[str] = (),
    stress: Path | None = None,
    lists: Path | None = None,
    words_per_minute: float = WORDS_PER_MINUTE,
) -> None:
    """Work until `stop` is set; the request at hand is finished first. Raises OSError if there is no spool to serve."""
    unit = Unit(
        spool_dir,
        store_dir,
        limit_s=limit_s,
        order=order,
        stress=stress,
        lists=lists,
        words_per_minute=words_per_minute,
    )
    with spool.serving(spool_dir):
        log.info("speech unit serves %s", spool_dir)
        try:
            while not stop.wait(POLL_S):
                unit.work(until=stop.is_set)
        finally:
            unit.close()


@dataclass(slots=True)
class Starts:
    """How often an engine was started anew. `needed`: it was killed or has died, the next use is a restart."""

    needed: bool = False
    done: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))

    def allow(self, now_s: float) -> None:
        """Note a restart if this use is one. Raises EngineResting when the hour's restarts are spent."""
        if not self.needed:
            return
        if len(self.done) == RESTARTS and now_s - self.done[0] < RESTARTS_PER_S:
            raise EngineResting(f"Мовний рушій зупинявся понад {RESTARTS} рази за годину, тож поки не запускається.")
        log.warning("engine is started anew")
        self.done.append(now_s)
        self.needed = False


class Unit:
    """One pass over the spool at a time."""

    def __init__(
        self,
        spool_dir: Path,
        store_dir: Path,
        *,
        limit_s: float = LIMIT_S,
        order: Sequence[str] = (),
        stress: Path | None = None,
        lists: Path | None = None,
        words_per_minute: float = WORDS_PER_MINUTE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the directories, clear away what a killed unit left.

        `order`: voices (`engine` or `engine/voice`), the first that can speaks; none given: every engine by its rank.
        `stress` and `lists`: the community's stressed words and its other words. Raises EngineMissing for an engine
        that nobody knows.
        """
        self._order = in_order(order)
        spool.prepare(spool_dir)
        store_dir.mkdir(parents=True, exist_ok=True)
        self._spool = spool_dir
        self._store = PromptStore(store_dir)
        self._store.clear_leftovers()
        self._speaker = Speaker(limit_s=limit_s, stress=stress, lists=lists, words_per_minute=words_per_minute)
        self._monotonic = monotonic
        self._starts: dict[str, Starts] = {}
        self._postponed: dict[str, float] = {}
        self._looks_next = 0.0

    def work(self, until: Callable[[], bool] = lambda: False) -> int:
        """Answer every request that waits, or until told to stop. Return how many were looked at."""
        done = 0
        self._speaker.look_again()
        for request in spool.pending(self._spool):
            if until():
                break
            done += self._take_what_is_wanted_soon() + self._take_if_due(request)
        if done:
            spool.thin_out(self._spool)
        return done

    def _take_what_is_wanted_soon(self) -> int:
        """Answer whoever waits at a screen before a long row of texts goes on."""
        if self._monotonic() < self._looks_next:
            return 0
        self._looks_next = self._monotonic() + LOOK_S
        return sum(self._take_if_due(request) for request in spool.wanted_soon(self._spool))

    def _take_if_due(self, request: Path) -> int:
        if self._monotonic() < self._postponed.get(request.name, 0.0):
            return 0
        self._take(request)
        return 1

    def close(self) -> None:
        """Stop the engines."""
        self._speaker.close()

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
            wanted = spool.read_request(request)
        except BadRequest as error:
            log.warning("request %r set aside: %s", request.name, error)
            spool.set_aside(self._spool, request, str(error))
            return
        try:
            spoken = self._persist(wanted)
        except (EngineError, BadRequest, UnfitSound) as error:
            log.warning("request %s failed: %s: %s", request.name, type(error).__name__, error)
            spool.reply(self._spool, request, Answer(error=str(error)))
            return
        except OSError:
            raise
        except Exception:
            spool.reply(self._spool, request, Answer(error="Мовний блок зламався на цьому тексті."))
            raise  # a restart mends what it can, and does not meet this request again
        figures = (spoken.duration_s, spoken.active_dbfs, spoken.peak_dbfs)
        spool.reply(self._spool, request, Answer(spoken.key, spoken.path.name, *figures, spoken.voice))

    def _persist(self, wanted: Request) -> Spoken:
        """Speak with the voice that was asked for, or with the next engine that can; else what was ever spoken of it.

        Raises what the first engine met.
        """
        failed: list[Exception] = []
        for candidate in self._candidates(wanted):
            try:
                return self._try(candidate, wanted)
            except (
                EngineMissing,
                EngineHung,
                EngineDied,
                EngineSilent,
                EngineGarbled,
                EngineResting,
                UnfitSound,
            ) as error:
                log.warning("%s cannot speak: %s", candidate, error)
                failed.append(error)
        path = self._store.find(wanted.text, wanted.pace, language=wanted.language)
        if path is not None and (spoken := self._store.get(path.stem)):
            return spoken
        raise failed[0] if failed else EngineMissing("Немає жодного мовного рушія.")

    def _candidates(self, wanted: Request) -> list[str]:
        """Return the voice that was asked for and one of every other engine that is installed, in order.

        Another language has one voice. Raises BadRequest where it has none.
        """
        if wanted.language:
            language = LANGUAGES[wanted.language]
            if not language.voice:
                raise BadRequest(f"Мова «{language.name}»: голосу для неї немає, тож ці тексти записує людина.")
            return [language.voice]
        voice = wanted.voice
        others = [
            name for name in self._order if kind_of(name) != kind_of(voice) and not engines()[kind_of(name)].missing()
        ]
        return [voice, *others] if voice else others

    def _try(self, voice: str, wanted: Request) -> Spoken:
        """Speak with one engine; if it hangs or dies, once more."""
        starts = self._starts.setdefault(kind_of(voice), Starts())
        try:
            return self._started(starts, voice, wanted)
        except (EngineHung, EngineDied) as error:
            log.warning("%s failed: %s", voice, error)
        return self._started(starts, voice, wanted)

    def _started(self, starts: Starts, voice: str, wanted: Request) -> Spoken:
        starts.allow(self._monotonic())
        try:
            return self._speak(wanted, voice)
        except (EngineHung, EngineDied):
            starts.needed = True
            raise

    def _speak(self, wanted: Request, voice: str) -> Spoken:
        """Return the prompt from the store, or speak it and keep it."""
        recipe = self._speaker.recipe(wanted.text, voice, wanted.pace, wanted.language)
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
