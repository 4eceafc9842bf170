"""The call of a trial: what the caller does stands in a list, and time passes by what is said and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from appliance.contracts import DIGITS, HIDDEN_KEY, CallEnded, CallTrace, EndedBy, Leg, Prompt, Recorded
from appliance.menu.trial_clock import TrialClock
from appliance.menu.trial_events import GONE, SILENCE, Event
from appliance.menu.trial_story import Awaited, Did, Heard, Story, Waiting
from audio.speech.pace import NORMAL, SLOWER

T = TypeVar("T")

WORDS_A_MINUTE = 105
"""How quickly the box speaks, where nobody has spoken the words yet."""
BYTES_A_SECOND = 16000
REACTION_S = 1.0
TALK_S = 60.0
CAP_S, WARNING_S, SILENCE_LIMIT_S = 900.0, 30.0, 60.0
"""As `calls.CallRules` has them."""
FOUND = "found"
"""What broke off music: somebody answers."""


class SlowPrompt(Prompt):
    """A prompt of the slower set."""

    __slots__ = ()


class Stopped(Exception):
    """The events have run out where the box waits for one."""

    def __init__(self, waiting: Waiting) -> None:
        """Keep what it waits for."""
        super().__init__(waiting)
        self.waiting = waiting


class TrialLeg:
    """Somebody who answers, and talks until `gone` ends it."""

    def __init__(self, gone: EndedBy) -> None:
        """He has answered."""
        self.gone = gone


def seconds_of(prompt: Prompt) -> float:
    """Return how long a prompt lasts; of one that is not spoken yet, about how long."""
    if prompt.pcm:
        return len(prompt.pcm) / BYTES_A_SECOND
    usual_s = len(prompt.text.split()) * 60 / WORDS_A_MINUTE
    return usual_s * NORMAL / SLOWER if isinstance(prompt, SlowPrompt) else usual_s


class TrialCall:
    """Implements `contracts.Call`. Every verb raises Stopped where it waits for an event and there is none left."""

    def __init__(
        self,
        events: Sequence[Event],
        clock: TrialClock,
        story: Story,
        trace: CallTrace,
        *,
        warning: Prompt | None,
        goodbye: Prompt | None,
    ) -> None:
        """The caller has just been answered."""
        self._events = events
        self._clock = clock
        self._story = story
        self._trace = trace
        self._warning = warning
        self._goodbye = goodbye
        self._taken = 0
        self._said = 0
        self._keys: list[str] = []
        self._secret = False
        self._ended: EndedBy | None = None
        self._talked_s = self._quiet_s = 0.0
        self._sought: asyncio.Future[object] | None = None
        self._recordings = 0

    async def play(self, *prompts: Prompt, break_on: str = DIGITS) -> None:
        """Play to the end, or until a key in `break_on`."""
        self._check()
        if self._keyed(break_on):
            return
        for prompt in prompts:
            if self._say(prompt, break_on):
                return

    async def read_digits(
        self, count: int, *prompts: Prompt, first_s: float = 5.0, next_s: float = 4.0, terminator: str = ""
    ) -> str:
        """Play, then return up to `count` keys."""
        await self.play(*prompts)
        digits = ""
        while len(digits) < count:
            if not await self.wait_for_key(next_s if digits else first_s):
                break
            key = self._keys.pop(0)
            if key == terminator:
                break
            digits += key
        return digits

    async def wait_for_key(self, within_s: float) -> str:
        """Return the next key without taking it, "" when none came in time."""
        self._check()
        left_s = within_s
        while not self._keys and left_s > 0:
            event = self._next(Waiting(self._story.node, Awaited.KEY, within_s))
            if event.key:
                self._spend(min(REACTION_S, left_s / 2))
                self._press(event.key)
            elif event.deed == SILENCE:
                self._told("мовчить")
                self._keep_quiet(left_s)
                left_s = 0
            else:
                self._speaks(event)
                left_s -= event.said_s
        return self._keys[0] if self._keys else ""

    async def record(
        self,
        *,
        max_s: float,
        silence_s: float,
        begin: Prompt,
        purpose: str = "",  # noqa: ARG002 - nothing is kept of a trial
    ) -> Recorded:
        """Record what the caller is said to say. Who hangs up has said what he wanted to say."""
        await self.play(begin, break_on="")
        self.forget_keys()
        self._recordings += 1
        path = Path(f"trial-{self._recordings}")
        began_s, said_s = self._clock.spent_s, 0.0
        try:
            while said_s < max_s and not self._keys:
                event = self._next(Waiting(self._story.node, Awaited.VOICE, silence_s))
                if event.key:
                    self._press(event.key)
                elif event.deed == SILENCE:
                    self._told("мовчить")
                    self._spend(silence_s)
                    break
                else:
                    self._speaks(event)
                    said_s = min(said_s + event.said_s, max_s)
        except CallEnded:
            if self._ended is not EndedBy.CALLER:
                raise
        key = self._keys.pop(0) if self._keys else ""
        return Recorded(path, self._clock.spent_s - began_s, said_s, key)

    async def wait_while_playing(self, found: asyncio.Future[T], *prompts: Prompt, break_on: str = DIGITS) -> T | None:
        """Play until `found` is done, a key in `break_on`, or the end.

        The second time for who will surely not be found, the caller must decide.
        """
        self._check()
        for prompt in prompts:
            if found.done() or self._keyed(break_on):
                break
            if self._say(prompt, break_on, until_s=self._clock.until_due_s()):
                break
        else:
            if not found.done() and self._clock.until_due_s() is None and found is self._sought:
                await self._decide()
        self._sought = found  # type: ignore[assignment]  # only compared
        return found.result() if found.done() else None

    async def bridge(self, other: Leg) -> EndedBy:
        """Let the two talk for a minute; the time does not count."""
        self._check()
        self._told("розмовляє з оператором")
        self._clock.pass_by(TALK_S)
        self._talked_s += TALK_S
        self._quiet_s = 0.0
        return other.gone if isinstance(other, TrialLeg) else EndedBy.OPERATOR

    def forget_keys(self) -> None:
        """Drop what was typed ahead."""
        self._keys.clear()

    @contextmanager
    def secret_keys(self) -> Iterator[None]:
        """Keep the keys pressed within out of what is kept."""
        self._secret = True
        try:
            yield
        finally:
            self._secret = False

    async def hang_up(self) -> None:
        """End the call and raise CallEnded."""
        self._over(EndedBy.BOX)

    async def _decide(self) -> None:
        """Wait for what the caller does while nobody comes."""
        event = self._next(Waiting(self._story.node, Awaited.PERSON, 0.0))
        if event.key:
            self._press(event.key)
        elif event.deed == SILENCE:
            self._told("чекає")
        else:
            self._speaks(event)

    def _say(self, prompt: Prompt, break_on: str, *, until_s: float | None = None) -> bool:
        """Say it; return whether it was broken off."""
        self._said += 1
        lasts_s, broken_by = seconds_of(prompt), ""
        if until_s is not None and until_s < lasts_s:
            lasts_s, broken_by = until_s, FOUND
        event = self._early()
        if event and (event.deed == GONE or event.key in break_on):
            lasts_s, broken_by = lasts_s / 2, event.deed
        pace = SLOWER if isinstance(prompt, SlowPrompt) else NORMAL
        node, at_s = self._story.node, self._clock.spent_s
        self._story.add(Heard(at_s, node, prompt.name, prompt.text, lasts_s, broken_by, pace))
        self._quiet_s = 0.0
        self._spend(lasts_s)
        if event:
            self._press(self._take().key)
        return bool(broken_by)

    def _early(self) -> Event | None:
        """Return the next event if it happens while this is being said."""
        event = self._events[self._taken] if self._taken < len(self._events) else None
        return event if event and 0 < event.during <= self._said else None

    def _next(self, waiting: Waiting) -> Event:
        if self._taken == len(self._events):
            self._story.over = True
            raise Stopped(waiting)
        return self._take()

    def _take(self) -> Event:
        """Take the next event; who hangs up is gone."""
        event = self._events[self._taken]
        self._taken += 1
        self._said = 0
        if event.deed == GONE:
            self._told("кладе слухавку")
            self._over(EndedBy.CALLER)
        return event

    def _press(self, key: str) -> None:
        self._quiet_s = 0.0
        self._keys.append(key)
        shown = HIDDEN_KEY if self._secret else key
        self._trace.keys.append(shown)
        self._told(shown)

    def _speaks(self, event: Event) -> None:
        self._told(f"говорить {event.said_s:g} с")
        self._quiet_s = 0.0
        self._spend(event.said_s)

    def _told(self, words: str) -> None:
        self._story.add(Did(self._clock.spent_s, self._story.node, words, self._taken - 1))

    def _keep_quiet(self, seconds: float) -> None:
        """Say nothing; the box bears it for a minute."""
        self._spend(min(seconds, SILENCE_LIMIT_S - self._quiet_s))
        self._quiet_s += seconds
        if self._quiet_s >= SILENCE_LIMIT_S:
            self._farewell()

    def _spend(self, seconds: float) -> None:
        """Let time pass, up to the cap on a call."""
        before_s = self._clock.spent_s - self._talked_s
        self._clock.pass_by(seconds)
        after_s = before_s + seconds
        if before_s < CAP_S - WARNING_S <= after_s and self._warning:
            self._story.add(self._heard_whole(self._warning))
        if after_s >= CAP_S:
            self._farewell()

    def _farewell(self) -> None:
        """The box ends the call by itself."""
        if self._goodbye:
            self._story.add(self._heard_whole(self._goodbye))
        self._over(EndedBy.BOX)

    def _heard_whole(self, prompt: Prompt) -> Heard:
        return Heard(self._clock.spent_s, self._story.node, prompt.name, prompt.text, seconds_of(prompt))

    def _over(self, by: EndedBy) -> None:
        self._ended = self._ended or by
        self._check()

    def _check(self) -> None:
        if self._ended is not None:
            raise CallEnded(self._ended)

    def _keyed(self, keys: str) -> bool:
        return any(key in keys for key in self._keys)
