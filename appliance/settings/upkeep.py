"""What the technician settles about how the box looks after itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """Lamps, buzzer, button and switch. `board`: a file of `firmware_config/boards`, "" for a box without pins."""

    board: str = ""

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        yield from ()


@dataclass(frozen=True, slots=True)
class MendingSettings:
    """How lines are brought back, and the SIM cards watched."""

    reboots: bool = True
    """Whether the last step of the ladder, a reboot of the whole box, is allowed."""

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        yield from ()


@dataclass(frozen=True, slots=True)
class SelfTestSettings:
    """What the morning's self-test holds for good enough."""

    answer_s: float = 6.0
    """Calls of the day before were answered within this, in the middle."""

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        yield from ()


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """How many copies are kept, and how much of the disk stays free."""

    hourly: int = 24
    daily: int = 14
    reserve_mb: int = 500
    """Below so many megabytes no recording is begun; callers are answered still."""

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        yield from ()


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """The month on a stick. `mount`: where systemd mounts the stick of the export port."""

    mount: str = "/run/slukhavka/stick"

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        yield from ()
