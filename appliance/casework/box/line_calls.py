"""How the calls of each line went: what a technician looks at when people say that they cannot get through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import peewee

from appliance.casework.contacts.calls import CallRecord
from appliance.contracts import EndedBy


@dataclass(frozen=True, slots=True)
class LineCalls:
    """The incoming calls of one line: how many rang, were answered, and broke off by a fault."""

    rang: int = 0
    answered: int = 0
    faults: int = 0


def calls_of_lines(since: datetime) -> Mapping[str, LineCalls]:
    """Return the calls since a moment, by line."""
    count, when = peewee.fn.COUNT, peewee.Case
    answered = peewee.fn.SUM(when(None, [(CallRecord.answered_at.is_null(False), 1)], 0))
    faults = peewee.fn.SUM(when(None, [(CallRecord.ended_by == EndedBy.FAULT, 1)], 0))
    rows = CallRecord.select(CallRecord.line, count(CallRecord.id), answered, faults)
    rows = rows.where(CallRecord.rang_at >= since, CallRecord.incoming).group_by(CallRecord.line)
    counted = cast(Iterable[tuple[str, int, int, int]], rows.tuples())
    return {line: LineCalls(rang, picked_up, broken) for line, rang, picked_up, broken in counted}


def first_call_at() -> datetime | None:
    """Return when the first call of a set clock rang, of those that are still on record."""
    first = CallRecord.select(CallRecord.rang_at).where(CallRecord.clock_trusted).order_by(CallRecord.id).first()
    return first.rang_at if first else None
