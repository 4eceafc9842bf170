"""Call-progress tones that say the far side is gone: 425 Hz busy, congestion, dial tone (modems.md 5.4).

Some mobile networks sound 440 or 450 Hz. Ringback (1 s of tone, 4 s of silence) is none of these.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

from audio.line.probe import Block, Probe, Slice, cut, drift_hz, fold, power_kept, square_sum

SLICE = 80
BLOCK = 2 * SLICE
SLICES_PER_S = 100

_CENTRE_HZ = 432.0
_OFF_CENTRE_MAX_HZ = 29.0
_PURITY_MIN = 0.7
_WEAKEST_RMS = 160.0
"""-40 dBm0."""
_GATE = 0.5
_BLIP = 2
"""A change that lasts no longer is none."""
_RUNS = 6
_RUN_MIN, _RUN_MAX = 14, 51
_UNEVEN_MAX = 0.25
_BUSY_MIN = 27
"""Congestion is 0.15 to 0.2 s, busy 0.3 to 0.4 s."""
_DIAL = 2 * SLICES_PER_S


class ProgressTone(StrEnum):
    """What the exchange says."""

    BUSY = "busy"
    CONGESTION = "congestion"
    DIAL = "dial"


class BusyDetector:
    """Sound in, a progress tone out as soon as it is certain: three even periods, or two seconds of dial tone."""

    def __init__(self) -> None:
        self._rest = b""
        self._last: Slice | None = None
        self._last_block: Block | None = None
        self._cadence = _Cadence()

    def feed(self, pcm: bytes) -> ProgressTone | None:
        """Return the tone that `pcm` (whole samples, any number) made certain. Told again while it goes on."""
        slices, self._rest = cut(self._rest + pcm, SLICE)
        told = None
        for samples in slices:
            told = self._cadence.step(self._sounds(samples)) or told
        return told

    def _sounds(self, samples: list[int]) -> bool:
        energy = square_sum(samples)
        if energy < _GATE * SLICE * _WEAKEST_RMS**2:
            self._last = self._last_block = None
            return False
        before, first = self._last_block, self._last
        self._last = fold(samples, energy)
        self._last_block = _PROBE.block(first, self._last) if first else None
        return before is not None and self._last_block is not None and _is_tone(before, self._last_block)


class _Cadence:
    """Makes progress tones of the lengths of tone and pause, counted in slices."""

    def __init__(self) -> None:
        self._on = False
        self._length = 0
        self._against = 0
        self._runs: deque[int] = deque(maxlen=_RUNS)

    def step(self, on: bool) -> ProgressTone | None:
        self._length += 1
        self._against = self._against + 1 if on != self._on else 0
        if self._against > _BLIP:
            return self._turn()
        return ProgressTone.DIAL if self._on and self._length == _DIAL else None

    def _turn(self) -> ProgressTone | None:
        self._runs.append(self._length - self._against)
        self._on, self._length, self._against = not self._on, self._against, 0
        mean = sum(self._runs) / _RUNS
        if len(self._runs) < _RUNS or not _RUN_MIN <= min(self._runs) <= max(self._runs) <= _RUN_MAX:
            return None
        if max(abs(run - mean) for run in self._runs) > _UNEVEN_MAX * mean:
            return None
        self._runs.clear()
        return ProgressTone.BUSY if mean >= _BUSY_MIN else ProgressTone.CONGESTION


def _is_tone(before: Block, now: Block) -> bool:
    off_hz = drift_hz(before.spectrum[0], now.spectrum[0], _CENTRE_HZ, SLICE)
    if abs(off_hz) > _OFF_CENTRE_MAX_HZ:
        return False
    power = 2 * abs(now.spectrum[0]) ** 2 / BLOCK / power_kept(off_hz, BLOCK)
    return power > _PURITY_MIN * now.energy and power > BLOCK * _WEAKEST_RMS**2


_PROBE = Probe((_CENTRE_HZ,), SLICE)
