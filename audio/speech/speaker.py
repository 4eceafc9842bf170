"""A text made into a finished prompt, once: stress, pauses, engine, chain, checks."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.engines import Engine, EngineChanged, EngineMissing, Manner, engines, kind_of
from audio.engines.child import LIMIT_S, Child, Rendered
from audio.speech import chain, pauses
from audio.speech.checks import RATE, Figures, UnfitSound, inspect
from audio.speech.languages import UKRAINIAN, language_of, plain_faults
from audio.speech.pace import NORMAL, stretched
from audio.speech.spool import BadRequest
from audio.speech.store import Recipe, tidy
from audio.speech.stress import StressListError, StressLists, mark
from audio.speech.tempo import TEXTS, WORDS_PER_MINUTE, rate_for, speech_s
from audio.speech.text.words import Lists, ListsError, to_words

log = logging.getLogger(__name__)

FOREIGN_RATE = 1.2
"""What espeak-ng is told for a word a minute: of its voices but the Ukrainian of 1.52 all count alike, and by the
Ukrainian of 1.51 105 words are 125."""
_CHAIN = {**chain.PARAMETERS, "pauses_ms": [pauses.COMMA_MS, pauses.SENTENCE_MS, pauses.ITEM_MS]}


@dataclass(frozen=True, slots=True)
class _Voice:
    engine: Engine
    name: str
    version: str
    speech_s: Mapping[int, float]
    """How long the texts of `tempo` last at the engine's two rates; nothing for a voice of another language."""

    def manner(self, words_per_minute: float, pace: int) -> Manner:
        of_its_own = round(FOREIGN_RATE * words_per_minute * pace / NORMAL)
        rate = rate_for(self.speech_s, words_per_minute, pace) if self.speech_s else of_its_own
        return Manner(self.name, rate, self.engine.pitch)


class Speaker:
    """Knows the voices of this machine and speaks with them. The first use of a voice finds its rate."""

    def __init__(
        self,
        *,
        limit_s: float = LIMIT_S,
        stress: Path | None = None,
        lists: Path | None = None,
        words_per_minute: float = WORDS_PER_MINUTE,
    ) -> None:
        """Ask nothing of any engine yet.

        `stress` is the community's list of stressed words, `lists` the directory of its other words; there or not.
        """
        self._limit_s = limit_s
        self._words_per_minute = words_per_minute
        self._children: dict[str, Child] = {}
        self._voices: dict[str, _Voice] = {}
        self._doubted: set[str] = set()
        self._stress_file = stress
        self._lists_directory = lists
        self._seen = self._last_changes()
        self._stress = _stress_lists(stress)
        self._lists = _word_lists(lists)

    def words(self, text: str) -> str:
        """Return `text` as an engine is told it. Raises BadRequest for what cannot be said."""
        if not pauses.has_words(text):
            raise BadRequest("У тексті немає жодного слова.")
        self._look_at_the_lists()
        worded = to_words(text, self._lists)
        for fault in worded.faults:
            raise BadRequest(f"«{fault.sign}»: {fault.sentence}")
        stressed = mark(worded.text, self._stress)
        if stressed.unknown or stressed.ambiguous:
            log.info("stress unknown: %s; ambiguous: %s", stressed.unknown, stressed.ambiguous)
        return stressed.text

    def recipe(self, text: str, voice: str, pace: int = NORMAL, language: str = UKRAINIAN) -> Recipe:
        """Return what the prompt of `text` is made from; `voice` is `engine` or `engine/voice`, `pace` in percent.

        Raises BadRequest, EngineError, UnfitSound.
        """
        text = tidy(text)
        words = _plain_words(text, language) if language else self.words(text)
        by = self._voice(voice)
        to = by.manner(self._words_per_minute, pace)
        return Recipe(text, by.engine.name, by.version, to.voice, to.rate, to.pitch, _CHAIN, RATE, words, pace)

    def speak(self, recipe: Recipe) -> tuple[bytes, Figures]:
        """Return the WAV of `recipe` and its figures. Raises EngineError, UnfitSound."""
        said = pauses.clauses(recipe.words)
        manner = Manner(recipe.voice, recipe.rate, recipe.pitch)
        rendered = self._render(recipe.engine, [clause.text for clause in said], manner)
        if rendered.version != recipe.engine_version:
            self._forget(recipe.engine)
            raise EngineChanged("Мовний рушій щойно оновлено. Озвучте текст ще раз.")
        pieces = [(pcm, stretched(each.pause_ms, recipe.pace)) for pcm, each in zip(rendered.pcm, said, strict=True)]
        wav = chain.prompt_wav(pieces, rendered.sample_rate, recipe.pace)
        figures, faults = inspect(wav)
        if faults:
            raise UnfitSound(f"Озвучення не пройшло перевірки: {'; '.join(faults)}.")
        return wav, figures

    def look_again(self) -> None:
        """Ask each engine at its next use whether it is still the same: a program may be replaced under a long day."""
        self._doubted = set(self._voices)

    def close(self) -> None:
        """Stop the engines; the next use starts them again."""
        for child in self._children.values():
            child.close()

    def _voice(self, name: str) -> _Voice:
        if name in self._doubted:
            known = self._voices[name]
            if self._version(known.engine, known.name) != known.version:
                self._forget(known.engine.name)
            self._doubted.discard(name)
        if name not in self._voices:
            self._voices[name] = self._meet(name)
        return self._voices[name]

    def _meet(self, name: str) -> _Voice:
        """Learn the version of a voice, and how quickly it speaks."""
        engine = engines().get(kind_of(name))
        if engine is None:
            raise EngineMissing(f"Мовного рушія «{kind_of(name)}» немає.")
        voice = name.partition("/")[2] or engine.voice
        version = self._version(engine, voice)
        log.info("voice %s: version %s", name, version)
        if language_of(name):
            return _Voice(engine, voice, version, {})
        known = engine.known_speech_s.get(voice)
        lengths_s = known or self._measured(engine, voice)
        return _Voice(engine, voice, version, dict(zip(engine.rates, lengths_s, strict=True)))

    def _version(self, engine: Engine, voice: str) -> str:
        return self._render(engine.name, [], Manner(voice, engine.rates[0], engine.pitch)).version

    def _measured(self, engine: Engine, voice: str) -> list[float]:
        said = [self._render(engine.name, TEXTS, Manner(voice, rate, engine.pitch)) for rate in engine.rates]
        return [speech_s(rendered.pcm, rendered.sample_rate) for rendered in said]

    def _forget(self, kind: str) -> None:
        """Know nothing more of an engine that was replaced; what runs of it is the old one."""
        self._voices = {name: voice for name, voice in self._voices.items() if voice.engine.name != kind}
        self._doubted &= set(self._voices)
        self._children[kind].close()

    def _render(self, kind: str, texts: Sequence[str], manner: Manner) -> Rendered:
        if kind not in self._children:
            self._children[kind] = Child(kind, limit_s=self._limit_s)
        return self._children[kind].render(texts, manner)

    def _look_at_the_lists(self) -> None:
        """Read the community's lists again when they have changed. While one is broken the old one holds."""
        if (seen := self._last_changes()) == self._seen:
            return
        self._seen = seen
        try:
            self._stress = StressLists(self._stress_file)
            self._lists = Lists.read(self._lists_directory)
        except (StressListError, ListsError) as error:
            log.error("%s", error)

    def _last_changes(self) -> tuple[int, ...]:
        lists = sorted(self._lists_directory.glob("*.toml")) if self._lists_directory else []
        return tuple(file.stat().st_mtime_ns for file in (self._stress_file, *lists) if file and file.exists())


def _plain_words(text: str, language: str) -> str:
    """Return a text of another language as its voice is told it. Raises BadRequest for what cannot be said."""
    if not pauses.has_words(text):
        raise BadRequest("У тексті немає жодного слова.")
    for fault in plain_faults(text, language):
        raise BadRequest(fault.sentence)
    return text


def _stress_lists(community: Path | None) -> StressLists:
    try:
        return StressLists(community)
    except StressListError as error:
        log.error("%s", error)
        return StressLists()


def _word_lists(community: Path | None) -> Lists:
    try:
        return Lists.read(community)
    except ListsError as error:
        log.error("%s", error)
        return Lists.read()
