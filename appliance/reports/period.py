"""A month of the office, from midnight to midnight in Kyiv, whatever the clocks did in between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from appliance.casework.office.calendar import KYIV
from appliance.errors import SlukhavkaError

NAMES = (
    "січень", "лютий", "березень", "квітень", "травень", "червень", "липень", "серпень", "вересень", "жовтень",
    "листопад", "грудень",
)  # fmt: skip
YEARS = range(2000, 2200)
_KEY = re.compile(r"(\d{4})-(\d{2})")


class BadMonth(SlukhavkaError):
    """That is no month."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month. Raises BadMonth for one that is not in the calendar, or far from our time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse what is no month."""
        if self.year not in YEARS or not 1 <= self.month <= 12:
            raise BadMonth(f"Такого місяця немає: {self.year}-{self.month}.")

    @classmethod
    def read(cls, text: str) -> Month:
        """Return the month of «2026-11». Raises BadMonth."""
        found = _KEY.fullmatch(text)
        if found is None or not text.isascii():
            raise BadMonth("Місяць пишуть так: 2026-11.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """Return the month in which a moment lies in Kyiv."""
        here = moment.astimezone(KYIV)
        return cls(here.year, here.month)

    @property
    def key(self) -> str:
        """As it stands in addresses and files: «2026-11»."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def title(self) -> str:
        """As people write it: «листопад 2026»."""
        return f"{NAMES[self.month - 1]} {self.year}"

    @property
    def start(self) -> datetime:
        """Its first moment, in UTC."""
        return _midnight(date(self.year, self.month, 1))

    @property
    def end(self) -> datetime:
        """The first moment that is no longer in it, in UTC."""
        return _midnight(self._next_first)

    @property
    def days(self) -> tuple[date, ...]:
        """All its days."""
        first = date(self.year, self.month, 1)
        return tuple(first + timedelta(days=at) for at in range((self._next_first - first).days))

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def is_over(self, at: datetime) -> bool:
        """Tell whether it has ended by then."""
        return at >= self.end

    @property
    def _next_first(self) -> date:
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A month as it is seen at a moment: what has not come yet is not counted."""

    month: Month
    now: datetime

    @property
    def start(self) -> datetime:
        """The first moment of the month, in UTC."""
        return self.month.start

    @property
    def end(self) -> datetime:
        """The first moment after the month."""
        return self.month.end

    @property
    def until(self) -> datetime:
        """The end of what has passed of it."""
        return min(self.end, max(self.now, self.start))

    @property
    def days(self) -> tuple[date, ...]:
        """All days of the month."""
        return self.month.days

    @property
    def before(self) -> Period:
        """The month before."""
        return Period(self.month.previous, self.now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KYIV).astimezone(UTC)
