"""What a menu may ask of the house: the few verbs of `Office`, and the values and refusals they give."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from appliance.clock import Moment
from appliance.contracts import Leg, Prompt, Recorded
from appliance.errors import SlukhavkaError


class NotKept(SlukhavkaError):
    """A message could be kept neither in the database nor beside it."""


class NobodyReady(SlukhavkaError):
    """No operator is ready to be rung."""


class NotFit(SlukhavkaError):
    """A recording that nobody should hear from the box; the text says why."""


class SlotTaken(SlukhavkaError):
    """Somebody else was booked for that time first."""


class PresenceState(StrEnum):
    """How an operator stands."""

    READY = "ready"
    BREAK = "break"
    LUNCH = "lunch"
    AFTER_CALL = "after_call"
    """He writes down what the last caller said."""
    OFF = "off"


class ServiceHow(StrEnum):
    """How a service was told."""

    HEARD = "heard"
    """By the menu, to its end."""
    BROKEN_OFF = "broken_off"
    SMS = "sms"
    OPERATOR = "operator"


class Admission(StrEnum):
    """What the house says to a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    CLOSED = "closed"
    """No more tries, in this call or today; or there is no PIN."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """The receipt for a voice message. `number` is None when it lies beside the database, to be entered later."""

    number: int | None


class Search(Protocol):
    """A person is being looked for on behalf of one caller."""

    @property
    def found(self) -> asyncio.Future[Leg | None]:
        """The leg of whoever answers; None when nobody does."""
        ...

    @property
    def position(self) -> int:
        """How many callers are served before this one, himself counted; 0 while somebody is being rung for him."""
        ...

    @property
    def expected_s(self) -> float | None:
        """How long he will probably wait; None when nothing can be said of it."""
        ...

    def told(self) -> None:
        """The caller has heard what is being done for him: from now on a line may hold him."""
        ...


class Office(Protocol):
    """The few verbs a menu node may ask of the house."""

    @property
    def can_record(self) -> bool:
        """Whether the disk has room for a recording; when not, the caller is told before he begins."""
        ...

    async def keep_message(self, recorded: Recorded, purpose: str) -> KeptMessage:
        """Keep a voice message for good; `purpose`: message, remark. Returns once it is on disk. Raises NotKept."""
        ...

    async def drop_recording(self, recorded: Recorded) -> None:
        """Delete a recording that nobody wants kept."""
        ...

    async def play_back(self, recorded: Recorded) -> Prompt:
        """Return a recording as a prompt, to be heard again."""
        ...

    def seek_operator(self) -> AbstractAsyncContextManager[Search]:
        """Look for an operator as long as the block lasts; his leg ends with it. Raises NobodyReady on entering."""
        ...

    async def rate(self, value: int) -> None:
        """Keep the caller's rating, 1 to 5, of the talk he has had. Raises NotKept."""
        ...

    @property
    def caller_can_be_called(self) -> bool:
        """Whether the caller's own number is known and may be dialled."""
        ...

    async def book_callback(self, typed: str = "") -> None:
        """Book a call-back to the caller's own number, or to the one he typed. Raises NotFit, NotKept."""
        ...

    @property
    def caller_can_be_texted(self) -> bool:
        """Whether the box can send an SMS, and the caller's own number is known and can take one."""
        ...

    async def text_caller(self, text: str) -> None:
        """Queue an SMS to the caller's own number; the same text once a call. Raises NotFit, NotKept."""
        ...

    async def reception_slots(self, reception: int, limit: int) -> list[datetime]:
        """Return when somebody could come to a reception, the first times, in UTC. Raises NotKept: nobody knows."""
        ...

    async def book_reception(self, reception: int, starts_at: datetime) -> datetime:
        """Book the caller's own number, and text him where he can be texted; return when he is to come.

        Who is booked there already keeps that time. Returns once it is on disk. Raises SlotTaken, NotFit, NotKept.
        """
        ...

    @property
    def caller_is_staff(self) -> bool:
        """Whether the number shown is an operator's own telephone: a hint, for anybody can show any number."""
        ...

    async def presence(self) -> PresenceState | None:
        """Return how the operator whose telephone calls stands; None: a stranger, or the register does not answer."""
        ...

    async def change_presence(self, state: PresenceState) -> None:
        """Keep that he stands so from now on; returns once it is on disk. Raises NotKept."""
        ...

    def note_service(self, code: str, how: ServiceHow) -> None:
        """Count that the menu has told a service. Nobody waits for it; what cannot be kept is only logged."""
        ...

    async def admit(self, pin: str) -> Admission:
        """Judge a try of the PIN for recording prompts. The house counts the tries of this call and of the day."""
        ...

    async def caller_settlements(self) -> frozenset[int] | None:
        """Return where those live who are known on the caller's number; None: nobody knows, or the register is silent.

        It was asked while it rang; the number shown is a hint, so nothing personal may follow from it.
        """
        ...

    async def put_on_emergency_text(self, text_id: int, hours: int) -> None:
        """Let every caller hear it first for so long; returns when the next one does. Raises NotKept."""
        ...

    async def end_emergency_text(self) -> None:
        """End the emergency text that runs; returns when the next caller does not hear it. Raises NotKept."""
        ...

    async def keep_prompt(self, recorded: Recorded, prompt: Prompt) -> None:
        """Take a copy of a recording as the new sound of `prompt`; published later. Raises NotFit, NotKept."""
        ...

    def now(self) -> Moment:
        """Return the present moment."""
        ...
