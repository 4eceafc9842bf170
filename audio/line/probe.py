"""A few chosen frequencies of short slices of sound: what Goertzel's filters give, at the speed of C.

A slice is correlated with sine and cosine around its middle, so its samples can be folded first: sums of mirrored
samples meet only the cosines, differences only the sines, which halves the work. Two neighbouring slices turned by
half a slice each add up to a block of twice the length; blocks therefore overlap by half and cost nothing extra.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add, mul, sub

from audio.line.tones import RATE


@dataclass(frozen=True, slots=True)
class Slice:
    """Sums over one slice: of the samples, of their squares, and with each frequency."""

    total: float
    energy: float
    spectrum: tuple[complex, ...]


class Cutter:
    """Cuts a stream of S16LE into slices of `samples` (even) samples."""

    def __init__(self, samples: int) -> None:
        self._bytes = 2 * samples
        self._rest = b""

    def feed(self, pcm: bytes) -> Iterator[list[int]]:
        """Yield every slice that `pcm` completes."""
        stream = self._rest + pcm
        end = len(stream) - len(stream) % self._bytes
        self._rest = stream[end:]
        sound = memoryview(stream)
        for start in range(0, end, self._bytes):
            yield sound[start : start + self._bytes].cast("h").tolist()


class Probe:
    """Correlates slices of `samples` (even) samples with `freqs`. A sine of amplitude 1 gives half as many samples."""

    def __init__(self, freqs: Sequence[float], samples: int) -> None:
        turns = [2 * math.pi * hz / RATE for hz in freqs]
        self.samples = samples
        self._half = samples // 2
        instants = [n + 0.5 for n in range(self._half)]
        self._cos = [tuple(math.cos(turn * t) for t in instants) for turn in turns]
        self._sin = [tuple(-math.sin(turn * t) for t in instants) for turn in turns]
        self._turn_back = [cmath.exp(0.5j * turn * samples) for turn in turns]
        block = [n + 0.5 for n in range(samples)]
        self._of_dc = [2 * sum(math.cos(turn * t) for t in block) for turn in turns]

    def slice(self, samples: Sequence[int], energy: float) -> Slice:
        """Correlate one slice, whose sum of squares is already known."""
        late = samples[self._half :]
        early = samples[self._half - 1 :: -1]
        even = list(map(float, map(add, late, early)))
        odd = list(map(float, map(sub, late, early)))
        spectrum = tuple(
            complex(sum(map(mul, even, cos)), sum(map(mul, odd, sin)))
            for cos, sin in zip(self._cos, self._sin, strict=True)
        )
        return Slice(sum(even), energy, spectrum)

    def block(self, first: Slice, second: Slice) -> Slice:
        """Return two neighbouring slices as one, without its direct current."""
        total = first.total + second.total
        mean = total / (2 * self.samples)
        spectrum = tuple(
            early * turn + late * turn.conjugate() - mean * dc
            for early, late, turn, dc in zip(
                first.spectrum, second.spectrum, self._turn_back, self._of_dc, strict=True
            )
        )
        return Slice(0.0, first.energy + second.energy - mean * total, spectrum)
