"""How fast an engine must be told to speak: the same setting of espeak-ng 1.52 is 1.6 times slower than of 1.51.

So a fixed text is spoken slowly and quickly, and the rate that old people can follow is read off between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audio.speech.chain import join
from audio.speech.pauses import clauses

WORDS_PER_MINUTE = 105

_TEXT = (
    "Ви зателефонували до міської ради. Щоб дізнатися про години роботи, натисніть один. "
    "Про послуги та документи — два. Повідомити про несправність — три. "
    "Залишити повідомлення — чотири. Прослухати ще раз — дев'ять."
)
"""Words and rests as in the menus of the house. With it a menu of 48 words comes to 100 (1.51) and 102 (1.52) words a
minute, a told text to 110 and 106."""

_WORDS = 28
_CLAUSES = clauses(_TEXT)
TEXTS = [clause.text for clause in _CLAUSES]


def rate_for(spoken: Mapping[int, Sequence[bytes]], sample_rate: int, pace: float = WORDS_PER_MINUTE) -> int:
    """Return the rate at which an engine says `pace` words a minute, our pauses counted.

    `spoken` is S16LE of `TEXTS` by each of two rates. Between them the length is taken as a + b / rate (espeak-ng: true
    to 0.3 % from 120 to 300).
    """
    slow, quick = sorted(spoken)
    slow_s, quick_s = (_length_s(spoken[rate], sample_rate) for rate in (slow, quick))
    b = (slow_s - quick_s) / (1 / slow - 1 / quick)
    a = slow_s - b / slow
    rate = b / (60 * _WORDS / pace - a)
    return round(min(max(rate, slow / 2), quick * 2))


def words_per_minute(pcm: Sequence[bytes], sample_rate: int) -> float:
    """Return the pace of `TEXTS` as spoken in `pcm`, our pauses counted."""
    return 60 * _WORDS / _length_s(pcm, sample_rate)


def _length_s(pcm: Sequence[bytes], sample_rate: int) -> float:
    pieces = [(sound, clause.pause_ms) for sound, clause in zip(pcm, _CLAUSES, strict=True)]
    return len(join(pieces, sample_rate)) / sample_rate
