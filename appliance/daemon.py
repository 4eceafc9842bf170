"""The wiring: builds every part bottom-up, stops top-down. Read this first."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.box.technician_told import Telling, with_technicians
from appliance.casework.contacts.dialled import grounds
from appliance.casework.contacts.flood import Flood, FloodLimit
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.entrance.first_run import FirstRunCode
from appliance.clock import Clock, Moment, SystemClock
from appliance.contracts import LineStatus
from appliance.control import Answer, ControlServer
from appliance.desk.cut_off import enter_cut_off
from appliance.desk.doorkeeper import Doorkeeper
from appliance.desk.ledger import Ledger
from appliance.desk.missed_calls import MissedCalls
from appliance.desk.notice_board import NoticeBoard
from appliance.desk.one_call import House
from appliance.desk.reception import Reception
from appliance.desk.studio import Studio
from appliance.desk.watch import Watch
from appliance.desk.whereabouts import Whereabouts
from appliance.dialling import Dialling
from appliance.line_works import LineWorks
from appliance.lines.gsm import GsmLine
from appliance.menus import Menus
from appliance.notify import Notifier
from appliance.outreach.inbox import Inbox
from appliance.outreach.outbox import Outbox
from appliance.outreach.ussd import UssdWindow
from appliance.pace import keep_the_pace, tidy
from appliance.panel.fitted import fitted_panel
from appliance.settings import BOARDS, GsmLineSettings, Settings, house_lines
from appliance.upkeep.front_panel import FrontPanel
from appliance.upkeep.incident_keeper import IncidentKeeper
from appliance.upkeep.jobs import PUBLISH_DUE, REPORTS_DUE, Jobs
from appliance.upkeep.keeping.keeper import Keeper, StartUp
from appliance.upkeep.mending.mender import Mender
from appliance.upkeep.self_test.told import LinesTold

log = logging.getLogger(__name__)

WATCH_S = 5.0
PENDING_S = 60.0
WOKEN = ("operators", "presence", "callbacks", "alarms", "blocks", "publications", "exports", "reports")


class Daemon:
    """The box while it runs."""

    def __init__(self, settings: Settings, clock: Clock, notifier: Notifier) -> None:
        """Wire everything; nothing runs and nothing is opened yet. Raises SettingsError."""
        self._settings = settings
        self._clock = clock
        self._notifier = notifier
        self._menus = Menus(settings)
        self._recorder = Recorder(settings.recordings)
        self._media = MediaClock()
        self._database = database = Database(
            settings.database, monotonic=clock.monotonic, prepare=StartUp(settings, clock), prepare_checks=True
        )
        can_text = any(isinstance(line, GsmLineSettings) for line in settings.lines)
        self._ledger = Ledger(database, settings.pending, can_text=can_text)
        self._works = works = LineWorks(settings.call, database, clock, self._line_changed)
        self.lines = [works.line(line) for line in settings.lines]
        messages = [line.messages for line in self.lines if isinstance(line, GsmLine)]
        self._outbox = Outbox(
            database=database,
            lines=messages,
            clock=clock,
            news=self._news,
            grounds=with_technicians(grounds, settings.self_test.technicians),
        )
        self._incidents = IncidentKeeper(
            settings.box.state,
            database,
            clock,
            lines=[line.name for line in self.lines],
            house=house_lines(settings.lines),
            telling=Telling.by(settings.self_test, can_text=bool(messages)),
            wake_outbox=self._outbox.wake,
            news=self._news,
        )
        self._inbox = Inbox(
            database=database, lines=messages, clock=clock, area_code=settings.box.area_code, news=self._news
        )
        self._ussd = UssdWindow(messages)
        self._mender = Mender(
            self.lines,
            [line.subscriber for line in self.lines if isinstance(line, GsmLine)],
            database,
            clock,
            settings=settings,
            ussd=self._ussd,
            wake_outbox=self._outbox.wake,
            news=self._news,
        )
        self._missed_calls = MissedCalls(
            database,
            clock,
            by_sms=settings.callbacks.offer_by_sms and bool(messages),
            wake_outbox=self._outbox.wake,
            news=self._news,
        )
        self._notices = NoticeBoard(settings, database, clock, self._news)
        self._jobs = Jobs(settings.file)
        self.dialling = Dialling(
            settings,
            database,
            self._ledger,
            self.lines,
            clock,
            media=self._media,
            recorder=self._recorder,
            rules=works.rules,
            notices=self._notices,
            jobs=self._jobs,
            news=self._news,
        )
        healths = [line.health for line in self.lines if isinstance(line, GsmLine)]
        self.lines_told = LinesTold(self.lines, healths, self._jobs)
        enter = partial(_enter_again, self._ledger)
        self._keeper = Keeper(settings, database, clock, jobs=self._jobs, enter=enter, news=self._news)
        self._reception = Reception(
            House(
                ledger=self._ledger,
                studio=Studio(settings.box.state, settings.recorded),
                recorder=self._recorder,
                media=self._media,
                clock=clock,
                menu=self._menus.of,
                rules=works.rules,
                news=self._news,
                recordings=settings.recordings,
                switchboard=self.dialling.switchboard,
                staff=self.dialling.staff,
                give_way=self.dialling.give_way,
                missed_calls=self._missed_calls,
                doorkeeper=Doorkeeper(database, clock),
                whereabouts=Whereabouts(database),
                notices=self._notices,
                flood=Flood(FloodLimit(settings.flood.calls, settings.flood.within_s)),
                answer_after_s=settings.call.answer_after_s,
                area_code=settings.box.area_code,
                room=lambda: self._keeper.disk.can_record,
            )
        )
        publish = partial(self._jobs.start, PUBLISH_DUE)
        self._watch = Watch(
            database, clock, lambda: self._menus.of().calendar, settings.recordings, self._news, publish
        )
        self._front_panel = FrontPanel(
            fitted_panel(settings.panel, BOARDS),
            settings,
            database,
            clock,
            statuses=lambda: [line.status for line in self.lines],
            news=self._news,
            publish=publish,
        )
        self._control = ControlServer(settings.control, self._verbs())
        self._ready_since = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Answer calls until `stop` is set. Raises BoxAlreadyRunning."""
        started = self._clock.now()
        await self._listen()
        await self._menus.load()
        await self._notices.load()
        jobs: list[Coroutine[Any, Any, None]] = [line.run() for line in self.lines]
        jobs += [self._reception.serve(self.lines), self._keep_the_ledger(started), self._feed_the_watchdog()]
        jobs += [self._outbox.run(), self._inbox.run(), self._watch.run(), self._notices.run()]
        jobs += [self._incidents.run(), self._mender.run()]
        jobs += [self._front_panel.run(), self._keeper.run()]
        work = [asyncio.ensure_future(job) for job in jobs]
        self._ready_since = started.wall.isoformat()
        self._notifier.ready()
        log.info("Слухавка працює; лінії: %s", ", ".join(line.name for line in self.lines))
        stopped = asyncio.ensure_future(stop.wait())
        done, _ = await asyncio.wait({stopped, *work}, return_when=asyncio.FIRST_COMPLETED)
        await self._stop([stopped, *work], wanted=stopped in done)
        for task in done - {stopped}:
            task.result()

    async def _stop(self, work: list[asyncio.Task[Any]], *, wanted: bool) -> None:
        self._notifier.stopping()
        await self._reception.close()
        await self.dialling.stop()
        await self._missed_calls.close()
        await self._outbox.close()
        await self._jobs.close()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await self.dialling.close()
        await self._control.close()
        await self._incidents.close(wanted=wanted)
        await self._ledger.close()
        self._recorder.stop()

    async def _listen(self) -> None:
        try:
            self._settings.box.state.mkdir(parents=True, exist_ok=True)
            await self._control.start()
        except OSError as error:
            # Without the socket the console is blind, but the telephone still works.
            log.error("the control socket cannot be opened: %s", error)

    def _line_changed(self, status: LineStatus) -> None:
        log.info("%s: %s %s", status.line, status.state, status.reason)
        self._front_panel.line_changed()
        self._incidents.line_changed(status)
        self._mender.line_changed(status)
        self._outbox.wake()
        self._control.publish("line", line=status.line)

    async def _reload_menu(self, _request: dict[str, Any]) -> dict[str, Any]:
        reason = await self._menus.load()
        revision = self._menus.of().revision
        self._control.publish("menu", revision=revision)
        return {"menu_revision": revision, "reason": reason}

    async def _free_modems(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"modems": await self._works.free_modems(self._settings.lines)}

    def _wake_publisher(self, _request: dict[str, Any]) -> dict[str, Any]:
        self._jobs.start(PUBLISH_DUE)
        return {}

    def _write_reports(self, _request: dict[str, Any]) -> dict[str, Any]:
        self._jobs.start(REPORTS_DUE)
        return {}

    def _verbs(self) -> dict[str, Answer]:
        """What the control socket may be asked. A `wake_…` says that rows have changed: whoever follows hears of it."""
        woken = {f"wake_{event}": partial(self._woken, event) for event in WOKEN}
        return {
            "status": self._status,
            "reload_menu": self._reload_menu,
            "wake_publisher": self._wake_publisher,
            "write_reports": self._write_reports,
            "wake_notices": self._notices.answer_wake,
            "wake_outbox": self._outbox.answer_wake,
            "panel": self._front_panel.answer_signal,
            "panel_state": self._front_panel.answer_state,
            "free_modems": self._free_modems,
            "ussd": self._ussd.ask,
            "ussd_end": self._ussd.end,
            "ask_balance": self._mender.answer_ask_balance,
            **self.lines_told.verbs(self._told_to_self_test),
            **self._keeper.verbs,
            **self.dialling.verbs,
            **woken,
        }

    def _told_to_self_test(self) -> dict[str, Any]:
        return {"menu_revision": self._menus.of().revision, "panel": self._front_panel.answer_state({})}

    def _news(self, event: str, **ids: Any) -> None:
        self._front_panel.heard(event)
        self._control.publish(event, **ids)

    def _woken(self, event: str, _request: dict[str, Any]) -> dict[str, Any]:
        self.dialling.switchboard.look_again()
        self._front_panel.heard(event)
        self._control.publish(event)
        return {}

    def _status(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {
            "lines": [_shown(line.status) for line in self.lines],
            "ready_since": self._ready_since,
            "menu_revision": self._menus.of().revision,
            "database": self._database.fault,
            "waiting": self.dialling.switchboard.waiting,
        }

    async def _keep_the_ledger(self, started: Moment) -> None:
        await self._ledger.start(started)
        await self._offer_first_run(started)
        while True:
            await asyncio.sleep(PENDING_S)
            await self._ledger.enter_pending()

    async def _offer_first_run(self, now: Moment) -> None:
        """Print the one-use code of the console while nobody can enter it."""
        try:
            code = await self._database.run(FirstRunCode.offer, now)
        except DatabaseUnavailable:
            return  # said by the database itself; the command `first-run` prints a code later
        if code:
            log.warning("перший запуск: у консоль ще ніхто не може ввійти; одноразовий код %s", code)

    async def _feed_the_watchdog(self) -> None:
        while True:
            if self._media.turning:
                self._notifier.alive()
            await asyncio.sleep(WATCH_S)


async def _enter_again(ledger: Ledger, paths: Sequence[Path], now: Moment) -> None:
    """Give recordings that a restored register does not know their rows, as those of a power cut."""
    await enter_cut_off(paths, ledger, now)


def _shown(status: LineStatus) -> dict[str, Any]:
    return {
        "line": status.line,
        "state": status.state,
        "reason": status.reason,
        "operator": status.operator,
        "signal_dbm": status.signal_dbm,
    }


async def serve(settings: Settings) -> None:
    """Run the box in this process until it is told to stop. Raises SettingsError, BoxAlreadyRunning."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    daemon = Daemon(settings, SystemClock(), Notifier.from_environment())
    keep_the_pace()
    tidying = asyncio.ensure_future(tidy(daemon.lines))
    try:
        await daemon.run(stop)
    finally:
        tidying.cancel()
