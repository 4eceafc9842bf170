"""What a caller does in a trial, written as words with spaces between: `1 . 2<5 ~8 # !`.

`1` a key, pressed at the next place where the box waits for one. `2<1` a key pressed while the second thing said since
the last event is being said. `.` silence until the box stops waiting. `~8` eight seconds of speech, where the box
records. `!` he hangs up; `2<!` while something is being said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.contracts import DIGITS
from appliance.errors import SlukhavkaError

SILENCE, GONE = ".", "!"
MOST = 300
_FORM = re.compile(
    r"(?:(?P<during>[1-9][0-9]{0,2})<)?(?P<deed>[0-9*#!])|(?P<silence>\.)|~(?P<said>[0-9]{1,3})", re.ASCII
)


class NoEvents(SlukhavkaError):
    """What is written is no list of events."""


@dataclass(frozen=True, slots=True)
class Event:
    """One deed of the caller: a key, SILENCE, GONE, or "" where he speaks for `said_s`.

    `during`: while which thing said since the last event; 0: when all is said.
    """

    deed: str
    during: int = 0
    said_s: float = 0.0

    @property
    def key(self) -> str:
        """The key, "" for anything else."""
        return self.deed if self.deed and self.deed in DIGITS else ""


def read_events(written: str) -> tuple[Event, ...]:
    """Return the events. Raises NoEvents."""
    words = written.split()
    if len(words) > MOST:
        raise NoEvents(f"Подій у пробі більше ніж {MOST}. Почніть спочатку.")
    return tuple(map(_read, words))


def written(events: Iterable[str]) -> str:
    """Return single keys and signs as a list of events: `written("12.")` is `1 2 .`."""
    return " ".join(events)


def _read(word: str) -> Event:
    form = _FORM.fullmatch(word)
    if form is None:
        raise NoEvents(f"Такої події в пробі немає: «{word[:20]}».")
    if form["said"]:
        return Event("", said_s=float(form["said"]))
    return Event(form["silence"] or form["deed"], int(form["during"] or 0))
