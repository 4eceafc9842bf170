"""What came of a trial: all that was heard and done, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from appliance.contracts import EndedBy
from audio.speech.pace import NORMAL


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said to the caller. `name`: of the prompt, "" for words that a node put together.

    `broken_by`: the key that broke it off, or what else did; then `lasts_s` is as long as it was heard.
    """

    at_s: float
    node: str
    name: str
    text: str
    lasts_s: float
    broken_by: str = ""
    pace: int = NORMAL


@dataclass(frozen=True, slots=True)
class Did:
    """Something the caller did: a key, or words for anything else. `event`: the place of it among the events."""

    at_s: float
    node: str
    words: str
    event: int


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the house would have done in a call. `what`: sms, message, callback…; `words`: a Ukrainian sentence."""

    at_s: float
    node: str
    what: str
    words: str


Step: TypeAlias = Heard | Did | Deed


class Awaited(StrEnum):
    """What the box waits for."""

    KEY = "key"
    VOICE = "voice"
    """It records."""
    PERSON = "person"
    """An operator; meanwhile a key may be pressed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the trial stands: at `node`, for `within_s` at most; "." lets the time pass."""

    node: str
    awaited: Awaited
    within_s: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """A trial. It stands where it `waits`, or has `ended`; `trouble` says what is broken in the menu."""

    steps: tuple[Step, ...]
    exits: tuple[tuple[str, str], ...]
    """Every exit taken, with its node."""
    took_s: float
    waits: Waiting | None = None
    ended: EndedBy | None = None
    trouble: str = ""

    @property
    def heard(self) -> list[Heard]:
        """All that was said."""
        return [step for step in self.steps if isinstance(step, Heard)]

    @property
    def deeds(self) -> list[Deed]:
        """All that the house would have done."""
        return [step for step in self.steps if isinstance(step, Deed)]

    @property
    def newest(self) -> tuple[Step, ...]:
        """What has happened since the last event, that event first."""
        last = max((at for at, step in enumerate(self.steps) if isinstance(step, Did)), default=0)
        return self.steps[last:]

    @property
    def last_heard(self) -> list[Heard]:
        """What was said since the last event."""
        return [step for step in self.newest if isinstance(step, Heard)]


@dataclass(slots=True)
class Story:
    """A transcript while it is written. Once `over`, nothing more is added: who stops a walk wakes its clearing up."""

    node: str = ""
    steps: list[Step] = field(default_factory=list)
    exits: list[tuple[str, str]] = field(default_factory=list)
    over: bool = False

    def add(self, step: Step) -> None:
        """Add what happened."""
        if not self.over:
            self.steps.append(step)
