"""Tones made sample by sample: keys, call-progress tones, the beep, silence.

Levels are dBFS of the RMS of one tone against 32768, as `levels.rms_dbfs` measures them: a sine that just fills the
sample range has -3 dBFS, and 0 dBm0 of the telephone network is -6.15 dBFS.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import cycle, islice

RATE = 8000
LOW_HZ = (697, 770, 852, 941)
HIGH_HZ = (1209, 1336, 1477, 1633)
KEYPAD = ("123A", "456B", "789C", "*0#D")
"""Rows are the low group, columns the high group (ITU-T Q.23)."""

BEEP_HZ = 1000
BEEP_S = 0.4
BEEP_DBFS = -16.0

_TOP = 32767
_FULL_SINE = 32768 * math.sqrt(2)


def tone(freqs: Sequence[float], seconds: float, dbfs: float) -> bytes:
    """Return the sum of sines, each of `dbfs`; what exceeds 16 bits is clipped. Starts at a zero crossing."""
    return _mix([(hz, dbfs) for hz in freqs], seconds)


def dtmf(key: str, seconds: float = 0.1, dbfs: float = -13.0, twist_db: float = 0.0) -> bytes:
    """Return a pressed key. `dbfs` is the mean level of its two tones; twist > 0 makes the low one the louder."""
    row, column = next((row, keys.index(key)) for row, keys in enumerate(KEYPAD) if key in keys)
    return _mix([(LOW_HZ[row], dbfs + twist_db / 2), (HIGH_HZ[column], dbfs - twist_db / 2)], seconds)


@cache
def beep() -> bytes:
    """Return the tone that asks the caller to speak."""
    return tone((BEEP_HZ,), BEEP_S, BEEP_DBFS)


def silence(seconds: float) -> bytes:
    """Return digital silence."""
    return bytes(2 * round(seconds * RATE))


def _mix(parts: Sequence[tuple[float, float]], seconds: float) -> bytes:
    count = round(seconds * RATE)
    waves = [[_FULL_SINE * 10 ** (dbfs / 20) * sample for sample in _sines(hz, count)] for hz, dbfs in parts]
    mixed = map(sum, zip(*waves, strict=True)) if waves else iter([0.0] * count)
    return array("h", (max(-_TOP, min(_TOP, round(sample))) for sample in mixed)).tobytes()


def _sines(hz: float, count: int) -> Iterable[float]:
    if float(hz).is_integer():
        return islice(cycle(_turns(int(hz))), count)
    return (math.sin(2 * math.pi * hz * n / RATE) for n in range(count))


@lru_cache(maxsize=64)
def _turns(hz: int) -> tuple[float, ...]:
    """Return the shortest stretch of a sine that repeats without a seam: at most a second."""
    return tuple(math.sin(2 * math.pi * hz * n / RATE) for n in range(RATE // math.gcd(RATE, hz)))
