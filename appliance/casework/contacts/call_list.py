"""The list of calls: filtered, the newest first, a page at a time; and the calls that live at this moment.

A page begins where the last one ended, by id: it costs the same at the thousandth call and at the millionth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import peewee

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment
from appliance.contracts import CallResult

PAGE = 50
LIVING_MAX = 20
LIVES_S = 6 * 3600.0
"""A row that says for longer than this that its call lives was left by a daemon that has not come back."""


class CallKind(StrEnum):
    """What may be asked for by result: incoming calls by how they ended, the living, and those of the box itself."""

    SERVED = "served"
    MISSED = "missed"
    BUSY = "busy"
    ABANDONED = "abandoned"
    SHORT = "short"
    LIVING = "living"
    OUTGOING = "outgoing"


KIND_NAMES: Mapping[CallKind, str] = {
    CallKind.SERVED: "обслуговано",
    CallKind.MISSED: "пропущені",
    CallKind.BUSY: "лінія була зайнята",
    CallKind.ABANDONED: "не дочекалися",
    CallKind.SHORT: "короткі",
    CallKind.LIVING: "тривають",
    CallKind.OUTGOING: "вихідні",
}


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are asked for; None and "" ask for all. `on` is a date of the office, `number` E.164."""

    on: date | None = None
    line: str = ""
    kind: CallKind | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of calls, each with its `messages` at hand. `before`: where the next one begins, None at the end."""

    calls: list[CallRecord]
    before: int | None


def find_calls(wanted: CallFilter, *, before: int | None = None, count: int = PAGE) -> CallPage:
    """Return the newest `count` calls of those older than the call with id `before`."""
    found = CallRecord.select()
    for condition in _conditions(wanted):
        found = found.where(condition)
    if before is not None:
        found = found.where((unaided(CallRecord.id) if wanted.on else CallRecord.id) < before)
    order = unaided(CallRecord.id) if wanted.on else CallRecord.id
    calls = list(found.order_by(peewee.Desc(order)).limit(count + 1))
    bring_messages(calls[:count])
    return CallPage(calls[:count], calls[count - 1].id if len(calls) > count else None)


def living_calls(now: Moment) -> list[CallRecord]:
    """Return the incoming calls that ring or talk at this moment, the longest first."""
    lives = CallRecord.result.is_null() & CallRecord.incoming & (CallRecord.boot_id == now.boot_id)
    young = CallRecord.rang_monotonic_s > now.monotonic_s - LIVES_S
    return list(CallRecord.select().where(lives, young).order_by(CallRecord.id).limit(LIVING_MAX))


def _conditions(wanted: CallFilter) -> Iterator[peewee.Expression]:
    """Yield the conditions, worded so that SQLite takes the index of the rarest: a day, a number, a kind, a line."""
    rare = wanted.on is not None or bool(wanted.number)
    if wanted.on:
        start, end = _day(wanted.on)
        yield (CallRecord.rang_at >= start) & (CallRecord.rang_at < end)
    if wanted.number:
        yield (unaided(CallRecord.number) if wanted.on else CallRecord.number) == wanted.number
    if wanted.kind:
        yield _of_kind(wanted.kind, aided=not rare)
    if wanted.line:
        rare = rare or wanted.kind in (CallKind.OUTGOING, CallKind.LIVING)
        yield (unaided(CallRecord.line) if rare else CallRecord.line) == wanted.line


def _of_kind(kind: CallKind, *, aided: bool) -> peewee.Expression:
    if kind is CallKind.OUTGOING:
        # Written out, so that SQLite sees that the index of the outgoing ones fits.
        return (CallRecord.incoming if aided else unaided(CallRecord.incoming)) == peewee.SQL("0")
    result = CallRecord.result if aided else unaided(CallRecord.result)
    if kind is CallKind.LIVING:
        return peewee.Expression(result, peewee.OP.IS, peewee.SQL("NULL"))
    return CallRecord.incoming & (result == CallResult[kind.name])


def unaided(column: peewee.Field) -> peewee.NodeList:
    """Return the column as SQLite looks for it without an index."""
    return peewee.NodeList((peewee.SQL("+"), column))


def bring_messages(calls: Sequence[CallRecord]) -> None:
    """Put the voice messages of these calls at hand."""
    left: defaultdict[str, list[VoiceMessage]] = defaultdict(list)
    of_these = VoiceMessage.call.in_([call.uid for call in calls])
    messages = VoiceMessage.select(VoiceMessage, CallRecord.uid).join(CallRecord).where(of_these)
    for message in messages.order_by(VoiceMessage.id):
        left[message.call.uid].append(message)
    for call in calls:
        call.messages = left[call.uid]


def _day(on: date) -> tuple[datetime, datetime]:
    start = datetime.combine(on, time(), tzinfo=KYIV)
    return start, datetime.combine(on + timedelta(days=1), time(), tzinfo=KYIV)
