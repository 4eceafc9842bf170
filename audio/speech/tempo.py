"""How fast an engine must be told to speak: the same setting of espeak-ng 1.52 is 1.6 times slower than of 1.51.

So a fixed text is spoken slowly and quickly, and the rate that old people can follow is read off between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audio.speech.chain import join
from audio.speech.pace import NORMAL
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
_PAUSES_S = sum(clause.pause_ms for clause in _CLAUSES) / 1000
TEXTS = [clause.text for clause in _CLAUSES]


def speech_s(pcm: Sequence[bytes], sample_rate: int) -> float:
    """Return how long `TEXTS` last as spoken in `pcm`, S16LE, without the engine's silences and ours."""
    return len(join([(sound, 0) for sound in pcm], sample_rate)) / sample_rate


def rate_for(spoken_s: Mapping[int, float], words_per_minute: float = WORDS_PER_MINUTE, pace: int = NORMAL) -> int:
    """Return the rate at which an engine says `words_per_minute`, our pauses counted, or `pace` percent of them.

    `spoken_s` is how long `TEXTS` last at each of two rates. Between them the length is taken as a + b / rate
    (espeak-ng: true to 0.6 % from 95 to 300, RHVoice from 70 to 140).
    """
    slow, quick = sorted(spoken_s)
    b = (spoken_s[slow] - spoken_s[quick]) / (1 / slow - 1 / quick)
    a = spoken_s[slow] - b / slow
    wanted_s = (60 * _WORDS / words_per_minute - _PAUSES_S) * NORMAL / pace
    rate = b / max(wanted_s - a, 0.1)
    return round(min(max(rate, slow / 2), quick * 2))


def words_per_minute(pcm: Sequence[bytes], sample_rate: int) -> float:
    """Return the pace of `TEXTS` as spoken in `pcm`, our pauses counted."""
    return 60 * _WORDS / (speech_s(pcm, sample_rate) + _PAUSES_S)
