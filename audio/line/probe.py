"""A few chosen frequencies of short slices of sound: what Goertzel's filters give, at the speed of C.

A slice is correlated with cosine and sine around its middle, so it is folded first: sums of mirrored samples meet only
the cosines, differences only the sines, which halves the work. Two neighbouring slices, each turned by half a slice,
add up to a block of twice the length; so blocks overlap by half and their overlap costs nothing.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add, mul, sub

from audio.line.tones import RATE


@dataclass(slots=True)
class Slice:
    """Some samples, folded around their middle; `energy` is the sum of their squares, `total` their sum."""

    energy: float
    total: float
    even: list[float]
    odd: list[float]
    spectra: dict[int, list[complex]] = field(default_factory=dict)
    """What probes (by identity) have already found in it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Two neighbouring slices as one, without their direct current."""

    energy: float
    spectrum: list[complex]


def cut(stream: bytes, samples: int) -> tuple[list[list[int]], bytes]:
    """Return the whole slices of `samples` samples in S16LE sound, and the bytes that are left over."""
    step = 2 * samples
    end = len(stream) - len(stream) % step
    sound = memoryview(stream)
    return [sound[start : start + step].cast("h").tolist() for start in range(0, end, step)], stream[end:]


def fold(samples: Sequence[int], energy: float | None = None) -> Slice:
    """Fold an even number of samples. `energy` saves a sum that the caller has already made."""
    half = len(samples) // 2
    late, early = samples[half:], samples[half - 1 :: -1]
    even = list(map(float, map(add, late, early)))
    odd = list(map(float, map(sub, late, early)))
    return Slice(square_sum(samples) if energy is None else energy, sum(even), even, odd)


def square_sum(samples: Sequence[int]) -> float:
    """Return the sum of the squares."""
    return float(sum(map(mul, samples, samples)))


class Probe:
    """Correlates slices of `samples` samples with `freqs`. A sine of amplitude 1 gives half as many as there are."""

    def __init__(self, freqs: Sequence[float], samples: int) -> None:
        turns = [2 * math.pi * hz / RATE for hz in freqs]
        instants = [n + 0.5 for n in range(samples // 2)]
        self._cos = [tuple(math.cos(turn * t) for t in instants) for turn in turns]
        self._sin = [tuple(-math.sin(turn * t) for t in instants) for turn in turns]
        self._block_samples = 2 * samples
        self._half_turns = [cmath.exp(0.5j * turn * samples) for turn in turns]
        self._of_dc = [2 * sum(math.cos(turn * (n + 0.5)) for n in range(samples)) for turn in turns]

    def spectrum(self, piece: Slice) -> list[complex]:
        """Return the correlations of a slice, phases counted at its middle."""
        found = piece.spectra.get(id(self))
        if found is None:
            found = [
                complex(sum(map(mul, piece.even, cos)), sum(map(mul, piece.odd, sin)))
                for cos, sin in zip(self._cos, self._sin, strict=True)
            ]
            piece.spectra[id(self)] = found
        return found

    def block(self, first: Slice, second: Slice) -> Block:
        """Join two neighbouring slices, phases counted between them."""
        total = first.total + second.total
        mean = total / self._block_samples
        spectrum = [
            early * turn + late * turn.conjugate() - mean * dc
            for early, late, turn, dc in zip(
                self.spectrum(first), self.spectrum(second), self._half_turns, self._of_dc, strict=True
            )
        ]
        return Block(first.energy + second.energy - mean * total, spectrum)


def power_kept(offset_hz: float, samples: int) -> float:
    """Return the share of a tone's power that a probe of `samples` samples still sees when it is `offset_hz` away."""
    x = math.pi * offset_hz * samples / RATE
    return (math.sin(x) / x) ** 2 if x else 1.0


def drift_hz(before: complex, after: complex, hz: float, samples: int) -> float:
    """Return how far a tone is from `hz`, by its phases `samples` apart. Ambiguous beyond half a turn."""
    expected = cmath.exp(-2j * math.pi * hz * samples / RATE)
    return cmath.phase(after * before.conjugate() * expected) * RATE / (2 * math.pi * samples)
