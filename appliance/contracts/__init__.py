"""Protocols and values that the floors share. No behaviour lives here.

Sound is always bytes of S16LE, mono, 8000 samples a second (`FRAME_BYTES` a 20 ms frame) unless a port says otherwise.
Times named `*_s` are seconds of the monotonic clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import Permit

SAMPLE_RATE = 8000
PTIME_MS = 20
FRAME_BYTES = SAMPLE_RATE * PTIME_MS // 1000 * 2
DIGITS = "0123456789*#"
HIDDEN_KEY = "•"

T = TypeVar("T")


class EndedBy(StrEnum):
    """Who ended a call."""

    CALLER = "caller"
    BOX = "box"
    OPERATOR = "operator"
    FAULT = "fault"


class CallResult(StrEnum):
    """How a call ended, in the words of the glossary."""

    MISSED = "MISSED"
    BUSY = "BUSY"
    SHORT = "SHORT"
    ABANDONED = "ABANDONED"
    SERVED = "SERVED"


class LineState(StrEnum):
    """What a line is doing."""

    DOWN = "down"
    STARTING = "starting"
    IDLE = "idle"
    RINGING = "ringing"
    TALKING = "talking"


class Trouble(StrEnum):
    """Why a line is down, as far as it can be told: what helps against one does not help against another."""

    NONE = ""
    ABSENT = "absent"
    """Its port is not there."""
    SILENT = "silent"
    """It does not answer."""
    SIM = "sim"
    """The SIM card is missing, locked or broken: only a person helps."""
    SIM_BUSY = "sim_busy"
    NO_NETWORK = "no_network"
    NO_VOICE = "no_voice"
    """A network has it, but not one that carries calls."""
    SOUND = "sound"
    """Calls came without sound."""
    OTHER = "other"


class CallEnded(Exception):
    """The call is over; raised by whatever was awaited on it."""

    def __init__(self, by: EndedBy) -> None:
        super().__init__(by)
        self.by = by


class LineFault(SlukhavkaError):
    """The line could not do what was asked of it."""


class NoTransfer(LineFault):
    """The network does not hold or join two calls now; nobody is to blame for not having answered."""


@dataclass(frozen=True, slots=True)
class LineStatus:
    """A line as the first window and the lamps show it. `reason` is a Ukrainian sentence when the line is down."""

    line: str
    state: LineState
    reason: str = ""
    operator: str = ""
    signal_dbm: int | None = None
    trouble: Trouble = Trouble.NONE


class AudioPort(Protocol):
    """The sound of one leg. Neither verb ever waits."""

    encoding: str
    ptime_ms: int
    duplex: bool
    in_band_keys: bool
    """Keys must be looked for in the sound; False where the line reports every key itself."""
    in_band_tones: bool
    """A busy tone in the sound may be the only sign that the far side has gone."""
    listening: bool
    """Set by the call: whether what arrives is used at this moment. A port may spare itself the decoding."""

    def read(self) -> bytes:
        """Return all sound that has arrived since the last call: whole samples, possibly none."""
        ...

    def write(self, frame: bytes) -> None:
        """Send one frame; a frame that the wire refuses is dropped."""
        ...


class Leg(Protocol):
    """One call as a line gives it, before anybody made a conversation of it."""

    line: str
    incoming: bool
    waiting: bool
    """It came while the line was taken: it is recorded, never answered."""
    rang: Moment

    @property
    def ended(self) -> EndedBy | None:
        """Who ended the leg; None while it lives."""
        ...

    @property
    def port(self) -> AudioPort:
        """The sound of the leg; only once `answer` has returned."""
        ...

    async def caller(self) -> str | None:
        """Wait at most two seconds for the caller's number as received; "" withheld, None unavailable."""
        ...

    async def answer(self) -> None:
        """Pick up (or, outgoing: wait until the other side does) and open the sound. Raises CallEnded, LineFault."""
        ...

    async def refuse(self, prompt: bytes) -> None:
        """End a waiting leg: where the line can, he hears `prompt` first and pays nothing; else nothing is done."""
        ...

    async def hang_up(self) -> None:
        """End the leg if it still lives. Never raises for a wire that is gone."""
        ...

    async def send_digits(self, digits: str) -> None:
        """Send DTMF to the far end."""
        ...

    def digits(self) -> AsyncIterator[str]:
        """Yield the keys that the modem itself reports, until the leg ends."""
        ...

    async def wait_ended(self) -> EndedBy:
        """Return when the leg is over."""
        ...


class Line(Protocol):
    """A way calls reach the box."""

    name: str

    @property
    def status(self) -> LineStatus:
        """What the line is doing now."""
        ...

    def incoming(self) -> AsyncIterator[Leg]:
        """Yield every call from its first ring, for as long as the line is used."""
        ...

    def leads_to(self, permit: Permit) -> bool:
        """Tell whether the line is free now and can dial there."""
        ...

    async def place_call(self, permit: Permit) -> Leg:
        """Dial what `numbers.may_dial` or `may_ring` allowed. Raises LineFault when the line cannot."""
        ...

    async def run(self) -> None:
        """Keep the line alive until cancelled: open, watch, reopen."""
        ...


@runtime_checkable
class Transferring(Protocol):
    """What a line can do beside being a `Line`: call somebody for the caller it holds meanwhile."""

    def transfers(self, caller: Leg, permit: Permit) -> bool:
        """Tell whether `caller`, who talks on this line, can be held now and the number be dialled."""
        ...

    async def consult(self, caller: Leg, permit: Permit) -> Leg:
        """Hold the caller, who hears nothing of the box from now on, and dial. Raises NoTransfer: he is back.

        The leg's `answer` joins the two (it raises NoTransfer beside its own); its `hang_up` brings the caller back.
        """
        ...


@runtime_checkable
class Consulted(Protocol):
    """What the leg of such a call is beside being a `Leg`."""

    handed_over: bool
    """The network has joined the two and let the box go: how long they talk nobody here knows."""

    def let_go(self) -> None:
        """End both legs of a call that was handed over; until then they stand for it. Else nothing is done."""
        ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to be played: `pcm` ready to send, `text` what it says."""

    name: str
    text: str
    pcm: bytes


@dataclass(slots=True)
class Recorded:
    """What `Call.record` kept. `sound_s` counts only the time in which somebody spoke."""

    path: Path
    duration_s: float
    sound_s: float
    ended_by_key: str = ""


class Call(Protocol):
    """What a script sees of a call. Every verb raises CallEnded as soon as the call is over."""

    async def play(self, *prompts: Prompt, break_on: str = DIGITS) -> None:
        """Play to the end, or until a key in `break_on` is pressed. The key stays to be read."""
        ...

    async def read_digits(
        self,
        count: int,
        *prompts: Prompt,
        first_s: float = 5.0,
        next_s: float = 4.0,
        terminator: str = "",
    ) -> str:
        """Play, then return up to `count` keys. Ends at the count, at `terminator` (dropped), or at silence."""
        ...

    async def record(self, *, max_s: float, silence_s: float, begin: Prompt, purpose: str = "") -> Recorded:
        """Play `begin`, then record until a key, silence, the limit, or the end of the call.

        A caller who hangs up has said what he wanted to say: what is recorded is returned, and the next verb raises.
        """
        ...

    async def wait_for_key(self, within_s: float) -> str:
        """Return the next key without taking it, "" when none came in time. A key typed ahead counts."""
        ...

    async def wait_while_playing(self, found: asyncio.Future[T], *prompts: Prompt, break_on: str = DIGITS) -> T | None:
        """Play, until `found` is done, a key in `break_on` is pressed, or the prompts end; return what was found."""
        ...

    async def bridge(self, other: Leg) -> EndedBy:
        """Let the caller and `other`, who has answered, talk. Return who ended `other`; it is hung up in any case.

        Keys only pass through. A minute of silence ends nothing, and the cap on a call waits meanwhile.
        """
        ...

    def forget_keys(self) -> None:
        """Drop what was typed ahead: before a recording, a consent, a confirming question."""
        ...

    def secret_keys(self) -> AbstractContextManager[None]:
        """Keep the keys pressed within, and those typed ahead, out of the trace: each stands there as `HIDDEN_KEY`."""
        ...

    async def hang_up(self) -> None:
        """End the call politely and raise CallEnded."""
        ...


@dataclass(slots=True)
class CallTrace:
    """What happened in a call, kept in memory until it ends."""

    keys: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    waiting: bool = False
    """He waits for a person at this moment."""
    waited_s: float = 0.0
    """How long he has waited for people, in all."""
    operator: int | None = None
    """With whom he talked last: the id of the operator's row."""
