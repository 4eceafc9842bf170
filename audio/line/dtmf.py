"""Keys pressed on the far telephone, found in the sound (ITU-T Q.23, Q.24, ETSI ES 201 235-3).
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from operator import mul

from audio.line.probe import Cutter, Probe, Slice
from audio.line.tones import HIGH_HZ, KEYPAD, LOW_HZ, RATE

SLICE = 50
BLOCK = 2 * SLICE
KEYS = "0123456789*#"
FREQS = (*LOW_HZ, *HIGH_HZ)

_OFFSET_MAX = 0.025
_DRIFT = 0.008
_PURITY_MIN = 0.8
_GUARDED_PURITY_MIN = 0.9
_WEAKEST_RMS = 128.0


@dataclass(frozen=True, slots=True)
class Rules:
    normal_twist_db: float = 9.0
    reverse_twist_db: float = 5.0
    hits: int = 3
    span: int = 3
    misses_in_start: int = 0
    misses_to_end: int = 6
    lockout: int = 0


NORMAL = Rules()
RELAXED = Rules(reverse_twist_db=7.0, hits=6, span=9, misses_in_start=3, misses_to_end=7, lockout=30)


class DtmfDetector:
    def __init__(self, *, relaxed: bool = False, guard_db: float = 0.0) -> None:
        self._rules = RELAXED if relaxed else NORMAL
        self._cutter = Cutter(SLICE)
        self._probe = Probe(FREQS, SLICE)
        self._guard_db = guard_db
        self._guarded = False
        self._last_slice: Slice | None = None
        self._last_block: Slice | None = None
        self._now = 0
        self._was = (0.0, 0.0)
        self._moved = False
        self._candidate = ""
        self._held = ""
        self._hits = self._misses = 0

    def guard(self, on: bool) -> None:
        self._guarded = on

    def feed(self, pcm: bytes) -> list[str]:
        keys = []
        for samples in self._cutter.feed(pcm):
            key = self._step(self._look(samples))
            if key in KEYS and key: keys.append(key)
        return keys

    def _look(self, samples):
        energy = float(sum(map(mul, samples, samples)))
        if energy < SLICE * _WEAKEST_RMS**2 * 0.7:
            self._last_slice = self._last_block = None
            return ""
        piece = self._probe.slice(samples, energy)
        block = self._probe.block(self._last_slice, piece) if self._last_slice else None
        before = self._last_block
        self._last_slice, self._last_block = piece, block
        if block is None or before is None:
            return ""
        return self._key(before, block)

    debug = None
    def _key(self, before, now):
        power = [abs(x) for x in now.spectrum]
        low = power.index(max(power[:4]), 0, 4)
        high = power.index(max(power[4:]), 4)
        fit = FITS[low, high]
        was, is_ = fit.of(before), fit.of(now)
        if 0 in was or 0 in is_: return ""
        dl = cmath.phase(is_[0] * was[0].conjugate() * STEP[low]) * RATE / (2 * math.pi * SLICE)
        dh = cmath.phase(is_[1] * was[1].conjugate() * STEP[high]) * RATE / (2 * math.pi * SLICE)
        if abs(dl) > _OFFSET_MAX * FREQS[low] or abs(dh) > _OFFSET_MAX * FREQS[high]:
            return ""
        sl, sh = sinc2(dl), sinc2(dh)
        pur = [BLOCK / 2 * (abs(t[0])**2 / sl + abs(t[1])**2 / sh) / b.energy for t, b in ((was, before), (is_, now))]
        if min(pur) < _PURITY_MIN: return ""
        pl, ph = abs(is_[0])**2 / sl / 2, abs(is_[1])**2 / sh / 2
        tw = 10 * math.log10(pl / ph)
        if not -self._rules.reverse_twist_db <= tw <= self._rules.normal_twist_db: return ""
        if min(pl, ph) < _WEAKEST_RMS**2: return ""
        moved = max(abs(dl / FREQS[low] - self._was[0]), abs(dh / FREQS[high] - self._was[1]))
        self._was = (dl / FREQS[low], dh / FREQS[high])
        self._moved = moved > _DRIFT
        if DEBUG is not None: DEBUG.append((self._now, dl/FREQS[low], dh/FREQS[high], pur, tw, 10*math.log10(pl/2**30), KEYPAD[low][high-4]))
        return KEYPAD[low][high-4]

    def _step(self, key):
        self._now += 1
        r = self._rules
        if not key:
            self._misses += 1
            if self._misses > r.misses_in_start and self._candidate != self._held:
                self._candidate, self._hits = "", 0
            if self._misses >= r.misses_to_end:
                self._candidate = self._held = ""
                self._hits = 0
            return ""
        if key != self._candidate or (self._moved and key != self._held and self._rules.span == 3):
            self._candidate, self._hits = key, 0
        self._hits += 1
        self._misses = 0
        if self._hits >= r.hits and key != self._held:
            self._held = key
            return key
        return ""

DEBUG = None

def sinc2(d):
    x = math.pi * d * BLOCK / RATE
    return (math.sin(x) / x) ** 2 if x else 1.0

STEP = [cmath.exp(-2j * math.pi * hz * SLICE / RATE) for hz in FREQS]

class Fit:
    def __init__(self, low, high):
        self.low, self.high = low, high
        t = [n + 0.5 - SLICE for n in range(BLOCK)]
        self.inv = []
        for fn in (math.cos, math.sin):
            a, b = ([fn(2 * math.pi * FREQS[f] * x / RATE) for x in t] for f in (low, high))
            if fn is math.cos:
                a = [x - sum(a)/BLOCK for x in a]
                b = [x - sum(b)/BLOCK for x in b]
            aa, ab, bb = sum(map(mul, a, a)), sum(map(mul, a, b)), sum(map(mul, b, b))
            det = aa * bb - ab * ab
            self.inv.append((bb / det, -ab / det, aa / det))
    def of(self, block):
        l, h = block.spectrum[self.low], block.spectrum[self.high]
        (p, q, r), (s, t, u) = self.inv
        return complex(p * l.real + q * h.real, s * l.imag + t * h.imag), complex(q * l.real + r * h.real, t * l.imag + u * h.imag)

FITS = {(low, high): Fit(low, high) for low in range(4) for high in range(4, 8)}
