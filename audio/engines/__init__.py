"""What makes speech out of text: one kind of engine, one file in this room; each is found, none is listed.

A file that holds an engine offers it as `ENGINE`. An engine is only ever called in a child process (`child.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class EngineError(Exception):
    """An engine did not do its work; the text is one Ukrainian sentence for whoever wanted the speech."""


class EngineMissing(EngineError):
    """The program or library of the engine is not on this machine, or no such kind of engine exists."""


class UnknownVoice(EngineError):
    """The engine has no such voice."""


class EngineHung(EngineError):
    """The engine gave no answer in time and was killed."""


class EngineDied(EngineError):
    """The engine ended without an answer: it crashed, or met its limit of memory or file size."""


class EngineSilent(EngineError):
    """The engine answered with nothing, or with nothing but zeros."""


class EngineGarbled(EngineError):
    """The engine answered with something that is not the sound it promised."""


class EngineChanged(EngineError):
    """Another version of the engine answered than the one whose rate was measured."""


class EngineResting(EngineError):
    """The engine hung or died so often that it is not started for a while."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak. `rate` and `pitch` are in the engine's own units."""

    voice: str
    rate: int
    pitch: int


class Engine(Protocol):
    """One kind of engine. It may hang or die: whoever calls it stands in a child process."""

    name: str
    rank: int
    """Of several engines the one with the lowest rank speaks; the next takes over when it cannot."""
    pitch: int
    rates: tuple[int, int]
    """A slow and a quick rate; between them the length of speech is linear in 1/rate."""
    known_speech_s: Mapping[str, tuple[float, float]]
    """By voice, how long `tempo.TEXTS` last at the two `rates`, where no version needs to be measured for it."""
    memory_bytes: int
    """The address space that the engine may fill."""

    @property
    def voice(self) -> str:
        """Return the voice that is taken when none is asked for, "" if there is none."""
        ...

    def missing(self) -> str:
        """Return what it lacks to speak, a Ukrainian sentence, "" for nothing. Never waits, may be called anywhere."""
        ...

    def version(self, voice: str) -> str:
        """Return the version of program and voice as installed; another may sound otherwise. Raises EngineMissing."""
        ...

    def voices(self) -> list[str]:
        """Return the names of its voices: what `Manner.voice` may be, the Ukrainian first."""
        ...

    def sample_rate(self, voice: str) -> int:
        """Return what every answer of `speak` is in, in Hz. Raises EngineMissing."""
        ...

    def speak(self, texts: Sequence[str], manner: Manner) -> Iterator[bytes]:
        """Yield each text as a WAV: mono, 16 bits, at `sample_rate`; empty if the engine said nothing.

        A text is words and punctuation, with U+0301 after a vowel whose stress is known.
        """
        ...


def kind_of(voice: str) -> str:
    """Return the engine of `engine` or `engine/voice`."""
    return voice.partition("/")[0]


def in_order(order: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the voices in the order in which they are tried: `order`, or every engine by its rank.

    Raises EngineMissing for an engine that nobody knows.
    """
    for voice in order:
        if kind_of(voice) not in engines():
            raise EngineMissing(f"Мовного рушія «{kind_of(voice)}» немає. Є такі: {', '.join(engines())}.")
    return tuple(order) or tuple(engines())


def engines() -> dict[str, Engine]:
    """Return every kind of engine in this room by its name, installed on this machine or not; lowest rank first."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    kinds: list[Engine] = [module.ENGINE for module in modules if hasattr(module, "ENGINE")]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.rank)}
