"""Keys pressed on the far telephone, found in the sound (ITU-T Q.23, Q.24, ETSI ES 201 235-3).

What is hard about it is not to hear a key but to hear nothing else: speech, our own prompt coming back as an echo, and
half a key (one of less than 23 ms). Eight Goertzel filters and a threshold, as in spandsp or Asterisk, must choose
between a key that is 1.5 % off (to be taken) and one that is 3.5 % off (to be left), which a block of 12.5 ms with
filters 80 Hz wide cannot see. So the detector asks more of a block than how much:

- Sound is cut into slices of 50 samples (6.25 ms). Two neighbours make a block of 100 samples, so there is a new block
  every 6.25 ms, and the timing is as fine as that.
- In a block the strongest of each group is the candidate pair. The two are fitted together by least squares, because
  each leaks into the filter of the other; what the fit leaves over is not the key.
- The phase of each tone, followed from the block before, gives its frequency to a hertz or two. Beyond 2.2 % it is no
  key. The level is then corrected for what a filter misses of a tone beside its middle.
- `purity` is the share of the block's power that lies in the two tones. Keys of a clean line have 0.97 and more, 15 dB
  of noise or a GSM full-rate codec leave 0.9; speech hardly ever reaches 0.75, and then not for long.
- The two levels may differ by the twist of Q.24 (low group stronger by 8 dB, high group by 4 dB, and 3 dB more), and
  neither may be below -42 dBm0.

A slice is a hit when this holds for both its block and the one before, that is over 150 samples. Three hits running
make a press: reported 28 to 37 ms after the key went down. A tone of 40 ms covers four whole blocks wherever the cuts
fall, one of 23 ms never more than three, even with the blocks that it fills by only 80 %: so 40 ms always give three
hits, 23 ms at most two. A press is over after seven slices without a hit: a pause of 40 ms always leaves eight, a
hole of 20 ms never seven.

Vocoded lines (low AMR modes) bend levels and frequencies and tear holes into a tone, which doubles keys. For them
`relaxed` takes the longer times of chan_dongle: a key of 80 ms, of which a part may be missing, a gap of 45 ms, and the
same key again only 200 ms after it ended; and it allows 6 dB of reverse twist.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from operator import mul

from audio.line.probe import Block, Probe, Slice, cut, drift_hz, fold, power_kept, square_sum
from audio.line.tones import HIGH_HZ, KEYPAD, LOW_HZ, RATE

KEYS = "0123456789*#"
"""What is reported. A to D are recognised, so that they are not taken for another key, and dropped."""

SLICE = 50
BLOCK = 2 * SLICE

_WEAKEST_RMS = 120.0
"""Of one tone: -42 dBm0 and half a decibel."""
_GATE = 0.7
"""A slice with less than this share of the weakest tone's energy is silence."""
_HIGH_SHARE_MIN = 0.025
"""What the high filter sees of the faintest, most twisted, most detuned key: less needs no further look."""
_DETUNED_MAX = 0.022
_PURITY_MIN_GUARDED = 0.9


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a press. Times are counted in slices."""

    normal_twist_db: float = 11.0
    reverse_twist_db: float = 7.0
    purity: float = 0.8
    hits: int = 3
    span: int = 3
    """From the first hit to the last, both included."""
    hole: int = 0
    """Slices without a hit that a press may have before it is reported."""
    gap: int = 7
    lockout: int = 0
    """From the end of a press until the same key may be reported again."""


NORMAL = Rules()
# 80 ms hold ten blocks, nine hits. 200 ms are 32 slices, of which the blocks at both ends may blur four.
RELAXED = Rules(reverse_twist_db=10.0, purity=0.7, hits=6, span=9, hole=4, gap=8, lockout=28)


class DtmfDetector:
    """Sound in, keys out, each once per press. `guard_db` is by how much `guard` raises the level asked of a key."""

    def __init__(self, *, relaxed: bool = False, guard_db: float = 0.0) -> None:
        rules = RELAXED if relaxed else NORMAL
        self._ear = _Ear(rules)
        self._presses = _Presses(rules)
        self._guard_db = guard_db
        self._rest = b""

    def guard(self, on: bool) -> None:
        """Be stricter while our own prompt plays and its echo comes back."""
        self._ear.weakest_rms = _WEAKEST_RMS * (10 ** (self._guard_db / 20) if on else 1.0)
        self._ear.purity_min = _PURITY_MIN_GUARDED if on else self._ear.rules.purity

    def feed(self, pcm: bytes) -> list[str]:
        """Return the keys that `pcm` (whole samples, any number) made certain."""
        slices, self._rest = cut(self._rest + pcm, SLICE)
        reported = [self._presses.step(self._ear.hear(samples)) for samples in slices]
        return [key for key in reported if key and key in KEYS]


class _Ear:
    """Tells which key sounds in the last three slices."""

    def __init__(self, rules: Rules) -> None:
        self.weakest_rms = _WEAKEST_RMS
        self.purity_min = rules.purity
        self.rules = rules
        self._slices: deque[Slice] = deque(maxlen=3)

    def hear(self, samples: list[int]) -> str:
        """Return the key, or "" for none."""
        energy = square_sum(samples)
        if energy < _GATE * SLICE * self.weakest_rms**2:
            self._slices.clear()
            return ""
        self._slices.append(fold(samples, energy))
        return self._key(*self._slices) if len(self._slices) == 3 else ""

    def _key(self, first: Slice, second: Slice, third: Slice) -> str:
        highs = _HIGH.block(second, third)
        column, high_share = _strongest(highs)
        if high_share < _HIGH_SHARE_MIN:
            return ""
        lows = _LOW.block(second, third)
        row, low_share = _strongest(lows)
        if low_share + high_share < self.purity_min * _KEPT_MIN:
            return ""
        pair = _PAIRS[row][column]
        before = pair.fit(_LOW.block(first, second), _HIGH.block(first, second))
        return KEYPAD[row][column] if self._is_key(pair, before, pair.fit(lows, highs)) else ""

    def _is_key(self, pair: _Pair, before: _Fit, now: _Fit) -> bool:
        off_low = drift_hz(before.low, now.low, pair.low_hz, SLICE)
        off_high = drift_hz(before.high, now.high, pair.high_hz, SLICE)
        if abs(off_low) > _DETUNED_MAX * pair.low_hz or abs(off_high) > _DETUNED_MAX * pair.high_hz:
            return False
        kept_low, kept_high = power_kept(off_low, BLOCK), power_kept(off_high, BLOCK)
        for fit in (before, now):
            if fit.low_power / kept_low + fit.high_power / kept_high < self.purity_min * fit.power:
                return False
        return self._levels_fit(now.low_power / kept_low, now.high_power / kept_high)

    def _levels_fit(self, low_power: float, high_power: float) -> bool:
        if min(low_power, high_power) < self.weakest_rms**2:
            return False
        return -self.rules.reverse_twist_db <= 10 * math.log10(low_power / high_power) <= self.rules.normal_twist_db


class _Presses:
    """Makes presses of hits."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._now = 0
        self._coming = ""
        self._first_hit = self._last_hit = self._hits = 0
        self._held = ""
        self._released = ""
        self._released_at = 0

    def step(self, key: str) -> str:
        """Take what one slice held; return a key when its press has become certain."""
        self._now += 1
        if not key:
            self._miss()
            return ""
        if key != self._coming:
            self._coming, self._first_hit, self._hits = key, self._now, 0
        self._last_hit = self._now
        self._hits += 1
        if key == self._held or not self._certain(key):
            return ""
        self._held = key
        return key

    def _miss(self) -> None:
        missing = self._now - self._last_hit
        if self._coming != self._held and missing > self._rules.hole:
            self._coming = ""
        if missing == self._rules.gap:
            if self._held:
                self._released, self._released_at = self._held, self._last_hit
            self._coming = self._held = ""

    def _certain(self, key: str) -> bool:
        if self._hits < self._rules.hits or self._now - self._first_hit + 1 < self._rules.span:
            return False
        return key != self._released or self._now - self._released_at >= self._rules.lockout


@dataclass(frozen=True, slots=True)
class _Fit:
    """The amplitudes and phases of a pair in one block, and the mean power of the block."""

    low: complex
    high: complex
    power: float

    @property
    def low_power(self) -> float:
        return abs(self.low) ** 2 / 2

    @property
    def high_power(self) -> float:
        return abs(self.high) ** 2 / 2


class _Pair:
    """One low and one high tone, to be fitted to a block by least squares.

    Around the middle of a block cosines and sines are orthogonal, so this is two systems of two equations.
    """

    def __init__(self, row: int, column: int) -> None:
        self.low_hz, self.high_hz = LOW_HZ[row], HIGH_HZ[column]
        self._row, self._column = row, column
        instants = [n + 0.5 - SLICE for n in range(BLOCK)]
        self._cos = _inverse(*(_without_dc([math.cos(self._turn(hz) * t) for t in instants]) for hz in self._both))
        self._sin = _inverse(*([math.sin(self._turn(hz) * t) for t in instants] for hz in self._both))

    @property
    def _both(self) -> tuple[int, int]:
        return self.low_hz, self.high_hz

    @staticmethod
    def _turn(hz: float) -> float:
        return 2 * math.pi * hz / RATE

    def fit(self, lows: Block, highs: Block) -> _Fit:
        low, high = lows.spectrum[self._row], highs.spectrum[self._column]
        low_low, low_high, high_high = self._cos
        cos_low = low_low * low.real + low_high * high.real
        cos_high = low_high * low.real + high_high * high.real
        low_low, low_high, high_high = self._sin
        sin_low = low_low * low.imag + low_high * high.imag
        sin_high = low_high * low.imag + high_high * high.imag
        return _Fit(complex(cos_low, sin_low), complex(cos_high, sin_high), lows.energy / BLOCK)


def _inverse(low: list[float], high: list[float]) -> tuple[float, float, float]:
    """Invert the symmetric matrix of the inner products."""
    low_low, low_high, high_high = (sum(map(mul, *pair)) for pair in ((low, low), (low, high), (high, high)))
    determinant = low_low * high_high - low_high**2
    return high_high / determinant, -low_high / determinant, low_low / determinant


def _without_dc(wave: list[float]) -> list[float]:
    mean = sum(wave) / len(wave)
    return [sample - mean for sample in wave]


def _strongest(block: Block) -> tuple[int, float]:
    """Return the index of the strongest frequency and its share of the block's power, neighbours' leaks included."""
    powers = [value.real**2 + value.imag**2 for value in block.spectrum]
    top = max(powers)
    return powers.index(top), 2 * top / (BLOCK * block.energy) if block.energy > 0 else 0.0


_LOW = Probe(LOW_HZ, SLICE)
_HIGH = Probe(HIGH_HZ, SLICE)
_PAIRS = [[_Pair(row, column) for column in range(4)] for row in range(4)]
_KEPT_MIN = 0.9 * power_kept(_DETUNED_MAX * HIGH_HZ[-1], BLOCK)
"""The least that the filters see of a key before the fit."""
