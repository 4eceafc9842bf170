"""A prompt store in which texts are spoken already: as noise of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from audio.line.wav import header
from audio.speech.pace import NORMAL, SLOWER
from audio.speech.store import PromptStore, Recipe, tidy
from tests.appliance.calls.scripted_leg import noise

NONE: Mapping[str, float] = MappingProxyType({})


def sound_of(text: str, seconds: float = 0.6) -> bytes:
    """What such a text sounds like at the usual pace."""
    return noise(text, seconds)


def speak_as_noise(store: Path, texts: Iterable[str], seconds: Mapping[str, float] = NONE) -> None:
    """Keep every text at both paces, 0.6 s long or as told."""
    prompts = PromptStore(store)
    for text in texts:
        for pace in (NORMAL, SLOWER):
            sound = sound_of(text if pace == NORMAL else f"slowly {text}", seconds.get(text, 0.6))
            recipe = Recipe(tidy(text), "noise", "1", "noise", 105, 0, {}, 8000, text, pace)
            prompts.keep(recipe, header(len(sound)) + sound, duration_s=0.6, active_dbfs=-20.0, peak_dbfs=-6.0)
