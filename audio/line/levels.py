"""How loud a sound is, and whether somebody speaks. 0 dBFS is an RMS of 32768: a full sine has -3 dBFS."""

from __future__ import annotations

import math
from collections import deque

from audio.line.probe import Probe, cut, fold, square_sum
from audio.line.tones import RATE

SILENT_DBFS = -100.0
"""The level of digital silence, and of no sound at all."""

FRAME = 160
"""20 ms: exactly one turn of the mains, so hum can be taken out of a frame without a trace."""
FRAME_S = FRAME / RATE

_MAINS = Probe((50.0, 100.0, 150.0), FRAME)

_SPEECH_DBFS = -50.0
"""Quieter is no speech, on however silent a line: networks fill pauses with noise below it."""
_ABOVE_NOISE_DB = 7.0
_NOISE_FRAMES = 100
"""Two seconds: whatever stays as it is for so long is noise of the line."""
_NOISE_SHARE = 0.1
"""Speech has pauses: the quietest tenth of two seconds is noise."""
_RUN = 3
"""Frames. A click is shorter than any syllable."""


def rms_dbfs(pcm: bytes) -> float:
    """Return the RMS level of S16LE sound."""
    samples = memoryview(pcm).cast("h").tolist()
    return _dbfs(square_sum(samples) / len(samples)) if samples else SILENT_DBFS


def peak_dbfs(pcm: bytes) -> float:
    """Return the level of the highest sample of S16LE sound."""
    samples = memoryview(pcm).cast("h")
    return _dbfs(float(max(max(samples), -min(samples)) ** 2)) if samples else SILENT_DBFS


class ActivityMeter:
    """Counts the time in which somebody spoke. What counts as speech adapts to the noise of the line.

    Neither direct current, hum, clicks nor any noise that stays the same is speech.
    """

    def __init__(self) -> None:
        self.speech_s = 0.0
        """Seconds in which there was sound of speech level."""
        self.silent_for_s = 0.0
        """Seconds since the last such sound, or since the beginning."""
        self._rest = b""
        self._levels: deque[float] = deque(maxlen=_NOISE_FRAMES)
        self._run = 0

    def feed(self, pcm: bytes) -> None:
        """Take more sound: whole samples, any number."""
        frames, self._rest = cut(self._rest + pcm, FRAME)
        for samples in frames:
            self._step(samples)

    def _step(self, samples: list[int]) -> None:
        level = _level_dbfs(samples)
        self._levels.append(level)
        self._run = self._run + 1 if level > _SPEECH_DBFS and level > self._noise_dbfs() + _ABOVE_NOISE_DB else 0
        if self._run < _RUN:
            self.silent_for_s += FRAME_S
            return
        self.speech_s += (_RUN if self._run == _RUN else 1) * FRAME_S
        self.silent_for_s = 0.0

    def _noise_dbfs(self) -> float:
        return sorted(self._levels)[int(len(self._levels) * _NOISE_SHARE)]


def _level_dbfs(samples: list[int]) -> float:
    """Return the level without what lies below the telephone's band, which matters only where it is loud."""
    energy = square_sum(samples)
    level = _dbfs(energy / FRAME)
    if level <= _SPEECH_DBFS:
        return level
    frame = fold(samples, energy)
    energy -= frame.total**2 / FRAME + 2 / FRAME * sum(abs(value) ** 2 for value in _MAINS.spectrum(frame))
    return _dbfs(energy / FRAME)


def _dbfs(power: float) -> float:
    return max(10 * math.log10(power / 32768**2), SILENT_DBFS) if power > 0 else SILENT_DBFS
