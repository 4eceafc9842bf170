"""The call-backs that operators take: the box rings the operator, then the person, and keeps each try.

A call-back is outgoing, so it gives way: as soon as a caller waits on the line on which it only rings, it is given up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.callbacks import AttemptResult, Callback, CallbackState
from appliance.casework.contacts.dialled import call_facts
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.staff.operators import Operator, StaffMember
from appliance.clock import Clock, Moment
from appliance.desk.dialler import Dialler
from appliance.desk.one_call_back import Errand, OneCallBack, Outcome
from appliance.desk.staff import HouseStaff
from appliance.desk.switchboard import Post, Switchboard
from appliance.errors import SlukhavkaError
from appliance.numbers import Allowed, Means, Permit, Purpose, Refusal, may_dial, parse

log = logging.getLogger(__name__)

DATABASE_S = 5.0
STOPPED = Outcome(AttemptResult.FAILED, "Слухавку зупинено.")


class NotDialled(SlukhavkaError):
    """The box does not call back now; the text says why."""


class CallBacks:
    """All tries that are under way."""

    def __init__(
        self,
        database: Database,
        dialler: Dialler,
        staff: HouseStaff,
        switchboard: Switchboard,
        clock: Clock,
        *,
        media: MediaClock,
        recorder: Recorder,
        ring_s: float,
        news: Callable[..., None],
    ) -> None:
        """`ring_s`: how long the operator's telephone rings; `news("callback", id=…)` is told of every try."""
        self._database = database
        self._dialler = dialler
        self._staff = staff
        self._switchboard = switchboard
        self._clock = clock
        self._media = media
        self._recorder = recorder
        self._ring_s = ring_s
        self._news = news
        self._tries: set[OneCallBack] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing = False

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "call_back", "callback": id, "operator": id}: the operator's telephone rings next."""
        callback, operator = request.get("callback"), request.get("operator")
        if not isinstance(callback, int) or not isinstance(operator, int):
            raise NotDialled("Не сказано, який запис і який оператор.")
        await self.dial(callback, operator)
        return {"callback": callback}

    async def dial(self, callback: int, operator: int) -> None:
        """Give the call-back to the operator and begin. What came of it is a row.

        Raises AlreadyEngaged, NotDialled, NotConfirmed, NoSuchOperator, NoSuchCallback, CallbackClosed, CallbackTaken,
        DatabaseUnavailable.
        """
        if self._closing:
            raise NotDialled(STOPPED.reason)
        self._switchboard.engage(operator)
        try:
            one = OneCallBack(
                await self._errand(callback, operator),
                self._dialler,
                media=self._media,
                recorder=self._recorder,
                ring_s=self._ring_s,
            )
        except BaseException:
            self._switchboard.release(operator)
            raise
        self._spawn(self._carry_out(one))

    def give_way(self, line: str) -> None:
        """Somebody waits on this line."""
        for one in self._tries:
            self._spawn(one.give_way(line))

    async def close(self) -> None:
        """Begin nothing new, end what is under way, and return when it is kept."""
        self._closing = True
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _errand(self, callback: int, operator: int) -> Errand:
        """Take it and see that both can be reached at all. Raises NotDialled and what `take_to_dial` raises."""
        member, person = await self._database.run(_taken, callback, operator, self._clock.now())
        own = await self._staff.permit(member)
        try:
            return Errand(callback, member, self._judged(own, person), person)
        except NotDialled as hindrance:
            await self._keep(callback, operator, Outcome(AttemptResult.FAILED, str(hindrance)))
            raise

    def _judged(self, own: Permit | Refusal, person: Allowed) -> Permit:
        """Return the operator's permit if both can be dialled now. Raises NotDialled."""
        if isinstance(own, Refusal):
            raise NotDialled(f"Телефон оператора: {own.reason}")
        if not self._dialler.reaches(own):
            raise NotDialled("До телефону оператора немає вільної лінії.")
        if not self._dialler.reaches(person):
            raise NotDialled("Немає вільної лінії.")
        return own

    async def _carry_out(self, one: OneCallBack) -> None:
        errand, outcome = one.errand, STOPPED
        self._tries.add(one)
        self._news("ringing", operator=errand.operator.operator)
        try:
            outcome = await one.run()
        except Exception:
            # Whatever is wrong in one try must leave the operator and the list as they are to be.
            log.exception("call-back %d broke off", errand.callback)
            outcome = Outcome(AttemptResult.FAILED, "Збій програми.")
        finally:
            self._tries.discard(one)
            await self._let_go(errand, outcome)

    async def _let_go(self, errand: Errand, outcome: Outcome) -> None:
        """Free the operator, after a talk with time to write, and keep the try."""
        operator = errand.operator
        if outcome.result is AttemptResult.TALKED:
            await self._staff.hung_up(Post(operator.operator, operator.name))
        self._switchboard.release(operator.operator)
        await self._keep(errand.callback, operator.operator, outcome)

    async def _keep(self, callback: int, operator: int, outcome: Outcome) -> None:
        log.info("call-back %d: %s %s", callback, outcome.result, outcome.reason)
        while True:
            try:
                await self._database.run(
                    Callback.tried,
                    callback,
                    operator,
                    outcome.result,
                    now=self._clock.now(),
                    call=outcome.call,
                    reason=outcome.reason,
                )
                break
            except DatabaseUnavailable as error:
                log.warning("a try is not noted: %s", error)
                if self._closing:
                    return
                await asyncio.sleep(DATABASE_S)
        self._news("callback", id=callback)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _taken(callback_id: int, operator_id: int, now: Moment) -> tuple[StaffMember, Allowed]:
    """Take the call-back and judge its number; runs in the database thread. Raises NotDialled.

    A number that may never be dialled ends the call-back, one that may not be dialled again today is put back.
    """
    callback = Callback.take_to_dial(callback_id, operator_id, now=now)
    member = Operator.member(operator_id)
    number = parse(callback.number, "")
    facts = call_facts(callback.number, now=now, confirmed=callback.confirmed)
    verdict = may_dial(number, Purpose.CALLBACK, Means.CALL, facts)
    if isinstance(verdict, Allowed):
        return member, verdict
    on_another_day = replace(facts, times_today=0, calls_today=0)
    if isinstance(may_dial(number, Purpose.CALLBACK, Means.CALL, on_another_day), Allowed):
        Callback.release(callback_id)
    else:
        by = Actor(Origin.BOX, member.account)
        Callback.close(callback_id, CallbackState.REFUSED, by=by, now=now, note=verdict.reason)
    raise NotDialled(verdict.reason)
