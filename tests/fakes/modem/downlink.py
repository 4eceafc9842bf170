"""What the network sends to the modem: the far end's voice, tones, comfort noise, echo, mixed."""

from __future__ import annotations

import asyncio
from collections import deque

import numpy as np
from numpy.typing import NDArray

from audio.line.tones import silence, tone

SAMPLE_RATE = 8000
COMFORT_NOISE_DBFS = -65.0
RINGBACK = tone((425,), 1.0, -16.0) + silence(4.0)

Samples = NDArray[np.float64]


class _Source:
    def __init__(self, sound: bytes) -> None:
        self.samples = _samples(sound)
        self.done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()


class Downlink:
    """Mixes everything that is to be heard at the modem's end, `count` samples at a time."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._sources: list[_Source] = []
        self._loop_tone: Samples | None = None
        self._loop_at = 0
        self._echo: tuple[float, deque[float]] | None = None
        self.noise_dbfs = COMFORT_NOISE_DBFS

    def add(self, sound: bytes) -> asyncio.Future[bool]:
        """Start a sound; the future gives True at its end, False if the call ended before."""
        source = _Source(sound)
        self._sources.append(source)
        return source.done

    def repeat(self, period: bytes | None) -> None:
        """Repeat a sound until another is given."""
        self._loop_tone, self._loop_at = _samples(period) if period else None, 0

    def echo(self, db: float, delay_s: float) -> None:
        """Send back what the far end hears, `db` (negative) weaker and later."""
        self._echo = (10 ** (db / 20), deque([0.0] * round(delay_s * SAMPLE_RATE)))

    def frame(self, count: int, heard: bytes) -> bytes:
        """Return the next `count` samples, while the far end hears `heard`."""
        mix = self._random.normal(0.0, 32768 * 10 ** (self.noise_dbfs / 20), count)
        for source in list(self._sources):
            self._mix(source, mix)
        if self._loop_tone is not None:
            places = (self._loop_at + np.arange(count)) % len(self._loop_tone)
            mix += self._loop_tone[places]
            self._loop_at += count
        if self._echo:
            gain, line = self._echo
            line.extend(np.frombuffer(heard, "<i2").astype(float) * gain)
            mix += [line.popleft() for _ in range(count)]
        return bytes(np.clip(np.rint(mix), -32768, 32767).astype("<i2").tobytes())

    def close(self) -> None:
        """Tell everybody who speaks that the call is over."""
        for source in self._sources:
            if not source.done.done():
                source.done.set_result(False)
        self._sources = []

    def _mix(self, source: _Source, mix: Samples) -> None:
        part, source.samples = source.samples[: len(mix)], source.samples[len(mix) :]
        mix[: len(part)] += part
        if not len(source.samples):
            self._sources.remove(source)
            if not source.done.done():
                source.done.set_result(True)


def _samples(sound: bytes) -> Samples:
    return np.frombuffer(sound[: len(sound) & ~1], "<i2").astype(np.float64)
