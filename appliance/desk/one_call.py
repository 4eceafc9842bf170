"""One call at the desk, from its first ring to the words of how it ended."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from appliance import numbers
from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.calls import CallEnd, CallStart
from appliance.casework.contacts.flood import Flood
from appliance.casework.staff.operators import StaffMember
from appliance.clock import Clock, Moment
from appliance.contracts import CallEnded, CallResult, CallTrace, EndedBy, Leg, LineFault
from appliance.desk.call_office import CallOffice
from appliance.desk.doorkeeper import Doorkeeper
from appliance.desk.ledger import Ledger
from appliance.desk.missed_calls import MissedCalls
from appliance.desk.notice_board import NoticeBoard
from appliance.desk.staff import HouseStaff
from appliance.desk.studio import Studio
from appliance.desk.switchboard import Switchboard
from appliance.desk.turning_away import send_away, turn_away
from appliance.desk.whereabouts import Whereabouts
from appliance.menu.published import Published
from appliance.menu.session import Session

log = logging.getLogger(__name__)

SHORT_S = 5.0
ALL_TAKEN = "all_taken"
"""A prompt that a menu may have for who meets a busy line."""


@dataclass(frozen=True, slots=True)
class House:
    """What the desk works with.

    `menu(line)` gives the current menu of a line, `rules(line)` the times of a call on it, `news(event, **ids)` tells
    whoever follows, `give_way(line)` that somebody waits on a line.
    """

    ledger: Ledger
    studio: Studio
    recorder: Recorder
    media: MediaClock
    clock: Clock
    menu: Callable[[str], Published]
    rules: Callable[[str], CallRules]
    news: Callable[..., None]
    recordings: Path
    switchboard: Switchboard
    staff: HouseStaff
    doorkeeper: Doorkeeper
    whereabouts: Whereabouts
    notices: NoticeBoard
    flood: Flood
    give_way: Callable[[str], None]
    missed_calls: MissedCalls
    answer_after_s: float
    area_code: str
    room: Callable[[], bool] = lambda: True
    """Whether the disk can take a recording."""


class OneCall:
    """Answers one leg and walks the menu with the caller; `start` and `end()` are its record."""

    def __init__(self, leg: Leg, house: House) -> None:
        """The leg rings."""
        self._leg = leg
        self._house = house
        self._trace = CallTrace()
        self._answered: Moment | None = None
        self._ended_by: EndedBy | None = None
        self._fault = ""
        self._call: PhoneCall | None = None
        self._stopped = False
        self._too_often = False
        self._barring: asyncio.Future[int | None] | None = None
        self.start = CallStart(
            uid=uuid.uuid4().hex,
            line=leg.line,
            incoming=leg.incoming,
            rang=leg.rang,
            number_raw=None,
            number=None,
            number_kind=numbers.NumberKind.UNAVAILABLE,
        )

    async def run(self) -> None:
        """Attend to the call until it is over. A fault in it ends this call and nothing else."""
        try:
            barring = await self._know_the_caller()
            if self._leg.waiting:
                self._house.give_way(self._leg.line)
                await self._leg.refuse(self._all_taken())
                await barring
            else:
                await self._attend(barring)
        except CallEnded as over:
            self._ended_by = over.by
        except LineFault as fault:
            log.warning("%s: %s", self.start.uid, fault)
            self._ended_by, self._fault = EndedBy.FAULT, str(fault)
        except Exception as error:
            # Whatever is wrong in one menu or one record must not cost the next caller his answer.
            log.exception("%s: the call broke off", self.start.uid)
            self._ended_by, self._fault = EndedBy.FAULT, repr(error)
            if self._call is not None:
                self._call.apologise()
        finally:
            await self._put_down()
            if self._barring is not None:
                self._barring.cancel()

    def end(self) -> CallEnd:
        """Return how the call ended."""
        now = self._house.clock.now()
        answered = self._answered
        return CallEnd(
            answered_at=answered.wall if answered else None,
            ended_at=now.wall,
            duration_s=round(now.monotonic_s - answered.monotonic_s, 1) if answered else 0.0,
            result=self._result(now),
            ended_by=self._ended_by or self._leg.ended or EndedBy.FAULT,
            keys="".join(self._trace.keys),
            nodes=tuple(self._trace.nodes),
            fault=self._fault,
            operator_id=self._trace.operator,
            waited_s=round(self._trace.waited_s, 1),
            talked_s=round(self._call.talked_s, 1) if self._call else 0.0,
            block_id=self._barred_by,
        )

    def stop(self) -> None:
        """End the call from outside; one that still rings is not answered any more."""
        self._stopped = True
        if self._call is not None:
            self._call.end()

    @property
    def _barred_by(self) -> int | None:
        """The block that bars the caller; None also as long as the register has not said so."""
        known = self._barring
        return known.result() if known and known.done() and not known.cancelled() else None

    def _result(self, now: Moment) -> CallResult:
        if self._barred_by is not None:
            return CallResult.SHORT  # also before it was answered: who is barred is not missed
        if self._leg.waiting:
            return CallResult.BUSY
        if self._answered is None:
            return CallResult.MISSED
        if self._trace.waiting:
            return CallResult.ABANDONED
        if self._too_often:
            return CallResult.SHORT
        short = now.monotonic_s - self._answered.monotonic_s < SHORT_S
        return CallResult.SHORT if short else CallResult.SERVED

    def _all_taken(self) -> bytes:
        prompt = self._house.menu(self._leg.line).prompts.get(ALL_TAKEN)
        return prompt.pcm if prompt else b""

    async def _know_the_caller(self) -> asyncio.Future[int | None]:
        """Learn the number, and begin to ask which block bars it."""
        raw = await self._leg.caller()
        number = numbers.parse(raw, self._house.area_code)
        self.start = replace(self.start, number_raw=raw, number=number.e164, number_kind=number.kind)
        self._barring = asyncio.ensure_future(self._house.doorkeeper.barring(number.e164, number.kind))
        return self._barring

    async def _attend(self, barring: asyncio.Future[int | None]) -> None:
        house = self._house
        whose = asyncio.ensure_future(house.staff.whose(self.start.number))
        self._homes = asyncio.ensure_future(house.whereabouts.of(self.start.number))
        try:
            rang_for_s = house.clock.monotonic() - self._leg.rang.monotonic_s
            await asyncio.sleep(max(house.answer_after_s - rang_for_s, 0))
            if not self._stopped:
                await self._talk(whose, barring)
        finally:
            whose.cancel()
            self._homes.cancel()

    async def _talk(self, whose: asyncio.Future[StaffMember | None], barring: asyncio.Future[int | None]) -> None:
        """Pick up, which the register does not delay, and walk the menu. Raises CallEnded, LineFault."""
        house, menu = self._house, self._house.menu(self._leg.line)
        self.start = replace(self.start, menu_revision=menu.revision)
        rules = replace(house.rules(self._leg.line), warning=menu.prompts["warning"], goodbye=menu.prompts["goodbye"])
        self._call = call = PhoneCall(
            self._leg, self.start.uid, rules=rules, media=house.media, recorder=house.recorder, trace=self._trace
        )
        await call.answer(on_taken=self._taken)
        operator = await whose
        if await barring is not None:
            await turn_away(menu, call, self._trace)
        self._too_often = operator is None and not house.flood.admits(self.start.number, house.clock.monotonic())
        if self._too_often:
            await send_away(menu, call, self._trace)
        await Session(menu, call, self._office(operator), self._trace, house.notices.current).run()

    def _office(self, operator: StaffMember | None) -> CallOffice:
        house = self._house
        return CallOffice(
            self._leg,
            self.start,
            house.ledger,
            house.studio,
            house.recordings,
            house.clock,
            house.news,
            switchboard=house.switchboard,
            staff=house.staff,
            operator=operator,
            homes=self._homes,
            notices=house.notices,
            trace=self._trace,
            area_code=house.area_code,
            room=house.room,
        )

    def _taken(self) -> None:
        self._answered = self._house.clock.now()
        self._note = asyncio.ensure_future(self._house.ledger.answered(self.start, self._answered))

    async def _put_down(self) -> None:
        if self._call is not None:
            await self._call.close()
        elif not self._leg.waiting:
            await self._leg.hang_up()
