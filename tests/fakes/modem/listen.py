"""Recognising a known phrase in what somebody heard: normalised cross-correlation.

A phrase is found by its loudest part and then verified piece by piece, each piece where it best fits within a few
milliseconds of the piece before it: a frame dropped or inserted on the way does not hide a phrase, a wrong word does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

_ANCHOR = 4800
_PIECE = 3200
_SLACK = 400


@dataclass(frozen=True)
class Match:
    """Where a phrase lies: sample numbers from the first sample heard; `score` is 1 for a perfect copy."""

    start: int
    end: int
    score: float


class Ear:
    """Listens for one phrase (S16LE, 8 kHz) in sound that grows."""

    def __init__(self, phrase: bytes, *, since: int = 0) -> None:
        self._phrase = samples(phrase)
        if len(self._phrase) == 0 or not np.any(self._phrase):
            raise ValueError("a phrase without sound cannot be recognised")
        self._anchor_at = _loudest(self._phrase, _ANCHOR)
        self._anchor = self._phrase[self._anchor_at : self._anchor_at + _ANCHOR]
        self._since = since
        self._next = since
        self._candidates: list[int] = []
        self.best = Match(since, since, 0.0)

    def hear(self, heard: bytes | bytearray, threshold: float, *, over: bool = False) -> Match | None:
        """Return the phrase once it has been heard to its end; `over`: no more sound will come."""
        self._look(heard, threshold)
        for start in list(self._candidates):
            if not over and start + len(self._phrase) + _SLACK > len(heard) // 2:
                continue
            self._candidates.remove(start)
            match = self._verify(heard, start)
            if match.score > self.best.score:
                self.best = match
            if match.score >= threshold:
                return match
        return None

    def _look(self, heard: bytes | bytearray, threshold: float) -> None:
        total = len(heard) // 2
        if total - self._next < len(self._anchor):
            return
        scores = correlate(samples(heard[self._next * 2 :]), self._anchor)
        place = int(np.argmax(scores))
        if scores[place] > self.best.score:
            self.best = Match(self._next + place, self._next + place, float(scores[place]))
        start = self._next + place - self._anchor_at
        known = any(abs(start - other) < _SLACK for other in self._candidates)
        if scores[place] >= threshold * 0.8 and start >= self._since - _SLACK and not known:
            self._candidates.append(start)
        self._next += len(scores)

    def _verify(self, heard: bytes | bytearray, start: int) -> Match:
        score = weight = 0.0
        shift = 0
        for offset in range(0, len(self._phrase), _PIECE):
            piece = self._phrase[offset : offset + _PIECE]
            energy = float(np.dot(piece, piece))
            if len(piece) < _SLACK or energy == 0:
                continue
            begin = max(0, start + offset + shift - _SLACK)
            window = samples(heard[begin * 2 : (begin + len(piece) + 2 * _SLACK) * 2])
            weight += energy
            if len(window) < len(piece):
                continue
            scores = correlate(window, piece)
            place = int(np.argmax(scores))
            score += energy * float(scores[place])
            if scores[place] > 0.5:
                shift = begin + place - start - offset
        end = start + len(self._phrase) + shift
        return Match(start, min(end, len(heard) // 2), score / weight if weight else 0.0)


def samples(pcm: bytes | bytearray) -> Samples:
    """Return S16LE bytes as numbers."""
    return np.frombuffer(pcm[: len(pcm) & ~1], "<i2").astype(np.float64)


def correlate(signal: Samples, pattern: Samples) -> Samples:
    """Return the normalised correlation (-1 to 1) of `pattern` at every place of `signal` where it fits."""
    size = 1 << (len(signal) + len(pattern)).bit_length()
    product = np.fft.irfft(np.fft.rfft(signal, size) * np.conj(np.fft.rfft(pattern, size)), size)
    places = len(signal) - len(pattern) + 1
    squares = np.concatenate([[0.0], np.cumsum(signal**2)])
    energy = squares[len(pattern) :] - squares[: -len(pattern)]
    own = float(np.dot(pattern, pattern))
    floor = own * 1e-6 + len(pattern)
    return np.asarray(product[:places] / np.sqrt(own * np.maximum(energy, floor)))


def level_dbfs(pcm: bytes) -> float:
    """Return the RMS level of sound against full scale."""
    values = samples(pcm)
    rms = float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
    return 20 * float(np.log10(max(rms, 0.01) / 32768))


def _loudest(phrase: Samples, width: int) -> int:
    if len(phrase) <= width:
        return 0
    squares = np.concatenate([[0.0], np.cumsum(phrase**2)])
    return int(np.argmax(squares[width:] - squares[:-width]))
