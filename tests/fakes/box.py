"""A whole box on one virtual clock: the real daemon, its simulated modem, its files in a temporary directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.casework.calls import CallRecord
from appliance.casework.database import reading
from appliance.contracts import LineState
from appliance.daemon import Daemon
from appliance.notify import Notifier
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, GsmLineSettings, Settings
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.virtual_time import VirtualClock, run_virtually

INTERFACES = {"huawei_e1550": ("if02", "if01"), "quectel_ec25": ("if02", "if01"), "sim7600": ("if02", "if04")}
"""AT and audio interface of each family, as `FakeModem` names its nodes."""
FAMILIES = tuple(INTERFACES)


@dataclass
class Box:
    """What a test holds of a running box."""

    modem: FakeModem
    daemon: Daemon
    settings: Settings
    clock: VirtualClock

    async def until_line(self, state: LineState, within_s: float = 60.0) -> None:
        """Wait until the line is in `state`."""
        async with asyncio.timeout(within_s):
            while self.daemon.lines[0].status.state is not state:
                await asyncio.sleep(0.05)

    async def records(self) -> list[CallRecord]:
        """Return the log, the newest call first, once all that ended has been written."""
        await asyncio.sleep(1.0)
        return await asyncio.to_thread(log_of, self.settings)


def log_of(settings: Settings) -> list[CallRecord]:
    """Return the log of calls, the newest first."""
    with reading(settings.database):
        return CallRecord.latest(1000)


def settings_for(tmp_path: Path, family: str = "huawei_e1550", call: CallSettings | None = None) -> Settings:
    """Return settings of a box in `tmp_path` with one line on the modem in `tmp_path/modem`."""
    at, audio = INTERFACES[family]
    line = GsmLineSettings("gsm1", family, at=str(tmp_path / "modem" / at), audio=str(tmp_path / "modem" / audio))
    box = BoxSettings(state=tmp_path / "state", area_code="4644")
    return Settings(box, call or CallSettings(), ConsoleSettings(), (line,))


@asynccontextmanager
async def running_box(
    tmp_path: Path,
    family: str = "huawei_e1550",
    *,
    published: Path | None = None,
    call: CallSettings | None = None,
    faults: Faults | None = None,
    clock: Callable[[asyncio.AbstractEventLoop], VirtualClock] = VirtualClock,
    wait: bool = True,
    **modem_options: Any,
) -> AsyncIterator[Box]:
    """Run daemon and modem; `published` is a published directory to be played, without it the box has only tones.

    With `wait` the line is idle when the block begins.
    """
    settings = settings_for(tmp_path, family, call)
    if published is not None:
        settings.box.state.mkdir(parents=True, exist_ok=True)
        settings.published.symlink_to(published)
    the_clock = clock(asyncio.get_running_loop())
    modem = FakeModem(family, tmp_path / "modem", faults, **modem_options)
    await modem.start()
    stop = asyncio.Event()
    daemon = Daemon(settings, the_clock, Notifier(""))
    running = asyncio.ensure_future(daemon.run(stop))
    box = Box(modem, daemon, settings, the_clock)
    try:
        if wait:
            await box.until_line(LineState.IDLE)
        yield box
    finally:
        stop.set()
        await running
        await modem.stop()


def with_box(
    test: Callable[[Box], Coroutine[Any, Any, None]], tmp_path: Path, family: str = "huawei_e1550", **options: Any
) -> None:
    """Run `test(box)` with a box of its own in virtual time."""

    async def main() -> None:
        async with running_box(tmp_path, family, **options) as box:
            await test(box)

    run_virtually(main)


def quick(**times: float) -> CallSettings:
    """Return the times of a call, some of them changed."""
    return replace(CallSettings(), **times)
