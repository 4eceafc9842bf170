"""How much of a voice a line leaves to be understood: ESTOI, from -1 to 1.

J. Jensen, C. H. Taal, "An Algorithm for Predicting the Intelligibility of Speech Masked by Modulated Noise Maskers",
IEEE/ACM Trans. Audio, Speech, Language Process. 24(11), 2016; frames, bands and the removal of silence as in C. H. Taal
et al., "An Algorithm for Intelligibility Prediction of Time-Frequency Weighted Noisy Speech", 19(7), 2011.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 10_000
FRAME = 256
HOP = FRAME // 2
FFT = 512
BANDS = 15
LOWEST_HZ = 150.0
TELEPHONE_BANDS = range(3, 14)
"""300-3400 Hz. What lies outside no telephone passes, and our chain takes it out before: there a codec leaves nothing
but its own faint noise, which a measure blind to level takes for harmed speech."""
SEGMENT = 30
"""Frames: 384 ms, the length of the modulations that carry speech."""
SPEECH_WITHIN_DB = 40.0

_WINDOW = np.hanning(FRAME + 2)[1:-1]
_LEAST = float(np.finfo(np.float64).eps)


def estoi(clean: Samples, heard: Samples, rate: int, bands: range = range(BANDS)) -> float:
    """Return the ESTOI of `heard`, which is `clean` after a line: same length, same `rate` in Hz, in step.

    `bands`: those that count, thirds of an octave from 150 Hz. Raises ValueError when there is less than one segment of
    speech in it.
    """
    clean, heard = (soxr.resample(each, rate, RATE) for each in (clean, heard))
    segments = [_segments(_bands(each)[bands.start : bands.stop]) for each in _spoken(clean, heard)]
    clean_part, heard_part = (_normalised(_normalised(each, axis=2), axis=1) for each in segments)
    return float((clean_part * heard_part).sum() / (SEGMENT * len(clean_part)))


def _frames(samples: Samples) -> Samples:
    """Return windowed frames, one a row, every HOP."""
    return np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP] * _WINDOW


def _spoken(clean: Samples, heard: Samples) -> tuple[Samples, Samples]:
    """Return both without the frames in which the clean one lies 40 dB below its loudest."""
    frames = _frames(clean)
    level_db = 20 * np.log10(np.linalg.norm(frames, axis=1) + _LEAST)
    speech = level_db > level_db.max() - SPEECH_WITHIN_DB
    return _joined(frames[speech]), _joined(_frames(heard)[speech])


def _joined(frames: Samples) -> Samples:
    """Add frames that overlap by half: a Hann window adds up to one."""
    out = np.zeros((len(frames) + 1) * HOP)
    for number, frame in enumerate(frames):
        out[number * HOP : number * HOP + FRAME] += frame
    return out


def _bands(samples: Samples) -> Samples:
    """Return amplitudes, one row a third of an octave, one column a frame."""
    power = np.square(np.abs(np.fft.rfft(_frames(samples), FFT)))
    hz = np.fft.rfftfreq(FFT, 1 / RATE)
    edges = LOWEST_HZ * 2.0 ** ((2 * np.arange(BANDS + 1) - 1) / 6)
    nearest = np.abs(hz[:, None] - edges).argmin(axis=0)
    sums = [power[:, low:high].sum(axis=1) for low, high in pairwise(nearest)]
    amplitudes: Samples = np.sqrt(np.array(sums))
    return amplitudes


def _segments(bands: Samples) -> Samples:
    """Return every SEGMENT neighbouring frames: segment, band, frame."""
    if bands.shape[1] < SEGMENT:
        raise ValueError("less than 384 ms of speech")
    return np.lib.stride_tricks.sliding_window_view(bands, SEGMENT, axis=1).transpose(1, 0, 2)


def _normalised(segments: Samples, axis: int) -> Samples:
    """Take the mean away and bring the norm to one along `axis`; what never changes becomes zero."""
    centred = segments - segments.mean(axis=axis, keepdims=True)
    out: Samples = centred / np.maximum(np.linalg.norm(centred, axis=axis, keepdims=True), _LEAST)
    return out
