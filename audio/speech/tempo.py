"""How fast an engine must be told to speak: the same setting of espeak-ng 1.52 is 1.6 times slower than of 1.51.

So a fixed text is spoken slowly and quickly, and the rate that old people can follow is read off between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from audio.speech.chain import join
from audio.speech.pauses import clauses

WORDS_PER_MINUTE = 105

_TEXT = (
    "Якщо є загроза життю, покладіть слухавку й наберіть сто дванадцять. "
    "Про послуги та документи — два. Поговорити з оператором — нуль. Прослухати ще раз — дев'ять."
)
"""Words and rests as thick as in the middle between a menu and a told text."""

_WORDS = 23


def rate_for(
    speak: Callable[[Sequence[str], int], Sequence[bytes]],
    rates: tuple[int, int],
    sample_rate: int,
    words_per_minute: float = WORDS_PER_MINUTE,
) -> int:
    """Return the rate at which `speak(texts, rate)` says so many words a minute, our pauses counted.

    Between `rates` the length is taken as a + b / rate (espeak-ng: true to 0.3 % from 120 to 300).
    """
    said = clauses(_TEXT)

    def length_s(rate: int) -> float:
        pcm = speak([clause.text for clause in said], rate)
        pieces = [(sound, clause.pause_ms) for sound, clause in zip(pcm, said, strict=True)]
        return len(join(pieces, sample_rate)) / sample_rate

    slow, quick = rates
    slow_s, quick_s = length_s(slow), length_s(quick)
    b = (slow_s - quick_s) / (1 / slow - 1 / quick)
    a = slow_s - b / slow
    rate = b / (60 * _WORDS / words_per_minute - a)
    return round(min(max(rate, slow / 2), quick * 2))
