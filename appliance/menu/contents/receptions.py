"""The receptions of a menu: who receives people, where and when, already put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from appliance.menu.content import Content
from audio.speech.clock_words import DAYS, MONTHS, ON_WEEKDAY, at_hour

PART = "receptions"


@dataclass(frozen=True, slots=True)
class ToldReception:
    """One reception. `said_as` names it among others, `told` is all of it in sentences.

    `starts_min`: every minute of a day at which a visit can begin; none where people are received in turn.
    """

    id: int
    said_as: str
    told: tuple[str, ...]
    starts_min: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as it stands in the content of a menu."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ToldReception:
        """Read what `to_json` wrote."""
        return cls(told["id"], told["said_as"], tuple(told["told"]), tuple(told["starts_min"]))


def receptions_of(content: Content) -> list[ToldReception]:
    """Return them in their order."""
    return [ToldReception.from_json(each) for each in content.part(PART) or ()]


def visit_in_words(starts_at: datetime, zone: tzinfo) -> list[str]:
    """Return when a visit is, in prepared pieces: "У четвер", "п'ятого", "листопада", "о десятій годині"."""
    at = starts_at.astimezone(zone)
    return [_ON_DAY[at.weekday()], DAYS[at.day - 1], MONTHS[at.month - 1], at_hour(at.hour, at.minute)]


def pieces(receptions: Sequence[ToldReception]) -> Iterator[str]:
    """Yield all the words that any visit can need."""
    minutes = {minute for each in receptions for minute in each.starts_min}
    if minutes:
        yield from (*_ON_DAY, *DAYS, *MONTHS)
        yield from (at_hour(*divmod(minute, 60)) for minute in sorted(minutes))


_ON_DAY = tuple(f"У{words[1:]}" for words in ON_WEEKDAY)
