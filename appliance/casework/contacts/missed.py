"""Who called in vain: the list a clerk works through, one entry per number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from peewee import fn

from appliance.casework.contacts.callbacks import Callback, CallbackState
from appliance.casework.contacts.calls import CallRecord
from appliance.contracts import CallResult

IN_VAIN = (CallResult.MISSED, CallResult.BUSY, CallResult.ABANDONED)
"""Not answered, met a busy line, or hung up while waiting for a person."""


@dataclass(frozen=True, slots=True)
class MissedNumber:
    """A number (E.164) that called in vain `count` times, and what has happened since the last time.

    `returned`: the office reached it. `got_through`: it called again and was served. `callback`: its open call-back.
    """

    number: str
    count: int
    first_at: datetime
    last_at: datetime
    line: str
    result: CallResult
    returned: bool
    got_through: bool
    callback: int | None


def missed_numbers(since: datetime) -> list[MissedNumber]:
    """Return the numbers that called in vain since that moment, the latest first. Hidden numbers are in no list."""
    in_vain = CallRecord.incoming & CallRecord.result.in_(IN_VAIN) & CallRecord.number.is_null(False)
    columns = CallRecord.number, fn.COUNT(CallRecord.id), fn.MAX(CallRecord.id), fn.MIN(CallRecord.rang_at)
    grouped = CallRecord.select(*columns).where(in_vain, CallRecord.rang_at >= since).group_by(CallRecord.number)
    rows = cast(Iterable[tuple[str, int, int, datetime]], grouped.order_by(fn.MAX(CallRecord.id).desc()).tuples())
    return [_missed(*row) for row in rows]


def _missed(number: str, count: int, last_id: int, first_at: datetime) -> MissedNumber:
    last = CallRecord.get_by_id(last_id)
    later = CallRecord.select().where(CallRecord.number == number, CallRecord.id > last_id)
    opened = Callback.get_or_none(Callback.number == number, Callback.closed_at.is_null())
    return MissedNumber(
        number=number,
        count=count,
        first_at=first_at,
        last_at=last.rang_at,
        line=last.line,
        result=CallResult(str(last.result)),
        returned=_reached(last) or later.where(~CallRecord.incoming, CallRecord.answered_at.is_null(False)).exists(),
        got_through=later.where(CallRecord.incoming, CallRecord.result == CallResult.SERVED).exists(),
        callback=opened.id if opened else None,
    )


def _reached(last: CallRecord) -> bool:
    """Whether a call-back of the number was done since; a clerk may have called from a telephone of his own."""
    done = (Callback.outcome == CallbackState.DONE) & (Callback.closed_at >= last.rang_at)
    return bool(Callback.select().where(Callback.number == last.number, done).exists())
