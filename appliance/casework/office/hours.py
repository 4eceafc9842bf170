"""The words of a working calendar: hours of a day, closures, moved and special days, the override, the state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise

from appliance.errors import SettingsError, SlukhavkaError

DAY_MIN = 24 * 60
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})", re.ASCII)


class HoursError(SettingsError):
    """The office hours say something that cannot be followed; the text names the place in Ukrainian."""


class NaiveTimeError(SlukhavkaError, ValueError):
    """A moment came without its zone."""


class NoWorkingTimeError(SlukhavkaError):
    """The calendar has no working time left in which a term could end."""


class OfficeKind(StrEnum):
    """What the office is doing; on screen: ПРАЦЮЄМО, ПЕРЕРВА, ЗАЧИНЕНО."""

    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One working interval, in minutes from local midnight; 1440 is 24:00."""

    opens_min: int
    closes_min: int

    def __post_init__(self) -> None:
        """Refuse an interval that no day has."""
        if not 0 <= self.opens_min < self.closes_min <= DAY_MIN:
            raise HoursError(f"Інтервал «{self}» неможливий: початок має бути раніше за кінець, у межах 00:00–24:00.")

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Read "08:00-17:00". Raises HoursError."""
        match = _HOURS.fullmatch(text.strip())
        if not match:
            raise HoursError(f"Інтервал «{text}» слід записати так: «08:00-17:00».")
        from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
        if max(from_minute, to_minute) > 59:
            raise HoursError(f"Інтервал «{text}» неможливий: у годині 60 хвилин.")
        return cls(from_hour * 60 + from_minute, to_hour * 60 + to_minute)

    def __str__(self) -> str:
        """Write it as people read it."""
        ends = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in (self.opens_min, self.closes_min))
        return "–".join(ends)


DayHours = tuple[Hours, ...]
"""The working intervals of one day in order; the gaps between them are breaks."""


def day_hours(*intervals: Hours | str) -> DayHours:
    """Put the intervals of one day in order. Raises HoursError where they overlap."""
    hours = sorted(Hours.parse(interval) if isinstance(interval, str) else interval for interval in intervals)
    for earlier, later in pairwise(hours):
        if later.opens_min < earlier.closes_min:
            raise HoursError(f"Інтервали «{earlier}» і «{later}» накладаються.")
    return tuple(hours)


ALL_DAY = (Hours(0, DAY_MIN),)


def shortened(hours: DayHours, by_min: int = 60) -> DayHours:
    """Take `by_min` minutes of working time off the end of the day."""
    kept = list(hours)
    while kept and by_min >= (last := kept[-1].closes_min - kept[-1].opens_min):
        by_min -= last
        kept.pop()
    if kept and by_min:
        kept[-1] = Hours(kept[-1].opens_min, kept[-1].closes_min - by_min)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with hours of its own, stronger than the week and the holidays; no hours: a day off."""

    on: date
    hours: DayHours
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A working day moved to a day off (art. 67 part 4); the new day takes the hours of the old one."""

    day_off: date
    works_on: date


@dataclass(frozen=True, slots=True)
class Closure:
    """The office's own closure between two moments: part of a day or many days."""

    start: datetime
    end: datetime
    reason: str

    def __post_init__(self) -> None:
        """Keep the moments in UTC; refuse an end that is no later than the start."""
        object.__setattr__(self, "start", utc(self.start))
        object.__setattr__(self, "end", utc(self.end))
        if self.start >= self.end:
            raise HoursError("Зачинення має закінчуватися пізніше, ніж починається.")


@dataclass(frozen=True, slots=True)
class Override:
    """What a person ordered by hand, from one moment to another. It ends by itself."""

    kind: OfficeKind
    since: datetime
    until: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        """Keep the moments in UTC; refuse an end that is no later than the start."""
        object.__setattr__(self, "since", utc(self.since))
        object.__setattr__(self, "until", utc(self.until))
        if self.since >= self.until:
            raise HoursError("Ручний режим має закінчуватися пізніше, ніж починається.")

    def covers(self, at: datetime) -> bool:
        """Tell whether it holds at that moment."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class OfficeState:
    """The office at one moment; times in UTC.

    `until`: when this state ends; None when no end is in sight. `opens_at`: the next opening, None while open and when
    none is in sight. `reason`: why it is shut, a Ukrainian phrase, "" for plain hours; with an override its own words.
    """

    kind: OfficeKind
    until: datetime | None
    opens_at: datetime | None = None
    reason: str = ""


def utc(at: datetime) -> datetime:
    """Return the same moment in UTC. Raises NaiveTimeError."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveTimeError(f"Час {at.isoformat()} не має часового поясу.")
    return at.astimezone(UTC)
