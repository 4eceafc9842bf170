"""A front panel at work on a register of its own, in virtual time; its pins are gpiozero's mock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import uuid4

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import CallStart, VoiceMessage
from appliance.casework.database import Database
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.migrate import migrate
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from appliance.contracts import LineState, LineStatus
from appliance.panel.gpio_panel import GpioPanel
from appliance.settings import (
    BoxSettings,
    CallSettings,
    ConsoleSettings,
    GsmLineSettings,
    PanelSettings,
    Settings,
    SipLineSettings,
)
from appliance.upkeep.front_panel import FrontPanel
from tests.appliance.casework.duty import kyiv
from tests.fakes.fresh_register import lay_register
from tests.fakes.pins import PI4, PinLog
from tests.fakes.virtual_time import VirtualClock, run_virtually

P = ParamSpec("P")
T = TypeVar("T")
WEEK = {
    "week": {day: ["08:00-12:00", "12:45-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "public_holidays": False,
}
MORNING = kyiv("2026-11-23 10:00")


class Front:
    """What a test holds of a panel at work. `states`: how the lines stand."""

    def __init__(self, directory: Path, start: datetime, held: tuple[int, ...], settings: PanelSettings) -> None:
        loop = asyncio.get_running_loop()
        self.clock = VirtualClock(loop, start)
        box = BoxSettings(state=directory)
        lines = (GsmLineSettings("gsm0", "huawei_e1550"), GsmLineSettings("gsm1", "huawei_e1550"))
        telephones = SipLineSettings(name="telephones", extensions_at="127.0.0.1:5060")
        self.settings = Settings(box, CallSettings(), ConsoleSettings(), (*lines, telephones), panel=settings)
        lay_register(self.settings.database)
        self.database = Database(self.settings.database, monotonic=self.clock.monotonic, prepare=migrate)
        self.pins = PinLog(loop.time, held=held)
        self.states = {"gsm0": LineState.IDLE}
        self.news: list[str] = []
        self.publications_begun = 0
        self.front = FrontPanel(
            GpioPanel(PI4, lambda: self.pins),
            self.settings,
            self.database,
            self.clock,
            statuses=lambda: [LineStatus(line, state) for line, state in self.states.items()],
            news=self.news.append,
            publish=self._publish,
        )

    @property
    def time(self) -> float:
        return self.pins.time()

    def _publish(self) -> None:
        self.publications_begun += 1

    def lines(self, *states: LineState, telephones: LineState | None = None) -> None:
        """The lines stand so from now on; the telephones of the house are a line as well, where there are any."""
        self.states = {f"gsm{at}": state for at, state in enumerate(states)}
        if telephones:
            self.states["telephones"] = telephones
        self.front.line_changed()

    async def write(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Change the register and wake the panel, as the daemon does."""
        answer = await self.database.run(partial(verb, *args, **kwargs))
        self.front.heard("alarms")
        await asyncio.sleep(0.05)
        return answer

    async def alarm(self, kind: AlarmKind, about: str = "") -> int:
        """Raise an alarm and return its id."""
        found = await self.write(Alarm.raise_alarm, kind, "Щось сталося.", now=self.clock.now(), about=about)
        assert found
        return found

    async def clear(self, kind: AlarmKind, about: str = "") -> None:
        """Its cause is gone."""
        await self.write(Alarm.clear, kind, now=self.clock.now(), about=about)

    async def urgent_report(self) -> None:
        """An operator presses the red button of the console."""
        await self.write(self._reported)

    def _reported(self) -> None:
        account = Account.add("Ганна", Role.CLERK, now=self.clock.now())
        report = NewReport(ReportKind.INCIDENT, "Пожежа в клубі.")
        UrgentReport.press(report, by=Actor(Origin.CONSOLE, account), now=self.clock.now())

    async def message(self) -> int:
        """A caller leaves a voice message; return its number."""
        return await self.write(self._left)

    def _left(self) -> int:
        now = self.clock.now()
        call = CallStart(uuid4().hex, "gsm0", True, now, "+380671112233", "+380671112233", "normal")
        return VoiceMessage.keep(
            call, uid=uuid4().hex, purpose="message", kept=now, path=uuid4().hex, duration_s=3.0, sound_s=2.0
        )

    async def office(self) -> None:
        """The office writes its hours: 8–12, 12:45–17, Monday to Friday."""
        await self.write(partial(OfficeHours.begin, WEEK, by=Actor(Origin.COMMAND), now=self.clock.now()))

    async def press(self, seconds: float = 0.2) -> None:
        """Press the button for so long."""
        self.pins.close_contact(PI4.button)
        await asyncio.sleep(seconds)
        self.pins.open_contact(PI4.button)
        await asyncio.sleep(0.1)

    async def turn(self, closes: int | None, *, opens: int | None = None) -> None:
        """Turn the switch: a contact closes, another opens; it comes to rest."""
        if opens:
            self.pins.open_contact(opens)
        if closes:
            self.pins.close_contact(closes)
        await asyncio.sleep(3.0)


def at_the_box(
    tmp_path: Path,
    test: Callable[[Front], Coroutine[None, None, None]],
    *,
    start: datetime = MORNING,
    held: tuple[int, ...] = (),
    **settings: object,
) -> Front:
    """Run a test beside a panel at work; `settings` are fields of [panel]."""
    fronts: list[Front] = []

    async def main() -> None:
        front = Front(tmp_path, start, held, replace(PanelSettings(), **settings))  # type: ignore[arg-type]
        fronts.append(front)
        running = asyncio.ensure_future(front.front.run())
        await asyncio.sleep(0.5)
        try:
            await test(front)
            assert not running.done()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await front.database.close()

    run_virtually(main)
    return fronts[0]
