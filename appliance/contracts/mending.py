"""What a line can do beside being a `Line`, so that it can be mended, proved and asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class ResetLevel(StrEnum):
    """The rungs of the ladder, the mild before the hard."""

    ASK = "ask"
    """Try again at once: open the ports, ask whether it answers."""
    RESET = "reset"
    """The full reset in the words of its family."""
    REBIND = "rebind"
    """Take the USB device from its driver and give it back."""
    POWER = "power"
    """Switch the power of its USB port off and on."""
    REBOOT = "reboot"
    """Restart the whole box."""


@runtime_checkable
class Mendable(Protocol):
    """A line whose device may have to be reset."""

    name: str

    @property
    def device(self) -> str:
        """The USB device as sysfs names it ("1-1.2"), as last seen; "" when it never was, or is none."""
        ...

    @property
    def resets(self) -> int:
        """How often the line has ordered the reset of its device, by itself or asked."""
        ...

    def reset(self, level: ResetLevel) -> bool:
        """Do a rung of the ladder that the line itself can do; False when it cannot, or has a call. Never waits."""
        ...


class PinBook(Protocol):
    """Remembers over restarts what was tried with the PIN of a SIM card: each wrong one costs one of three."""

    async def may_enter(self, line: str, pin: str, tries_left: int | None) -> bool:
        """Tell whether the PIN may be entered now, and keep that it is. None: the card does not say how many are left.

        False when nothing can be kept.
        """
        ...

    async def entered(self, line: str, pin: str, *, accepted: bool) -> None:
        """Keep what the card said to it."""
        ...


@dataclass(frozen=True, slots=True)
class Diversion:
    """Voice calls to a line are led away. `reason`: the <reason> of AT+CCFC, 0 always … 3 when not reachable."""

    reason: int
    number: str


@runtime_checkable
class Subscribed(Protocol):
    """A line that has a SIM card."""

    name: str

    @property
    def home_network(self) -> str:
        """Country and network of the SIM card by its IMSI ("25503"), "" while nobody knows."""
        ...

    async def diversions(self) -> tuple[Diversion, ...] | None:
        """Ask the network where voice calls are led away; None when it does not say. Raises LineFault."""
        ...

    async def network_time(self) -> datetime | None:
        """Return the time as the network has told it to the modem, in UTC; None while it has not. Raises LineFault."""
        ...

    async def rings_from(self, number: str, within_s: float) -> bool:
        """Wait for a call that shows this number (E.164); it is taken for a trial and is nobody's call."""
        ...
