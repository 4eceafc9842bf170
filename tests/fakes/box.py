"""A whole box on one clock: the real daemon, what hangs on its lines, its files in a temporary directory.

The clock is virtual, unless a line has a thread of its own (SIP).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.contracts import Line, LineState
from appliance.daemon import Daemon
from appliance.notify import Notifier
from appliance.settings import (
    BoxSettings,
    CallSettings,
    ConsoleSettings,
    OperatorSettings,
    Settings,
)
from tests.fakes.kinds import FAMILIES, INTERFACES, Gsm, Kind, Wire, introduce
from tests.fakes.modem import FakeCaller, FakeModem, Faults
from tests.fakes.virtual_time import VirtualClock, run_virtually

__all__ = ["FAMILIES", "INTERFACES", "Box", "log_of", "quick", "running_box", "settings_for", "with_box", "with_lines"]

MODEM = "modem"
"""The directory of the first line's modem."""


@dataclass
class Box:
    """What a test holds of a running box. `wires`: what hangs on each line, by the line's name."""

    wires: Mapping[str, Wire]
    kinds: Sequence[Kind]
    daemon: Daemon
    settings: Settings
    clock: VirtualClock

    @property
    def modem(self) -> FakeModem:
        """The GSM modem of the first line."""
        modem = self.wires[self.kinds[0].line]
        assert isinstance(modem, FakeModem)
        return modem

    def line(self, name: str = "") -> Line:
        """Return a line; the first without a name."""
        return next(line for line in self.daemon.lines if name in ("", line.name))

    def ring(self, number: str | None = "+380671112244", line: str = "", **how: Any) -> FakeCaller:
        """Call a line, the first without a name; an international number is told as such a line tells it."""
        kind = next(kind for kind in self.kinds if line in ("", kind.line))
        return self.wires[kind.line].ring(kind.told(number), **how)

    async def until_line(self, state: LineState, within_s: float = 60.0, line: str = "") -> None:
        """Wait until a line is in `state`; the first without a name."""
        async with asyncio.timeout(within_s):
            while self.line(line).status.state is not state:
                await asyncio.sleep(0.05)

    async def records(self) -> list[CallRecord]:
        """Return the log, the newest call first, once all that ended has been written."""
        await asyncio.sleep(1.0)
        return await asyncio.to_thread(log_of, self.settings)

    async def closed_records(self, count: int, within_s: float = 60.0, *, number: str = "") -> list[CallRecord]:
        """Return the log (of one caller), the newest call first, once it holds `count` calls and all are over.

        A landline notices some seconds late that its caller has gone, by turns only when the prompt has ended.
        """
        async with asyncio.timeout(within_s):
            while True:
                log = await asyncio.to_thread(log_of, self.settings)
                records = [record for record in log if number in ("", record.number)]
                if len(records) >= count and all(record.result for record in records):
                    assert len(records) == count, [(record.line, record.number) for record in records]
                    return records
                await asyncio.sleep(0.1)


def log_of(settings: Settings) -> list[CallRecord]:
    """Return the log of calls, the newest first."""
    with reading(settings.database):
        return CallRecord.latest(1000)


def settings_for(tmp_path: Path, family: str = "huawei_e1550", call: CallSettings | None = None) -> Settings:
    """Return settings of a box in `tmp_path` with one line on the modem in `tmp_path/modem`."""
    return _settings(tmp_path, [Gsm(family)], call, OperatorSettings())


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
    """Run daemon and GSM modem; `published` is a published directory to be played, without it the box has only tones.

    With `wait` the line is idle when the block begins.
    """
    kind = Gsm(family, faults=faults, options=modem_options)
    async with _running(tmp_path, [kind], published=published, call=call, clock=clock, wait=wait) as box:
        yield box


def with_box(
    test: Callable[[Box], Coroutine[Any, Any, None]], tmp_path: Path, family: str = "huawei_e1550", **options: Any
) -> None:
    """Run `test(box)` with a box of its own in virtual time, its one line a GSM modem."""

    async def main() -> None:
        async with running_box(tmp_path, family, **options) as box:
            await test(box)

    run_virtually(main)


def with_lines(
    test: Callable[[Box], Coroutine[Any, Any, None]],
    tmp_path: Path,
    *kinds: Kind,
    published: Path | None = None,
    call: CallSettings | None = None,
    operators: OperatorSettings | None = None,
    settings: Settings | None = None,
    clock: Callable[[asyncio.AbstractEventLoop], VirtualClock] = VirtualClock,
    wait: bool = True,
) -> None:
    """Run `test(box)` with a box that has these lines; in real time when one of them wants that.

    `settings`: instead of those made of the kinds. With `wait` all lines are idle when it begins.
    """

    async def main() -> None:
        how: dict[str, Any] = {"published": published, "call": call, "operators": operators, "settings": settings}
        how |= {"clock": clock, "wait": wait}
        async with _running(tmp_path, kinds, **how) as box:
            await test(box)

    (asyncio.run(main()) if any(kind.real_time for kind in kinds) else run_virtually(main))


def quick(**times: float) -> CallSettings:
    """Return the times of a call, some of them changed."""
    return replace(CallSettings(), **times)


@asynccontextmanager
async def _running(
    tmp_path: Path,
    kinds: Sequence[Kind],
    *,
    published: Path | None,
    call: CallSettings | None,
    operators: OperatorSettings | None = None,
    settings: Settings | None = None,
    clock: Callable[[asyncio.AbstractEventLoop], VirtualClock] = VirtualClock,
    wait: bool = True,
) -> AsyncIterator[Box]:
    settings = settings or _settings(tmp_path, kinds, call, operators or OperatorSettings())
    if published is not None:
        settings.box.state.mkdir(parents=True, exist_ok=True)
        settings.published.symlink_to(published)
    the_clock = clock(asyncio.get_running_loop())
    wires = {kind.line: kind.plug(place) for kind, place in zip(kinds, _places(tmp_path, kinds), strict=True)}
    for wire in wires.values():
        await wire.start()
    stop = asyncio.Event()
    daemon = Daemon(settings, the_clock, Notifier(""))
    running = asyncio.ensure_future(daemon.run(stop))
    box = Box(wires, kinds, daemon, settings, the_clock)
    try:
        for kind in kinds if wait else ():
            await box.until_line(LineState.IDLE, line=kind.line)
            introduce(wires[kind.line], box.line(kind.line))
        yield box
    finally:
        stop.set()
        await running
        for wire in wires.values():
            await wire.stop()


def _settings(
    tmp_path: Path, kinds: Sequence[Kind], call: CallSettings | None, operators: OperatorSettings
) -> Settings:
    box = BoxSettings(state=tmp_path / "state", area_code="4644")
    lines = tuple(kind.settings(place) for kind, place in zip(kinds, _places(tmp_path, kinds), strict=True))
    return Settings(box, call or CallSettings(), ConsoleSettings(), lines, operators=operators)


def _places(tmp_path: Path, kinds: Sequence[Kind]) -> list[Path]:
    return [tmp_path / (kind.line if at else MODEM) for at, kind in enumerate(kinds)]
