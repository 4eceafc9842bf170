"""The front panel as the floors above know it: what is lit, sounded, pressed and turned. No behaviour lives here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from enum import StrEnum
from typing import Protocol


class Lamp(StrEnum):
    """The lamps, in the order in which they stand on the lid."""

    POWER = "power"
    LINE = "line"
    RINGING = "ringing"
    TALKING = "talking"
    MESSAGE = "message"
    FAULT = "fault"
    ALARM = "alarm"


class Light(StrEnum):
    """How a lamp shines."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"
    """It blinks once in two seconds."""
    FAST = "fast"
    """It blinks three times a second."""
    DOUBLE = "double"
    """Two flashes and a pause."""


class Sound(StrEnum):
    """What the buzzer does."""

    SILENT = "silent"
    URGENT = "urgent"
    """Two short beeps and a pause."""
    DANGER = "danger"
    """Long beeps one after the other."""


class Press(StrEnum):
    """What was done with the button."""

    SHORT = "short"
    LONG = "long"
    """Held for five seconds; told while it is still held."""


class SwitchPosition(StrEnum):
    """Where the switch of the office stands; the words of `OfficeKind`."""

    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"


class Panel(Protocol):
    """Lamps, buzzer, button and switch, or a box that has none of them. No verb of it ever waits but `run`."""

    @property
    def title(self) -> str:
        """What it is built on, "" for a box without pins."""
        ...

    @property
    def trouble(self) -> str:
        """A Ukrainian sentence when lamps that should be there cannot be lit; else ""."""
        ...

    @property
    def position(self) -> SwitchPosition | None:
        """Where the switch stands; None where there is none, or where that cannot be told."""
        ...

    def show(self, lights: Mapping[Lamp, Light]) -> None:
        """Let every lamp shine so from now on; one that is not named goes out."""
        ...

    def sound(self, sound: Sound) -> None:
        """Let the buzzer sound so until it is told otherwise."""
        ...

    def events(self) -> AsyncIterator[Press | SwitchPosition]:
        """Yield every press, and the switch each time it was turned and has settled; not what was so at the start."""
        ...

    async def run(self) -> None:
        """Drive the pins until cancelled, then leave every lamp dark. Pins that fail are logged, never raised."""
        ...
