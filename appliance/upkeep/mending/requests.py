"""What the daemon asks of root: names of files in one directory, which `slukhavka mend` alone understands."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from appliance.casework.box.asked import DIRECTORY_MODE, FILE_MODE, ask
from appliance.clock import Moment

REBIND, POWER, REBOOT, CLOCK = "usb-rebind-", "usb-power-", "reboot", "clock"
DEVICE = re.compile(r"[1-9]\d?-[1-9]\d?(?:\.[1-9]\d?){0,6}")
"""A USB device as sysfs names it: bus, then the ports on the way to it."""


class NoSuchDevice(ValueError):
    """That is no name of a USB device."""


def ask_rebind(asked: Path, device: str) -> None:
    """Ask that a device be taken from its driver and given back. Raises NoSuchDevice, OSError."""
    ask(asked, f"{REBIND}{_checked(device)}")


def ask_power(asked: Path, device: str) -> None:
    """Ask that the power of its port be switched off and on. Raises NoSuchDevice, OSError."""
    ask(asked, f"{POWER}{_checked(device)}")


def ask_reboot(asked: Path) -> None:
    """Ask that the box restart. Raises OSError."""
    ask(asked, REBOOT)


def ask_clock(asked: Path, wall: datetime, now: Moment) -> None:
    """Ask that the clock be set: `wall` was the time at the monotonic second of `now`. Raises OSError."""
    asked.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    unready = asked / f".{CLOCK}.{os.getpid()}"
    unready.write_text(f"{now.boot_id} {now.monotonic_s:.3f} {wall.timestamp():.3f}\n", encoding="ascii")
    unready.chmod(FILE_MODE)
    unready.replace(asked / CLOCK)


def _checked(device: str) -> str:
    if not DEVICE.fullmatch(device):
        raise NoSuchDevice(device)
    return device
