"""Places calls: on whatever line is free and leads there, each with its record in the log."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Protocol

from appliance.casework.contacts.calls import CallEnd, CallStart
from appliance.clock import Clock, Moment
from appliance.contracts import CallEnded, CallResult, EndedBy, Leg, Line, LineFault, Transferring
from appliance.desk.ledger import Ledger
from appliance.numbers import Allowed, NumberKind, Permit

log = logging.getLogger(__name__)


class Book(Protocol):
    """Where a call is written down; none of the verbs raises."""

    async def began(self, call: CallStart) -> None:
        """It rings."""
        ...

    async def answered(self, call: CallStart, answered: Moment) -> None:
        """Somebody has picked up."""
        ...

    async def ended(self, call: CallStart, end: CallEnd) -> None:
        """It is over."""
        ...


class Dialler:
    """Every call that the box itself begins goes through here, with a permit in hand."""

    def __init__(self, lines: Sequence[Line], ledger: Ledger, clock: Clock) -> None:
        """Dial on `lines`, the first that is free."""
        self._lines = lines
        self._ledger = ledger
        self._clock = clock
        self._watching: set[asyncio.Task[None]] = set()

    def reaches(self, permit: Permit) -> bool:
        """Whether some line is free that leads there."""
        return any(line.leads_to(permit) for line in self._lines)

    def transfers(self, caller: Leg, permit: Permit) -> bool:
        """Whether the caller's own line can hold him and dial there meanwhile."""
        return self._holding(caller, permit) is not None

    async def call(self, permit: Permit, caller: Leg | None = None) -> Leg:
        """Return the leg once it is answered. Raises LineFault, CallEnded. Cancelled, it stops ringing.

        `caller` may be held meanwhile by his own line, if no other is free.
        """
        outgoing = await self.place(permit, caller)
        await outgoing.answer()
        return outgoing.leg

    async def place(self, permit: Permit, caller: Leg | None = None, *, book: Book | None = None) -> Outgoing:
        """Dial. Raises LineFault. Cancelled, it stops what it has begun. `book`: instead of the log of calls."""
        placing = asyncio.ensure_future(self._place(self._way(permit, caller), permit, book or self._ledger))
        try:
            return await asyncio.shield(placing)
        except asyncio.CancelledError:
            # The line is dialling: whoever gives up must not leave somebody's telephone ringing.
            self._spawn(_put_down(placing))
            raise

    def _way(self, permit: Permit, caller: Leg | None) -> Coroutine[Any, Any, Leg]:
        """Return how to dial: on a free line, else on the caller's, who is held. Raises LineFault."""
        line = next((line for line in self._lines if line.leads_to(permit)), None)
        if line is not None:
            return line.place_call(permit)
        holding = self._holding(caller, permit) if caller is not None else None
        if caller is None or holding is None:
            raise LineFault("Немає вільної лінії.")
        return holding.consult(caller, permit)

    def _holding(self, caller: Leg, permit: Permit) -> Transferring | None:
        able = (line for line in self._lines if isinstance(line, Transferring) and line.transfers(caller, permit))
        return next(able, None)

    async def _place(self, dialling: Coroutine[Any, Any, Leg], permit: Permit, book: Book) -> Outgoing:
        leg = await dialling
        outgoing = Outgoing(leg, permit, book, self._clock, self._spawn)
        self._spawn(outgoing.keep())
        return outgoing

    async def close(self) -> None:
        """Wait until every record is kept. The legs have ended by then."""
        await asyncio.gather(*self._watching, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)


class Outgoing:
    """One call that the box has placed, and its record: it is `start`."""

    def __init__(
        self,
        leg: Leg,
        permit: Permit,
        book: Book,
        clock: Clock,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        """It rings."""
        self.leg = leg
        self._book = book
        self._clock = clock
        self._spawn = spawn
        self._answered: Moment | None = None
        self._met: Moment | None = None
        self._operator: int | None = None
        outside = isinstance(permit, Allowed)
        self.start = CallStart(
            uid=uuid.uuid4().hex,
            line=leg.line,
            incoming=False,
            rang=leg.rang,
            number_raw=permit.e164 if isinstance(permit, Allowed) else str(permit.extension),
            number=permit.e164 if isinstance(permit, Allowed) else None,
            number_kind=NumberKind.NORMAL if outside else NumberKind.INTERNAL,
        )

    async def answer(self) -> None:
        """Wait until the other side picks up. Raises LineFault, CallEnded. Cancelled, it stops ringing."""
        try:
            await self.leg.answer()
        except (asyncio.CancelledError, CallEnded, LineFault):
            await asyncio.shield(self.leg.hang_up())
            raise
        self.taken()

    def taken(self) -> None:
        """The other side has picked up."""
        self._answered = self._clock.now()
        self._spawn(self._book.answered(self.start, self._answered))

    def meets(self, operator: int) -> None:
        """From now on two people talk, one of them this operator."""
        self._met, self._operator = self._clock.now(), operator

    async def keep(self) -> None:
        """Keep the beginning, and the end when it has come."""
        await self._book.began(self.start)
        by = await self.leg.wait_ended()
        await self._book.ended(self.start, self._end(by))

    def _end(self, by: EndedBy) -> CallEnd:
        now, answered = self._clock.now(), self._answered
        return CallEnd(
            answered_at=answered.wall if answered else None,
            ended_at=now.wall,
            duration_s=round(now.monotonic_s - answered.monotonic_s, 1) if answered else 0.0,
            result=CallResult.SERVED if answered else CallResult.MISSED,
            ended_by=by,
            operator_id=self._operator,
            talked_s=round(now.monotonic_s - self._met.monotonic_s, 1) if self._met else 0.0,
        )


async def _put_down(placing: asyncio.Future[Outgoing]) -> None:
    with suppress(LineFault):
        await (await placing).leg.hang_up()
