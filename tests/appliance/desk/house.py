"""A whole desk in memory but for its files: scripted lines in front, the real ledger and database behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from appliance.calls.call import CallRules
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.flood import Flood, FloodLimit
from appliance.casework.database import Database, reading
from appliance.casework.migrate import migrate
from appliance.contracts import FRAME_BYTES, Leg, LineStatus
from appliance.desk.call_backs import CallBacks
from appliance.desk.dialler import Dialler
from appliance.desk.doorkeeper import Doorkeeper
from appliance.desk.ledger import Ledger
from appliance.desk.missed_calls import MissedCalls
from appliance.desk.notice_board import NoticeBoard
from appliance.desk.one_call import House
from appliance.desk.reception import Reception
from appliance.desk.staff import HouseStaff
from appliance.desk.studio import Studio
from appliance.desk.switchboard import Switchboard
from appliance.desk.whereabouts import Whereabouts
from appliance.menu.published import Published
from appliance.numbers import Allowed, AllowedExtension, Permit
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.appliance.calls.scripted_leg import Listener, ScriptedLeg
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import sounding
from tests.fakes.virtual_time import VirtualClock, run_virtually

MENU = sounding(small_flow("record"), seconds={"it": 2.0})
LIMIT = FloodLimit()


class ScriptedLine:
    """A line on which the test rings."""

    def __init__(self, name: str, *, house: bool = False) -> None:
        """`house`: it leads to the telephones of the house, else to the network."""
        self.name = name
        self.house = house
        self.dialled: list[str] = []
        self.placed: list[ScriptedLeg] = []
        self.picks_up_after_s: float | None = None
        self.dials_for_s = 0.0
        self._rung: list[ScriptedLeg] = []
        self._legs: asyncio.Queue[Leg] = asyncio.Queue()

    @property
    def status(self) -> LineStatus:
        raise NotImplementedError

    async def incoming(self) -> AsyncIterator[Leg]:
        while True:
            yield await self._legs.get()

    def leads_to(self, permit: Permit) -> bool:
        if isinstance(permit, AllowedExtension) is not self.house:
            return False
        return self.house or all(leg.ended for leg in (*self._rung, *self.placed))

    async def place_call(self, permit: Permit) -> Leg:
        await asyncio.sleep(self.dials_for_s)
        self.dialled.append(permit.e164 if isinstance(permit, Allowed) else str(permit.extension))
        leg = ScriptedLeg()
        leg.line, leg.incoming, leg.picks_up_after_s = self.name, False, self.picks_up_after_s
        leg.port.hush = bytes(FRAME_BYTES)
        self.placed.append(leg)
        return leg

    async def run(self) -> None:
        raise NotImplementedError

    def ring(self, leg: ScriptedLeg) -> None:
        self._rung.append(leg)
        self._legs.put_nowait(leg)


@dataclass
class Desk:
    """The desk at work, and all that lies behind it."""

    root: Path
    reception: Reception
    ledger: Ledger
    lines: list[ScriptedLine]
    phones: ScriptedLine
    register: Database
    call_backs: CallBacks
    clock: VirtualClock
    menu: Published = MENU
    news: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.root / "slukhavka.db"

    @property
    def pending(self) -> Path:
        return self.root / "pending"

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    async def ring(self, line: int = 0, *, waiting: bool = False, number: str | None = "+380662838182") -> Caller:
        leg = ScriptedLeg(waiting=waiting, number=number)
        leg.line = self.lines[line].name
        leg.port.hush = bytes(FRAME_BYTES)
        self.lines[line].ring(leg)
        await asyncio.sleep(0.02)
        return Caller(leg, Listener(leg.port, [*self.menu.prompts.values(), *self.menu.phrases.values()]))

    async def records(self) -> list[CallRecord]:
        await asyncio.sleep(1.0)
        return await asyncio.to_thread(self.log)

    def log(self) -> list[CallRecord]:
        with reading(self.database):
            return CallRecord.latest(100)

    def messages(self) -> list[VoiceMessage]:
        with reading(self.database):
            return list(VoiceMessage.select())

    def break_database(self) -> None:
        """Put a directory in its place: nothing can be opened, nothing made."""
        for path in self.root.glob("slukhavka.db*"):
            path.rename(self.root / f"away-{path.name}")
        self.database.mkdir()

    def mend_database(self) -> None:
        self.database.rmdir()
        for path in self.root.glob("away-*"):
            path.rename(self.root / path.name.removeprefix("away-"))


@dataclass
class Caller:
    """Somebody on a scripted leg."""

    leg: ScriptedLeg
    ear: Listener

    async def hears(self, name: str, within_s: float = 60.0, *, times: int = 1) -> float:
        return await self.ear.hears(name, within_s, times=times)


def at_desk(
    scene: Callable[[Desk], Awaitable[None]],
    tmp_path: Path,
    *,
    menu: Published = MENU,
    lines: int = 1,
    flood: FloodLimit = LIMIT,
    offer_by_sms: bool = False,
) -> None:
    """Run `scene` with a desk of its own."""

    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        database = Database(tmp_path / "slukhavka.db", monotonic=clock.monotonic, prepare=migrate)
        ledger, recorder = Ledger(database, tmp_path / "pending", can_text=True), Recorder(tmp_path / "recordings")
        news: list[str] = []
        named = [ScriptedLine(f"gsm{number}") for number in range(1, lines + 1)]
        phones = ScriptedLine("house", house=True)
        dialler = Dialler([*named, phones], ledger, clock)
        staff = HouseStaff(database, dialler, clock, news=lambda event, **_ids: news.append(event))
        switchboard = Switchboard(staff, clock.monotonic)
        media = MediaClock()
        call_backs = CallBacks(
            database,
            dialler,
            staff,
            switchboard,
            clock,
            media=media,
            recorder=recorder,
            ring_s=20.0,
            news=lambda event, **_ids: news.append(event),
        )
        missed_calls = MissedCalls(
            database,
            clock,
            by_sms=offer_by_sms,
            wake_outbox=lambda: news.append("outbox"),
            news=lambda event, **_ids: news.append(event),
        )
        settings = Settings(BoxSettings(state=tmp_path), CallSettings(), ConsoleSettings(), ())
        house = House(
            ledger=ledger,
            studio=Studio(tmp_path, tmp_path / "recorded"),
            recorder=recorder,
            media=media,
            clock=clock,
            menu=lambda _line: desk.menu,
            rules=lambda _line: CallRules(),
            news=lambda event, **_ids: news.append(event),
            recordings=tmp_path / "recordings",
            switchboard=switchboard,
            staff=staff,
            doorkeeper=Doorkeeper(database, clock),
            whereabouts=Whereabouts(database),
            notices=NoticeBoard(settings, database, clock, news.append),
            flood=Flood(flood),
            give_way=call_backs.give_way,
            missed_calls=missed_calls,
            answer_after_s=1.0,
            area_code="4644",
        )
        desk = Desk(tmp_path, Reception(house), ledger, named, phones, database, call_backs, clock, menu, news)
        await ledger.start(clock.now())
        serving = asyncio.ensure_future(desk.reception.serve(named))
        try:
            await scene(desk)
        finally:
            await desk.reception.close()
            await call_backs.close()
            await missed_calls.close()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await switchboard.close()
            await dialler.close()
            await ledger.close()
            recorder.stop()

    run_virtually(main)
