"""The front panel at work: gathers how the box stands, shows and sounds it, and does what button and switch ask for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from appliance.casework.box.acknowledgement import acknowledge_all
from appliance.casework.box.asked import MONTH, ask
from appliance.casework.box.lamps import Shown, Signal, shown
from appliance.casework.box.panel_view import PanelView, panel_view
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.office import switch
from appliance.casework.office.hours import OfficeKind
from appliance.clock import Clock
from appliance.contracts import LineState, LineStatus
from appliance.contracts.panel import Lamp, Panel, Press, Sound, SwitchPosition
from appliance.errors import SlukhavkaError
from appliance.menu.published import CURRENT
from appliance.settings import Settings, house_lines
from appliance.upkeep.buzzer import BuzzerKeeper
from appliance.upkeep.line_incidents import WORKING

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""So often the register is read although nobody has said that it changed: who changed it may have been killed."""
AGAIN_S = 5.0
"""How soon a register that failed is asked again."""
HEARD_OF = frozenset({"alarms", "message", "callback", "callbacks"})
"""Events after which the register says something else to the lamps."""
BY = Actor(Origin.PANEL)

EXPORT: Mapping[str, tuple[Signal, float, str]] = {
    "wait": (Signal.EXPORT_WAITS, 300.0, "failed"),
    "writing": (Signal.EXPORT_WRITES, 3600.0, "failed"),
    "done": (Signal.EXPORT_DONE, 600.0, ""),
    "failed": (Signal.EXPORT_FAILED, 600.0, ""),
}
"""State of the month on the stick → what is shown, for how long at most, and what is taken for true after that."""


class UnknownSignal(SlukhavkaError):
    """The panel was told of something that it cannot show."""


class FrontPanel:
    """Lamps, buzzer, button and switch of a running box; on the screen alone where the box has none."""

    def __init__(
        self,
        panel: Panel,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        statuses: Callable[[], Sequence[LineStatus]],
        news: Callable[[str], None],
        publish: Callable[[], None],
    ) -> None:
        """`news` is told of what followers should look at again; `publish` begins what waits to be published.

        Raises HoursError: the settings say a night that cannot be.
        """
        self._panel = panel
        self._settings = settings
        self._database = database
        self._clock = clock
        self._statuses = statuses
        self._house = house_lines(settings.lines)
        self._news = news
        self._publish = publish
        self._view = PanelView()
        self._register_fails = False
        self._export = ""
        self._export_timer: asyncio.TimerHandle | None = None
        self._lights: Mapping[Lamp, Shown] = {}
        self._changed = asyncio.Event()
        sound = panel.sound if settings.panel.buzzer else _keep_silent
        self._buzzer = BuzzerKeeper(sound, clock, settings.panel.quiet)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            await asyncio.gather(
                *(self._guarded(job()) for job in (self._panel.run, self._follow, self._serve, self._buzzer.run))
            )
        finally:
            self._settle_export("")

    def line_changed(self) -> None:
        """Take how the lines stand now."""
        self._show()

    def heard(self, event: str) -> None:
        """Take an event of the house; call it on the loop."""
        if event in HEARD_OF:
            self._changed.set()

    def answer_signal(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer `panel`: {"signal": "export", "state": "" | wait | writing | done | failed}, {"signal": "hush"}."""
        match request.get("signal"), request.get("state", ""):
            case "hush", _:
                self._buzzer.hush()
                self._changed.set()
            case "export", str(state) if state in ("", *EXPORT):
                self._settle_export(state)
                self._tell()
            case _:
                raise UnknownSignal("Такого сигналу панель не знає.")
        return {}

    def answer_state(self, _request: dict[str, Any]) -> dict[str, Any]:
        """Answer `panel_state`: what every lamp shows by the table of `casework.box.lamps`, the buzzer, the switch."""
        return {
            "lamps": {lamp: row.signal for lamp, row in shown(self._signals()).items()},
            "sound": self._buzzer.sounding,
            "quiet": self._buzzer.is_quiet,
            "position": self._panel.position or "",
            "board": self._panel.title,
            "trouble": self._panel.trouble,
        }

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except Exception:
            # A mistake of ours in what only shines must not end the telephone's daemon.
            log.exception("a part of the panel has ended")

    async def _follow(self) -> None:
        """Read the register at the start, whenever it has changed, and now and then."""
        while True:
            self._changed.clear()
            await self._read()
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if self._register_fails else LOOK_S):
                    await self._changed.wait()

    async def _read(self) -> None:
        before = self._lights
        try:
            self._view = await self._database.run(panel_view, self._clock.now())
            self._register_fails = False
            self._buzzer.heard(self._view)
        except DatabaseUnavailable:
            self._register_fails = True  # said by the database itself
        except Exception:
            # A mistake of ours must not leave the lamps as they were for ever.
            self._register_fails = True
            log.exception("the register is not shown")
        self._show()
        if self._lights != before:
            self._news("panel")

    def _tell(self) -> None:
        self._show()
        self._news("panel")

    def _show(self) -> None:
        self._lights = shown(self._signals())
        self._panel.show({lamp: row.light for lamp, row in self._lights.items()})

    def _signals(self) -> Collection[Signal]:
        found = {*self._view.signals, *_line_signals(self._statuses(), self._house)}
        if self._register_fails:
            found.add(Signal.STORE_FAULT)
        if self._export:
            found.add(EXPORT[self._export][0])
        return found

    async def _serve(self) -> None:
        """Do what is asked with button and switch, one thing after another."""
        async for happened in self._panel.events():
            try:
                await self._done(happened)
            except (SlukhavkaError, OSError) as error:
                log.error("what the panel was asked for is not done: %s", error)
            except Exception:
                # A mistake of ours about one press must not take the button from the box.
                log.exception("what the panel was asked for is not done")

    async def _done(self, happened: Press | SwitchPosition) -> None:
        match happened:
            case Press.SHORT:
                await self._acknowledge()
            case Press.LONG:
                await self._ask_for_the_month()
            case SwitchPosition():
                await self._turned(OfficeKind(happened.value))

    async def _acknowledge(self) -> None:
        """Note that all was seen. Raises DatabaseUnavailable."""
        self._buzzer.hush()
        if self._export in ("done", "failed"):
            self._settle_export("")
        self._tell()
        count = await self._database.run(partial(acknowledge_all, by=BY, now=self._clock.now()))
        log.info("%s alarms acknowledged by the button", count)
        self._news("alarms")
        self._changed.set()

    async def _ask_for_the_month(self) -> None:
        """Ask the exporter. Raises OSError."""
        log.info("the month on the stick is asked for by the button")
        try:
            await asyncio.to_thread(ask, self._settings.asked, MONTH)
        except OSError:
            self._settle_export("failed")
            raise
        else:
            self._settle_export("wait")
        finally:
            self._tell()

    async def _turned(self, kind: OfficeKind) -> None:
        """Order the hours. Raises HoursError, DatabaseUnavailable."""
        until = await self._database.run(self._order, kind)
        log.info("the switch says %s, until %s", kind, until or "the calendar changes")
        self._publish()
        self._news("hours")

    def _order(self, kind: OfficeKind) -> datetime | None:
        # Only what is published already: a line whose own menu never was plays the box's.
        own = sorted({line.menu for line in self._settings.lines} - {""})
        menus = ["", *(name for name in own if (self._settings.published_menu(name) / CURRENT).exists())]
        return switch.turn(kind, menus, by=BY, now=self._clock.now())

    def _settle_export(self, state: str) -> None:
        """Take the state of the month on the stick; it does not stand for ever, for who writes may be killed."""
        if self._export_timer:
            self._export_timer.cancel()
            self._export_timer = None
        self._export = state
        if state:
            _, lasts_s, then = EXPORT[state]
            self._export_timer = asyncio.get_running_loop().call_later(lasts_s, self._export_over, then)

    def _export_over(self, then: str) -> None:
        self._settle_export(then)
        self._tell()


def _line_signals(statuses: Sequence[LineStatus], house: Collection[str]) -> Iterator[Signal]:
    """Yield how the lines stand. That others are answered is said while one works by which the world can call."""
    states = [status.state for status in statuses]
    outside = [status.state for status in statuses if status.line not in house]
    if not states:
        return
    if all(state is LineState.DOWN for state in outside):
        yield Signal.LINES_DOWN
    elif not WORKING.intersection(outside):
        yield Signal.LINE_STARTING
    elif LineState.DOWN in states:
        yield Signal.LINE_DOWN
    elif LineState.STARTING in states:
        yield Signal.LINE_STARTING
    else:
        yield Signal.LINE_WORKS
    if LineState.RINGING in states:
        yield Signal.RINGING
    if LineState.TALKING in states:
        yield Signal.TALKING


def _keep_silent(_sound: Sound) -> None:
    """Sound nothing: the technician has switched the buzzer off."""
