"""The operators as the switchboard sees them: rows behind, telephones in front."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import TypeVar

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import NOBODY_READY_TEXT, Alarm
from appliance.casework.contacts.dialled import call_facts
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.staff.operators import NoSuchOperator, Operator, StaffMember
from appliance.casework.staff.presence import Presence, Readiness, Standing
from appliance.clock import Clock, Moment
from appliance.contracts import Leg, LineFault
from appliance.contracts.office import PresenceState
from appliance.desk.dialler import Dialler
from appliance.desk.switchboard import Post, Ready
from appliance.numbers import DialFacts, Means, Permit, Purpose, Refusal, may_dial, may_ring, parse

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE_S = 1.0
"""A caller who wants a person does not wait for a disk: after that what was known last holds."""


class HouseStaff:
    """Implements `switchboard.Staff`."""

    def __init__(
        self,
        database: Database,
        dialler: Dialler,
        clock: Clock,
        *,
        extensions: Collection[str] = (),
        ways_out: Collection[str] = (),
        news: Callable[..., None],
    ) -> None:
        """`extensions`: telephones of the house in the settings, `ways_out`: where trunks and gateways are."""
        self._database = database
        self._dialler = dialler
        self._clock = clock
        self._extensions = tuple(extensions)
        self._ways_out = ways_out
        self._news = news
        self._known = Readiness((), None)
        self._members: dict[int, StaffMember] = {}

    async def ready(self, caller: Leg | None = None) -> Ready:
        """Return who is ready and whose telephone some line leads to, be it the caller's own while he is held."""
        self._known = await self._asked(Presence.readiness, self._known)
        self._members |= {member.operator: member for member in self._known.ready}
        reached = [post for member in self._known.ready if (post := self._post(member, caller))]
        return Ready(tuple(reached), self._known.next_in_s is not None)

    async def ring(self, post: Post, caller: Leg | None = None) -> Leg:
        """Ring his telephone; `caller` may be held meanwhile. Raises LineFault, CallEnded."""
        permit = await self.permit(self._members[post.operator])
        if isinstance(permit, Refusal):
            raise LineFault(permit.reason)
        self._news("ringing", operator=post.operator)
        return await self._dialler.call(permit, caller)

    async def missed(self, post: Post, reason: str) -> None:
        """Pause him; while the register fails only for this run of the box."""
        ready = tuple(member for member in self._known.ready if member.operator != post.operator)
        self._known = Readiness(ready, self._known.next_in_s)
        await self._noted(lambda: Presence.missed_ring(post.operator, now=self._clock.now(), reason=reason))

    async def nobody(self) -> None:
        """Raise the alarm, once while it stands; a line that has no operators at all misses nobody."""
        await self._noted(lambda: _nobody_ready(self._clock.now()))

    async def hung_up(self, post: Post) -> None:
        """Give him time to write."""
        await self._noted(lambda: Presence.after_call(post.operator, now=self._clock.now()))

    async def whose(self, number: str | None) -> StaffMember | None:
        """Return the operator whose own telephone shows this number (E.164); None while the register fails.

        The number shown is a hint and no proof: what is allowed on it may do little harm and tell nothing personal.
        """
        if number is None:
            return None
        return await self._asked(lambda _now: Operator.whose(number), None)

    async def presence(self, member: StaffMember) -> PresenceState | None:
        """Return how he stands; None while the register fails."""
        standings = await self._asked(Presence.roll_call, list[Standing]())
        return next((each.state for each in standings if each.member.operator == member.operator), None)

    async def permit(self, member: StaffMember) -> Permit | Refusal:
        """Judge whether his telephone may be rung now."""
        facts = DialFacts(in_directory=True)
        if member.mobile is not None:
            mobile = member.mobile
            facts = await self._asked(lambda now: call_facts(mobile, now=now), facts)
        return self._judged(member, facts)

    def _post(self, member: StaffMember, caller: Leg | None) -> Post | None:
        """How he is reached; None: no line leads to him. The count of the day is looked at when he is rung."""
        permit = self._judged(member, DialFacts(in_directory=True))
        if isinstance(permit, Refusal):
            return None
        if self._dialler.reaches(permit):
            return Post(member.operator, member.name)
        held = caller is not None and self._dialler.transfers(caller, permit)
        return Post(member.operator, member.name, caller_held=True) if held else None

    def _judged(self, member: StaffMember, facts: DialFacts) -> Permit | Refusal:
        if member.extension is not None:
            return may_ring(member.extension, {member.extension, *self._extensions}, self._ways_out)
        return may_dial(parse(member.mobile, ""), Purpose.STAFF, Means.CALL, facts)

    async def _asked(self, question: Callable[..., T], otherwise: T) -> T:
        """Return the register's answer, or what holds while it gives none."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.run(question, self._clock.now())
        except (DatabaseUnavailable, TimeoutError) as error:
            log.warning("the operators are taken as last known: %s", error)
            return otherwise

    async def _noted(self, verb: Callable[[], object]) -> None:
        try:
            await self._database.run(verb)
        except (DatabaseUnavailable, NoSuchOperator) as error:
            log.warning("not noted: %s", error)
        else:
            self._news("presence")


def _nobody_ready(now: Moment) -> None:
    if Operator.staff():
        Alarm.raise_alarm(AlarmKind.NOBODY_READY, NOBODY_READY_TEXT, now=now)
    else:
        Alarm.clear(AlarmKind.NOBODY_READY, now=now)
