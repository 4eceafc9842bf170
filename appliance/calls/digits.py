"""One press, one digit: the modem's report and the detector on the sound tell of the same key."""

from __future__ import annotations

from enum import Enum, auto

SAME_PRESS_S = 1.0
"""A report comes up to a second before or after the tone is heard."""


class Source(Enum):
    """Who noticed a key."""

    MODEM = auto()
    SOUND = auto()


class DigitMerger:
    """Joins the two sources. A key that one of them has told and the other has not yet is waited for."""

    def __init__(self) -> None:
        self._unmatched: dict[Source, list[tuple[str, float]]] = {source: [] for source in Source}

    def pressed(self, digit: str, source: Source, now_s: float) -> bool:
        """Take a key from `source`; False when it is the press that the other source told already."""
        for told in self._unmatched.values():
            told[:] = [(key, at_s) for key, at_s in told if now_s - at_s <= SAME_PRESS_S]
        other = self._unmatched[Source.SOUND if source is Source.MODEM else Source.MODEM]
        for place, (key, _) in enumerate(other):
            if key == digit:
                del other[place]
                return False
        self._unmatched[source].append((digit, now_s))
        return True
