"""A text made into a finished prompt, once: pauses, engine, chain, checks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from audio.engines import Engine, EngineChanged, EngineMissing, Manner, engines
from audio.engines.child import LIMIT_S, Rendered, render
from audio.speech import chain, pauses
from audio.speech.checks import RATE, Figures, UnfitSound, inspect
from audio.speech.spool import BadRequest
from audio.speech.store import Recipe, tidy
from audio.speech.tempo import TEXTS, rate_for

log = logging.getLogger(__name__)

VOICE = "espeak/uk"
"""Who speaks when nobody is asked for."""

_CHAIN = {**chain.PARAMETERS, "pauses_ms": [pauses.COMMA_MS, pauses.SENTENCE_MS, pauses.ITEM_MS]}


@dataclass(frozen=True, slots=True)
class _Voice:
    engine: Engine
    version: str
    manner: Manner


class Speaker:
    """Knows the voices of this machine and speaks with them. The first use of a voice finds its rate."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        """Ask nothing of any engine yet: it may be missing, and that is the answer to a request."""
        self._limit_s = limit_s
        self._voices: dict[str, _Voice] = {}

    def recipe(self, text: str, voice: str = "") -> Recipe:
        """Return what the prompt of `text` is made from. Raises BadRequest, EngineError, UnfitSound."""
        text = tidy(text)
        if not pauses.has_words(text):
            raise BadRequest("У тексті немає жодного слова.")
        by = self._voice(voice or VOICE)
        manner = by.manner
        return Recipe(text, by.engine.name, by.version, manner.voice, manner.rate, manner.pitch, _CHAIN, RATE)

    def speak(self, recipe: Recipe) -> tuple[bytes, Figures]:
        """Return the WAV of `recipe` and its figures. Raises EngineError, UnfitSound."""
        said = pauses.clauses(recipe.text)
        manner = Manner(recipe.voice, recipe.rate, recipe.pitch)
        rendered = self._render(recipe.engine, [clause.text for clause in said], manner)
        if rendered.version != recipe.engine_version:
            self._voices.clear()
            raise EngineChanged("Мовний рушій щойно оновлено. Озвучте текст ще раз.")
        pieces = [(pcm, clause.pause_ms) for pcm, clause in zip(rendered.pcm, said, strict=True)]
        wav = chain.prompt_wav(pieces, engines()[recipe.engine].sample_rate)
        figures, faults = inspect(wav)
        if faults:
            raise UnfitSound(f"Озвучення не пройшло перевірки: {'; '.join(faults)}.")
        return wav, figures

    def _voice(self, name: str) -> _Voice:
        if name not in self._voices:
            self._voices[name] = self._meet(name)
        return self._voices[name]

    def _meet(self, name: str) -> _Voice:
        """Learn the version and the rate of a voice."""
        kind, _, voice = name.partition("/")
        engine = engines().get(kind)
        if engine is None:
            raise EngineMissing(f"Мовного рушія «{kind}» немає.")
        voice = voice or engine.voice
        said = {rate: self._render(kind, TEXTS, Manner(voice, rate, engine.pitch)) for rate in engine.rates}
        version = said[engine.rates[0]].version
        rate = rate_for({rate: rendered.pcm for rate, rendered in said.items()}, engine.sample_rate)
        log.info("voice %s: version %s, rate %d", name, version, rate)
        return _Voice(engine, version, Manner(voice, rate, engine.pitch))

    def _render(self, kind: str, texts: Sequence[str], manner: Manner) -> Rendered:
        return render(kind, texts, manner, limit_s=self._limit_s)
