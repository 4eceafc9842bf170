"""A prompt out of a recording: the same chain, the same level, the same checks as speech."""

from __future__ import annotations

import numpy as np

from audio.recorded.limits import RATE
from audio.speech.chain import high_passed, prompt_wav, resampled
from audio.speech.checks import RATE as TELEPHONE_RATE
from audio.speech.checks import Figures, UnfitSound, inspect

PAUSE_MS = 800
LONGEST_PAUSE_S = 1.0
"""Who speaks into a telephone thinks between sentences; whoever listens takes a long silence for the end."""
LEAST_S = 0.2

_BLOCK_S = 0.02
_SILENT = 1e-7
_QUIET = 1e-4
"""Of the loudest block: where the checks hear silence."""


def prompt_of(pcm: bytes) -> tuple[bytes, Figures]:
    """Return the WAV of a prompt and its figures. `pcm`: S16LE mono at `limits.RATE`. Raises UnfitSound."""
    wav = prompt_wav(pieces(pcm), RATE)
    figures, faults = inspect(wav)
    if faults:
        raise UnfitSound(f"Запис не пройшов перевірки: {'; '.join(faults)}.")
    return wav, figures


def pieces(pcm: bytes) -> list[tuple[bytes, int]]:
    """Return what is said between long silences, each with the pause that shall follow it. Raises UnfitSound.

    Silence is looked for in the telephone's band: a hum below it hides none.
    """
    size = int(TELEPHONE_RATE * _BLOCK_S)
    heard = high_passed(resampled(np.frombuffer(pcm, "<i2") / 32768.0, RATE))
    power = np.square(np.pad(heard, (0, -len(heard) % size)).reshape(-1, size)).mean(axis=1)
    if power.max(initial=0.0) < _SILENT:
        raise UnfitSound("У записі тиша.")
    loud = np.flatnonzero(power > power.max() * _QUIET)
    if len(loud) * _BLOCK_S < LEAST_S:
        raise UnfitSound("У записі тиша або лише клацання.")
    breaks = np.flatnonzero(np.diff(loud) * _BLOCK_S > LONGEST_PAUSE_S)
    firsts, lasts = loud[np.r_[0, breaks + 1]], loud[np.r_[breaks, len(loud) - 1]]
    cut = [pcm[_byte(first - 1) : _byte(last + 2)] for first, last in zip(firsts, lasts, strict=True)]
    return [*((piece, PAUSE_MS) for piece in cut[:-1]), (cut[-1], 0)]


def _byte(block: int) -> int:
    return max(int(block * _BLOCK_S * RATE), 0) * 2
