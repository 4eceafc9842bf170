"""From what an engine says to what a telephone plays: 8000 Hz, without rumble, at one level, with our own silences.

The level is set after the high-pass: below 300 Hz, which no telephone passes, RHVoice has 60 % of its power and
espeak-ng 14 %, so set before it the two would differ by up to 4 dB in the ear.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from math import cos, isfinite, pi, sin

import numpy as np
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

from audio.speech.checks import ACTIVE_DBFS, RATE, Samples, UnfitSound, active_dbfs
from audio.speech.pace import NORMAL, stretched

VERSION = 3
HIGH_PASS_HZ = 310.0
HIGH_PASS_ORDER = 12
LOW_PASS_HZ = (3400.0, 3600.0)
CEILING_DBFS = -3.2
LOOK_AHEAD_MS = 10
LEAD_MS = 80
TAIL_MS = 370
"""Lead and tail together are the pause of a sentence: prompts played one after another sound like one text. The lead is
the shorter: it is what a caller who has pressed a key waits for."""

PARAMETERS = {
    "version": VERSION,
    "resampler": "soxr HQ",
    "high_pass_hz": HIGH_PASS_HZ,
    "high_pass_order": HIGH_PASS_ORDER,
    "low_pass_hz": list(LOW_PASS_HZ),
    "active_dbfs": ACTIVE_DBFS,
    "ceiling_dbfs": CEILING_DBFS,
    "lead_ms": LEAD_MS,
    "tail_ms": TAIL_MS,
}
"""Whatever of this changes, changes the sound; it is part of a prompt's key."""

_EDGE_DB = -45.0
_EDGE_BLOCK_S = 0.005
_LEVEL_ROUNDS = 8
_NEAR_DB = 0.1


def prompt_wav(pieces: Sequence[tuple[bytes, int]], rate: int, pace: int = NORMAL) -> bytes:
    """Return a finished WAV of `pieces`: S16LE mono at `rate` Hz with the milliseconds of silence that follow each.

    `pace` decides only of the silence before and after. Raises UnfitSound when a piece is silent.
    """
    joined = join(pieces, rate)
    lead, tail = _silence(stretched(LEAD_MS, pace), RATE), _silence(stretched(TAIL_MS, pace), RATE)
    speech = levelled(low_passed(high_passed(resampled(joined, rate))))
    return _wav(np.concatenate([lead, speech, tail]))


def join(pieces: Sequence[tuple[bytes, int]], rate: int) -> Samples:
    """Return the pieces without their own silences and with ours between them, still at `rate`."""
    parts: list[Samples] = []
    for pcm, pause_ms in pieces:
        parts += [trimmed(np.frombuffer(pcm, "<i2") / 32768.0, rate), _silence(pause_ms, rate)]
    return np.concatenate(parts)


def trimmed(samples: Samples, rate: int) -> Samples:
    """Return the samples without silence at either end, one 5 ms block left on each side. Raises UnfitSound."""
    size = int(rate * _EDGE_BLOCK_S)
    blocks = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    power = np.square(blocks).mean(axis=1)
    loudest = power.max(initial=0.0)
    if loudest < 1e-6:
        raise UnfitSound("Мовний рушій повернув тишу.")
    heard = np.flatnonzero(power > loudest * 10 ** (_EDGE_DB / 10))
    return samples[max(heard[0] - 1, 0) * size : (heard[-1] + 2) * size]


def resampled(samples: Samples, rate: int) -> Samples:
    """Return the samples at 8000 Hz; what would fold back from above 4000 Hz is gone (-140 dB)."""
    out: Samples = soxr.resample(samples, rate, RATE, quality="HQ")
    return out


def high_passed(samples: Samples) -> Samples:
    """Return the samples behind a Butterworth high-pass of the twelfth order at 310 Hz: six biquads.

    So steep because of RHVoice: behind the fourth order at 250 Hz only 27 % of Anatol's power is in the band of a
    telephone.
    Run over the spectrum, not sample by sample, which Python would do slowly. The zeros behind the end are longer than
    the filter rings, so nothing of the end comes back at the beginning.
    """
    size = 1 << (len(samples) + RATE // 4).bit_length()
    z = np.exp(-2j * pi * np.arange(size // 2 + 1) / size)
    response = np.ones_like(z)
    for pair in range(HIGH_PASS_ORDER // 2):
        quality = 1 / (2 * cos(pi * (2 * pair + 1) / (2 * HIGH_PASS_ORDER)))
        b, a = high_pass_biquad(HIGH_PASS_HZ, quality)
        response *= (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    return np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]


def low_passed(samples: Samples) -> Samples:
    """Return the samples with nothing above 3600 Hz, where no telephone hears: of RHVoice's "шість" it is a quarter."""
    size = 1 << (len(samples) + RATE // 4).bit_length()
    hz = np.arange(size // 2 + 1) * RATE / size
    begin, end = LOW_PASS_HZ
    response = (1 + np.cos(pi * np.clip((hz - begin) / (end - begin), 0, 1))) / 2
    return np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]


def high_pass_biquad(hz: float, quality: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return numerator and denominator of a second-order high-pass (R. Bristow-Johnson, Audio EQ Cookbook)."""
    w = 2 * pi * hz / RATE
    cos_w, alpha = 1 - 2 * sin(w / 2) ** 2, sin(w) / (2 * quality)
    return ((1 + cos_w) / 2, -(1 + cos_w), (1 + cos_w) / 2), (1 + alpha, -2 * cos_w, 1 - alpha)


def levelled(samples: Samples) -> Samples:
    """Return the samples at the active level, peaks held. The limiter takes level away, so it is set again after it.

    Raises UnfitSound for silence.
    """
    gain_db = ACTIVE_DBFS - active_dbfs(samples)
    if not isfinite(gain_db):
        raise UnfitSound("У смузі телефону немає звуку.")
    for _ in range(_LEVEL_ROUNDS):
        out = limited(samples * 10 ** (gain_db / 20))
        missing_db = ACTIVE_DBFS - active_dbfs(out)
        if abs(missing_db) <= _NEAR_DB:
            break
        gain_db += missing_db
    return out


def limited(samples: Samples) -> Samples:
    """Return the samples with no peak above the ceiling: the gain goes down before a peak and comes back after it."""
    ceiling = 10 ** (CEILING_DBFS / 20)
    reach = RATE * LOOK_AHEAD_MS // 1000
    wanted = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), ceiling))
    lowest = _sliding_min(np.pad(wanted, 2 * reach, constant_values=1.0), 2 * reach + 1)
    window = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, window / window.sum(), "valid")
    return samples * gain


def _sliding_min(values: Samples, width: int) -> Samples:
    """Return the least of every `width` neighbours, by doubling."""
    have = 1
    while have < width:
        step = min(have, width - have)
        values = np.minimum(values[:-step], values[step:])
        have += step
    return values


def _silence(ms: int, rate: int) -> Samples:
    return np.zeros(rate * ms // 1000)


def _wav(samples: Samples) -> bytes:
    whole: NDArray[np.int16] = np.rint(samples * 32768.0).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(whole.tobytes())
    return file.getvalue()
