"""Time as one parameter: wall clock with its trust, monotonic seconds, boot id.

A Pi has no clock battery, so a wall time may be a lie for hours. Every record therefore keeps the moment together with
whether the wall clock was trusted, and the boot in which the monotonic seconds were counted. Nothing that lasts
(a call, a pause, a deadline within a boot) is ever measured with the wall clock.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

log = logging.getLogger(__name__)

RELEASED_ON = datetime(2026, 11, 1, tzinfo=UTC)
"""No honest clock shows a moment before this code was written."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NTP_DONE = Path("/run/systemd/timesync/synchronized")
_RTC = Path("/sys/class/rtc/rtc0")  # not /dev/rtc0: a unit with PrivateDevices does not see that
CHIP_APART_S = 60.0
CHIP_DRIFT = 2e-4
"""By so much of the time since the boot may chip and machine go apart: both have plain crystals."""
SET_BY_US = Path("/run/slukhavka/clock-set")
"""A mark of root's, gone with the boot: `slukhavka mend` has set the clock by the mobile network."""
DOUBTED = Path("/run/slukhavka-clock/doubted")
"""A mark of the daemon's, gone with the boot: it has found the clock to be wrong, and no process may trust it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant: `wall` in UTC, `trusted` if the wall clock can be believed, `monotonic_s` within boot `boot_id`."""

    wall: datetime
    monotonic_s: float
    trusted: bool
    boot_id: str


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> Moment:
        """Return the present moment."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump; the same count as the event loop's `time()`."""
        ...


@runtime_checkable
class Doubtable(Protocol):
    """A clock that can be told that it is probably wrong."""

    @property
    def doubted(self) -> bool:
        """Whether it was told so, by this process or by the daemon before it in this boot."""
        ...

    def doubt(self, doubted: bool) -> None:
        """Trust it no more, or again. What the internet's time has set is trusted in any case."""
        ...


class SystemClock:
    """The clock of this machine; trusted when a network or a clock chip that kept running has set it.

    A Pi 5 always has a chip, with a battery or without: without one it begins at 1970, and systemd-timesyncd moves the
    wall on to the time that it saved last, hours ago. So the chip is believed when chip and wall tell the same.
    """

    def __init__(
        self,
        *,
        boot_id: Path = _BOOT_ID,
        ntp_done: Path = NTP_DONE,
        rtc: Path = _RTC,
        set_by_us: Path = SET_BY_US,
        doubted: Path = DOUBTED,
    ) -> None:
        """Read boot id and chip once; the marks of trust are looked up at each call to `now`."""
        self._boot_id = boot_id.read_text().strip()
        self._ntp_done = ntp_done
        # Once: a chip on a wire that hangs is waited for, and the loop asks for the time at every ring.
        self._chip_runs = _kept_running(rtc)
        self._set_by_us = set_by_us
        self._mark = doubted
        self._doubted = False

    @property
    def doubted(self) -> bool:
        """Whether this process doubts it, or the daemon has left its mark."""
        return self._doubted or self._mark.exists()

    def doubt(self, doubted: bool) -> None:
        """Trust a clock chip, or what we have set, no more, or again; let every process of the box know."""
        if doubted == self.doubted:
            return
        self._doubted = doubted
        try:
            if doubted:
                self._mark.touch()
            else:
                self._mark.unlink(missing_ok=True)
        except OSError as error:
            # A clone has no such directory, and no units beside it that could trust the clock.
            log.warning("other processes are not told whether the clock is doubted: %s", error)

    def now(self) -> Moment:
        """Return the present moment."""
        wall = datetime.now(UTC)
        believed = not self.doubted and (self._chip_runs or self._set_by_us.exists())
        trusted = wall >= RELEASED_ON and (believed or self._ntp_done.exists())
        return Moment(wall=wall, monotonic_s=time.monotonic(), trusted=trusted, boot_id=self._boot_id)

    def monotonic(self) -> float:
        """Return the monotonic clock in seconds."""
        return time.monotonic()


def _kept_running(rtc: Path) -> bool:
    """Tell whether the chip has kept the time while the box was off, and the wall is set by it."""
    try:
        chip_s = int((rtc / "since_epoch").read_text(encoding="ascii"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        # A driver refuses to tell the time of a chip that has lost its power.
        log.warning("the clock chip tells no time: %s", error)
        return False
    apart_s = abs(datetime.now(UTC).timestamp() - chip_s)
    return chip_s >= RELEASED_ON.timestamp() and apart_s <= CHIP_APART_S + CHIP_DRIFT * time.monotonic()
