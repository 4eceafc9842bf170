"""Root beside a box of a test: takes its requests over a sysfs of plain files, and lets a test decide what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from appliance.upkeep.mending.root_deeds import Machine, act
from tests.fakes.box import Box

DEVICE = "1-1.2"


def sysfs(directory: Path, *, switchable: bool = True) -> Path:
    """Make a sysfs with one modem on port 2 of a hub on port 1."""
    devices = directory / "bus/usb/devices"
    (devices / DEVICE).mkdir(parents=True)
    (devices / DEVICE / "authorized").write_text("1\n")
    (devices / "1-1").mkdir()
    port = devices / "1-1:1.0" / "1-1-port2"
    port.mkdir(parents=True)
    if switchable:
        (port / "disable").write_text("0\n")
    driver = directory / "bus/usb/drivers/usb"
    driver.mkdir(parents=True)
    for name in ("bind", "unbind"):
        (driver / name).write_text("")
    return directory


@dataclass
class Root:
    """`done`: when what was done; `heals`: which deeds, by their sentences, bring the modem back."""

    box: Box
    sys: Path
    heals: Callable[[str], bool] = lambda _sentence: True
    done: list[tuple[float, str]] = field(default_factory=list)
    reboots: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Take requests until cancelled."""
        box = self.box
        state = self.sys / "state"
        state.mkdir()
        machine = Machine(
            sys=self.sys,
            state=state,
            ntp_done=self.sys / "ntp",
            clock_set=self.sys / "run" / "clock-set",
            rtc=self.sys / "rtc0",
            now=box.clock.now,
            sleep=lambda _seconds: None,
            restart=lambda: self.reboots.append(box.modem.loop.time()),
            set_clock=self._set_clock,
        )
        while True:
            await asyncio.sleep(0.5)
            if not box.settings.asked.is_dir():
                continue
            for sentence in act(box.settings.asked, machine):
                self.done.append((box.modem.loop.time(), sentence))
                if self.heals(sentence):
                    heal(box)

    def _set_clock(self, wall_s: float) -> None:
        clock = self.box.clock
        clock.start += datetime.fromtimestamp(wall_s, UTC) - clock.now().wall
        clock.trusted = True


def heal(box: Box, back_after_s: float = 5.0) -> None:
    """Take the power from the modem: it comes back without a fault."""
    faults = box.modem.faults
    faults.mute = set()
    faults.urcs_lost = False
    faults.interpreter_dead = False
    box.modem.unplug()
    faults.at_port = "open"
    box.modem.plug(back_after_s)


async def beside(root: Root, test: Callable[[], object]) -> None:
    """Run an async test with root beside it."""
    working = asyncio.ensure_future(root.run())
    try:
        await test()  # type: ignore[misc]
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
