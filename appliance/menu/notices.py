"""What callers hear before the menu: emergency text, works, announcements. Held in memory, needs no database.

The daemon reads them from their published directory (`published_notices`), a trial without sounds makes them of rows:
`read_notices(told(at), words_only)`, `told` from `appliance.casework.notices.told`. Either way `Session(…, notices=…)`
hands them to the nodes. A notice is heard from `since` up to, and not at, `until`: so it ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from appliance.contracts import SAMPLE_RATE, Prompt

EMERGENCY = 0
"""The rank of an emergency text: before all else, and heard out."""
MOST_TOGETHER = 3
LONGEST_S = 60.0
"""So many, and so long, is heard before the menu; the rest by a key."""
_WORDS_A_SECOND = 105 / 60


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `settlements` by id, none: everywhere. The lowest `rank` is heard first."""

    key: str
    rank: int
    text: str
    since: datetime
    until: datetime
    settlements: frozenset[int]

    def holds(self, at: datetime) -> bool:
        """Whether it is heard at a moment."""
        return self.since <= at < self.until

    def concerns(self, settlements: Collection[int]) -> bool:
        """Whether who lives there hears it."""
        return not self.settlements or not self.settlements.isdisjoint(settlements)


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement that some notice names."""

    id: int
    name: str
    district: str


@dataclass(frozen=True, slots=True)
class PreparedText:
    """An emergency text of the office that can be put on."""

    id: int
    title: str
    text: str


Sound = Callable[[str], Prompt | None]
"""What is played for a text; None when nobody has spoken it."""


@dataclass(frozen=True, slots=True)
class Notices:
    """All notices at hand, at both paces. `slower` waits for the disk."""

    revision: str = ""
    notices: tuple[Notice, ...] = ()
    places: Mapping[int, Place] = field(default_factory=dict)
    emergency_texts: tuple[PreparedText, ...] = ()
    sound: Sound = lambda _text: None
    slower: Callable[[], Sound] | None = None

    def heard_by(self, settlements: Collection[int] | None, at: datetime) -> list[Notice]:
        """Return what a caller hears at a moment, in order; None: nobody knows where he lives."""
        holding = (notice for notice in self.notices if notice.holds(at) and notice.concerns(settlements or ()))
        return sorted(holding, key=lambda notice: (notice.rank, notice.since, notice.key))

    def places_told(self, at: datetime) -> list[Place]:
        """Return the settlements that something at this moment is for, in the order of the alphabet."""
        named = {place for notice in self.notices if notice.holds(at) for place in notice.settlements}
        return [place for place in self.places.values() if place.id in named]

    def emergency(self, at: datetime) -> Notice | None:
        """Return the emergency text that every caller hears at a moment."""
        return next((notice for notice in self.heard_by(None, at) if notice.rank == EMERGENCY), None)


NO_NOTICES = Notices()


def read_notices(
    told: Mapping[str, Any], sound: Sound, *, revision: str = "", slower: Callable[[], Sound] | None = None
) -> Notices:
    """Return the notices that `casework.notices.told` wrote down. Raises KeyError, TypeError, ValueError."""
    notices = (_notice(each) for each in told["notices"])
    return Notices(
        revision,
        # What nobody has spoken yet cannot be heard: the page of notices says so.
        tuple(notice for notice in notices if sound(notice.text) is not None),
        {int(each["id"]): Place(**each) for each in told["places"]},
        tuple(PreparedText(**each) for each in told["emergency_texts"]),
        sound,
        slower,
    )


def words_only(text: str) -> Prompt:
    """Return a text as a prompt without a sound: for a trial on the screen."""
    return Prompt("", text, b"")


def texts_of(told: Mapping[str, Any]) -> list[str]:
    """Return every text that must be spoken: what is urgent first."""
    prepared = [each[part] for each in told["emergency_texts"] for part in ("text", "title")]
    notices = [each["text"] for each in sorted(told["notices"], key=lambda each: each["rank"])]
    places = [name for each in told["places"] for name in (each["name"], each["district"]) if name]
    return list(dict.fromkeys([*prepared, *notices, *places]))


def together(prompts: Sequence[Prompt]) -> int:
    """Return how many of these, at least one, are heard in one go."""
    seconds = 0.0
    for count, prompt in enumerate(prompts[:MOST_TOGETHER]):
        seconds += _seconds(prompt)
        if count and seconds > LONGEST_S:
            return count
    return min(len(prompts), MOST_TOGETHER)


def _seconds(prompt: Prompt) -> float:
    """How long it is; without a sound, how long it would be."""
    return len(prompt.pcm) / (2 * SAMPLE_RATE) if prompt.pcm else len(prompt.text.split()) / _WORDS_A_SECOND


def _notice(told: Mapping[str, Any]) -> Notice:
    return Notice(
        key=told["key"],
        rank=told["rank"],
        text=told["text"],
        since=datetime.fromisoformat(told["since"]),
        until=datetime.fromisoformat(told["until"]),
        settlements=frozenset(told["settlements"]),
    )
