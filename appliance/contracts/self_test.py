"""What a line can say of itself beyond its status, for the self-test and the page of lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class SoundState(StrEnum):
    """What can be known of a line's sound while nobody talks on it."""

    OPENED = "opened"
    """The sound card was opened for both directions and closed."""
    HELD = "held"
    """The line holds its sound port open all the time; that it carries sound only a call can show."""
    REFUSED = "refused"
    UNTESTED = "untested"
    """The family allows no look outside of a call, or a call is on the line."""


@dataclass(frozen=True, slots=True)
class LineCheck:
    """A line at this moment. `answers`: its device or its operator answered just now. None: nobody can know.

    `says`: a Ukrainian sentence for what is wrong, "" when nothing is. `model`, `imei`, `firmware`: as the modem tells
    them. `roaming`: it is a guest in another operator's network.
    """

    line: str
    answers: bool | None = None
    registered: bool | None = None
    roaming: bool = False
    operator: str = ""
    signal_dbm: int | None = None
    model: str = ""
    imei: str = ""
    firmware: str = ""
    sound: SoundState = SoundState.UNTESTED
    says: str = ""


@runtime_checkable
class SelfTesting(Protocol):
    """A line that can be looked at."""

    name: str

    async def self_test(self) -> LineCheck:
        """Look now, at most ten seconds long; a call is never disturbed. Raises LineFault."""
        ...


@dataclass(frozen=True, slots=True)
class Overheard:
    """A line that went over a wire: ">" to the device, "<" from it. Numbers and texts in it are masked already."""

    at: datetime
    direction: str
    text: str


@runtime_checkable
class Remembering(Protocol):
    """A line that remembers the last of what went over its wire."""

    name: str

    def overheard(self) -> tuple[Overheard, ...]:
        """Return the newest lines, the oldest of them first."""
        ...
