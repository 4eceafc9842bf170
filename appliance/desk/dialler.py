"""Places calls: on whatever line is free and leads there, each with its record in the log."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence

from appliance.casework.calls import CallEnd, CallStart
from appliance.clock import Clock, Moment
from appliance.contracts import CallEnded, CallResult, EndedBy, Leg, Line, LineFault
from appliance.desk.ledger import Ledger
from appliance.numbers import Allowed, NumberKind, Permit

log = logging.getLogger(__name__)


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

    async def call(self, permit: Permit) -> Leg:
        """Return the leg once it is answered. Raises LineFault, CallEnded. Cancelled, it stops ringing."""
        line = next((line for line in self._lines if line.leads_to(permit)), None)
        if line is None:
            raise LineFault("Немає вільної лінії.")
        leg = await line.place_call(permit)
        record = Outgoing(leg, permit, self._ledger, self._clock)
        self._watch(record)
        try:
            await leg.answer()
        except (asyncio.CancelledError, CallEnded, LineFault):
            await asyncio.shield(self._put_down(leg))
            raise
        await record.taken()
        return leg

    async def close(self) -> None:
        """Wait until every record is kept. The legs have ended by then."""
        await asyncio.gather(*self._watching, return_exceptions=True)

    def _watch(self, record: Outgoing) -> None:
        task = asyncio.ensure_future(record.keep())
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def _put_down(self, leg: Leg) -> None:
        await leg.hang_up()


class Outgoing:
    """The record of one call that the box has placed."""

    def __init__(self, leg: Leg, permit: Permit, ledger: Ledger, clock: Clock) -> None:
        """It rings."""
        self._leg = leg
        self._ledger = ledger
        self._clock = clock
        self._answered: Moment | None = None
        outside = isinstance(permit, Allowed)
        self._start = CallStart(
            uid=uuid.uuid4().hex,
            line=leg.line,
            incoming=False,
            rang=leg.rang,
            number_raw=permit.e164 if isinstance(permit, Allowed) else str(permit.extension),
            number=permit.e164 if isinstance(permit, Allowed) else None,
            number_kind=NumberKind.NORMAL if outside else NumberKind.INTERNAL,
        )

    async def taken(self) -> None:
        """The other side has picked up."""
        self._answered = self._clock.now()
        await self._ledger.answered(self._start, self._answered)

    async def keep(self) -> None:
        """Keep the beginning, and the end when it has come."""
        await self._ledger.began(self._start)
        by = await self._leg.wait_ended()
        await self._ledger.ended(self._start, self._end(by))

    def _end(self, by: EndedBy) -> CallEnd:
        now, answered = self._clock.now(), self._answered
        return CallEnd(
            answered_at=answered.wall if answered else None,
            ended_at=now.wall,
            duration_s=round(now.monotonic_s - answered.monotonic_s, 1) if answered else 0.0,
            result=CallResult.SERVED if answered else CallResult.MISSED,
            ended_by=by,
        )
