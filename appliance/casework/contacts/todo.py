"""The to-do list of the desk: calls in vain, voice messages and calls owed, one entry for each number.

The list is made in two steps: which numbers wait, the newest of each sort and never more than `CAP`; then all that is
to be said of the few that one page shows. So it costs the same in the first week and after a million calls.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import peewee
from peewee import JOIN, fn

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_kinds import AppealState
from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.call_list import unaided
from appliance.casework.contacts.callbacks import Callback, CallbackAttempt
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.missed import IN_VAIN
from appliance.casework.contacts.returns import HandledMessage, MessageNote, Returned, Seen
from appliance.casework.entrance.accounts import Account, Origin
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.contracts import CallResult

WINDOW = timedelta(days=14)
"""Who called in vain longer ago is not looked for; calls owed and messages wait without end."""
CAP = 300
PAGE = 25


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A voice message that nobody has dealt with, and the note beside it."""

    message: VoiceMessage
    note: str = ""
    note_version: int = 0


@dataclass(slots=True)
class TodoEntry:
    """All that waits of one number; of a hidden number one message alone.

    `count` calls in vain since somebody last talked with him, `first` and `last` of them; `newest`: the id of the
    newest call of the number that there was when this was read.
    """

    number: str | None
    due: bool = False
    count: int = 0
    first: CallRecord | None = None
    last: CallRecord | None = None
    messages: list[WaitingMessage] = field(default_factory=list)
    callback: Callback | None = None
    appointment: Appointment | None = None
    newest: int = 0

    @property
    def seen(self) -> Seen:
        """What is marked when this entry is."""
        return Seen(self.number, self.newest, tuple(each.message.id for each in self.messages))

    @property
    def call_uid(self) -> str | None:
        """The call whose card shows more of it."""
        if self.last:
            return str(self.last.uid)
        return str(self.messages[-1].message.call.uid) if self.messages else None

    @property
    def last_at(self) -> datetime | None:
        """When something last came from there."""
        times = [each.message.kept_at for each in self.messages]
        times += [self.last.rang_at] if self.last else []
        times += [self.callback.asked_at] if self.callback else []
        return max(times, default=None)


@dataclass(frozen=True, slots=True)
class TodoPage:
    """One page of the list; `total` entries in all, `due` of them promised for now; `more`: a sort ended at `CAP`."""

    entries: list[TodoEntry]
    total: int
    due: int
    more: bool
    pages: int


Key = tuple[str | None, int]
"""A number and 0, or None and the id of a message of a hidden number."""
Found = list[tuple[Key, str]]
"""Keys, each with the moment of its newest event as it is kept."""
Pairs = Iterable[tuple[str, int]]


def todo(now: Moment, *, page: int = 1, count: int = PAGE) -> TodoPage:
    """Return one page of what waits, first what is due by promise, then the newest first."""
    sorts = _in_vain(now), _owed(), _unhandled()
    newest: dict[Key, str] = {}
    for key, at in (each for found in sorts for each in found):
        newest[key] = max(at, newest.get(key, ""))
    due = _due_numbers(now)
    newest |= {(number, 0): newest.get((number, 0), "") for number in due}
    order = sorted(newest, key=lambda key: (key[0] in due, newest[key], key[1]), reverse=True)
    shown = order[(page - 1) * count : page * count]
    return TodoPage(
        entries=_entries(shown, due, now),
        total=len(order),
        due=len(due),
        more=any(len(found) == CAP for found in sorts),
        pages=max(-(-len(order) // count), 1),
    )


def waits(now: Moment, number: str) -> TodoEntry | None:
    """Return what waits of one number (E.164), for the card of its call; None when nothing does."""
    [entry] = _entries([(number, 0)], _due_numbers(now), now)
    return entry if entry.count or entry.messages or entry.callback else None


def message_waits() -> bool:
    """Tell whether there is a voice message that nobody has dealt with, for the lamp."""
    return bool(_waiting().limit(1).tuples())


def waiting_of(purpose: str) -> frozenset[int]:
    """Return the voice messages of a purpose with which nobody has dealt and of which no card was made."""
    return frozenset(message for (message,) in _waiting(VoiceMessage.purpose == purpose).tuples())


def _in_vain(now: Moment) -> Found:
    """Return who called in vain and has neither been reached since nor been marked so, the newest first."""
    first = _first_of_window(now)
    vain = _newest(_vain(), first)
    called = CallRecord.select(CallRecord.number).where(_vain(), CallRecord.id >= first)
    of_them = peewee.Expression(unaided(CallRecord.number), peewee.OP.IN, called)
    settled = _newest(CallRecord.incoming & (CallRecord.result == CallResult.SERVED) & of_them, first)
    for later in (_newest(_reached() & of_them, first), _marked(first)):
        settled |= {number: max(call, settled.get(number, 0)) for number, call in later.items()}
    order = sorted((call for number, call in vain.items() if call > settled.get(number, 0)), reverse=True)
    closed = _closed(now)
    found: Found = []
    for begin in range(0, len(order), CAP):
        found += [each for each in _moments(order[begin : begin + CAP]) if each[1] > closed.get(str(each[0][0]), "")]
        if len(found) >= CAP:
            break
    return found[:CAP]


def _newest(which: peewee.Expression, first: int) -> dict[str, int]:
    """Return the newest call of each number among those from `first` on."""
    calls = CallRecord.select(CallRecord.number, fn.MAX(CallRecord.id)).where(which, CallRecord.id >= first)
    return {number: call for number, call in _pairs(calls.group_by(unaided(CallRecord.number))) if number}


def _marked(first: int) -> dict[str, int]:
    marks = Returned.select(Returned.number, fn.MAX(Returned.call_id)).where(Returned.call_id >= first)
    return dict(_pairs(marks.group_by(unaided(Returned.number))))


def _pairs(query: peewee.ModelSelect[Any]) -> Pairs:
    """Return the rows of two columns as SQLite gives them: thousands, which peewee would unwrap one by one."""
    return cast(Pairs, CallRecord._meta.database.execute(query).fetchall())


def _closed(now: Moment) -> dict[str, str]:
    """Return when what was owed to a number was closed last: a person may have said that he wants no call.

    What was closed in the console has a mark, which says better what was seen then.
    """
    closed = Callback.select(Callback.number, fn.MAX(Callback.closed_at).coerce(False))
    elsewhere = closed.where(Callback.closed_at >= now.wall - WINDOW, Callback.closed_origin != Origin.CONSOLE)
    lately = elsewhere.group_by(unaided(Callback.number))
    return dict(cast(Iterable[tuple[str, str]], lately.tuples()))


def _moments(calls: Sequence[int]) -> Found:
    """Return the numbers of these calls and when they rang, in the order given."""
    rang = fn.COALESCE(CallRecord.rang_at, "").coerce(False)
    rows = CallRecord.select(CallRecord.id, CallRecord.number, rang).where(CallRecord.id.in_(calls)).tuples()
    known = {call: ((number, 0), at) for call, number, at in cast(Iterable[tuple[int, str, str]], rows)}
    return [known[call] for call in calls]


def _owed() -> Found:
    asked = fn.MAX(Callback.asked_at).coerce(False)
    owed = Callback.select(Callback.number, asked).where(Callback.closed_at.is_null()).group_by(Callback.number)
    newest = owed.order_by(fn.MAX(Callback.id).desc()).limit(CAP)
    return [((number, 0), at) for number, at in cast(Iterable[tuple[str, str]], newest.tuples())]


def _unhandled() -> Found:
    newest = _waiting().order_by(peewee.SQL("1").desc()).limit(CAP)
    ids = [message for (message,) in newest.tuples()]
    kept = fn.COALESCE(VoiceMessage.kept_at, "").coerce(False)
    rows = VoiceMessage.select(VoiceMessage.id, kept, CallRecord.number).join(CallRecord)
    found = cast(Iterable[tuple[int, str, str | None]], rows.where(VoiceMessage.id.in_(ids)).tuples())
    return [((number, 0) if number else (None, message), at) for message, at, number in found]


def _due_numbers(now: Moment) -> frozenset[str]:
    """Return the numbers to which a call was promised for now or earlier."""
    promised = Appointment.select(fn.MAX(Appointment.id)).join(Callback).where(Callback.closed_at.is_null())
    latest = promised.group_by(Appointment.callback)
    due = Callback.select(Callback.number).join(Appointment, on=Appointment.callback == Callback.id)
    rows = due.where(Appointment.id.in_(latest), Appointment.due_at <= now.wall).tuples()
    return frozenset(number for (number,) in cast(Iterable[tuple[str]], rows))


def _entries(keys: Sequence[Key], due: Collection[str], now: Moment) -> list[TodoEntry]:
    """Return the entries of these keys with all that is to be said of them, by few queries however many they are."""
    entries = {key: TodoEntry(key[0], due=key[0] in due) for key in keys}
    numbers = [number for number, _ in keys if number]
    _add_calls(entries, numbers, now)
    _add_messages(entries, numbers, [message for number, message in keys if number is None])
    _add_callbacks(entries, numbers)
    return list(entries.values())


def _add_calls(entries: dict[Key, TodoEntry], numbers: Sequence[str], now: Moment) -> None:
    marks = Returned.select(Returned.number, fn.MAX(Returned.call_id)).where(Returned.number.in_(numbers))
    marked = dict(cast(Iterable[tuple[str, int]], marks.group_by(Returned.number).tuples()))
    last = CallRecord.select(CallRecord.number, fn.MAX(CallRecord.id)).where(CallRecord.number.in_(numbers))
    for number, newest in cast(Iterable[tuple[str, int]], last.group_by(CallRecord.number).tuples()):
        entries[number, 0].newest = newest
    talk = (CallRecord.incoming & (CallRecord.result == CallResult.SERVED)) | _reached()
    of_window = CallRecord.select(CallRecord.number, CallRecord.id, talk, _vain())
    of_window = of_window.where(CallRecord.number.in_(numbers), CallRecord.id >= _first_of_window(now))
    vain: defaultdict[str, list[int]] = defaultdict(list)
    for number, call, talked, in_vain in cast(
        Iterable[tuple[str, int, int | None, int | None]], of_window.order_by(CallRecord.id).tuples()
    ):
        if talked:
            vain[number].clear()
        elif in_vain and call > marked.get(number, 0):
            vain[number].append(call)
    ends = [call for calls in vain.values() for call in calls[:1] + calls[-1:]]
    records = {record.id: record for record in CallRecord.select().where(CallRecord.id.in_(ends))}
    for number, calls in vain.items():
        if calls:
            entry = entries[number, 0]
            entry.count, entry.first, entry.last = len(calls), records[calls[0]], records[calls[-1]]


def _add_messages(entries: dict[Key, TodoEntry], numbers: Sequence[str], alone: Sequence[int]) -> None:
    messages = VoiceMessage.select(VoiceMessage, CallRecord).join(CallRecord)
    unhandled = messages.join_from(VoiceMessage, HandledMessage, JOIN.LEFT_OUTER)
    unhandled = unhandled.where(
        HandledMessage.message.is_null(), ~fn.EXISTS(_on_cards().where(Appeal.voice_message == VoiceMessage.id))
    )
    unhandled = unhandled.order_by(VoiceMessage.id)
    found = [*unhandled.where(CallRecord.number.in_(numbers)), *unhandled.where(VoiceMessage.id.in_(alone))]
    notes = MessageNote.beside([message.id for message in found])
    for message in found:
        note = notes.get(message.id)
        key = (message.call.number, 0) if message.call.number else (None, message.id)
        waiting = WaitingMessage(message, note.text, note.version) if note else WaitingMessage(message)
        entries[key].messages.append(waiting)


def _waiting(which: peewee.Expression | bool = True) -> peewee.CompoundSelectQuery:
    handled = HandledMessage.select(HandledMessage.message)
    return VoiceMessage.select(VoiceMessage.id).where(which) - handled - _on_cards()


def _on_cards() -> peewee.ModelSelect[Appeal]:
    """Select the messages of which a card was made: the work goes on there, unless it was discarded."""
    standing = Appeal.voice_message.is_null(False) & (Appeal.state != AppealState.DISCARDED)
    return Appeal.select(Appeal.voice_message).where(standing)


def _add_callbacks(entries: dict[Key, TodoEntry], numbers: Sequence[str]) -> None:
    opened = Callback.select(Callback, Operator, Account).where(
        Callback.number.in_(numbers), Callback.closed_at.is_null()
    )
    people = opened.join(Operator, JOIN.LEFT_OUTER).join(Account, JOIN.LEFT_OUTER)
    callbacks = list(peewee.prefetch(people, CallbackAttempt.select().order_by(CallbackAttempt.id)))
    promises = Appointment.standing([callback.id for callback in callbacks])
    for callback in callbacks:
        entry = entries[callback.number, 0]
        entry.callback, entry.appointment = callback, promises.get(callback.id)


def _first_of_window(now: Moment) -> int:
    """Return the first call of the window: by its id SQLite finds those in vain at once."""
    first = CallRecord.select(fn.MIN(unaided(CallRecord.id))).where(CallRecord.rang_at >= now.wall - WINDOW).scalar()
    return int(first or sys.maxsize)


def _vain() -> peewee.Expression:
    return CallRecord.incoming & CallRecord.result.in_(IN_VAIN)


def _reached() -> peewee.Expression:
    """Whether the office called and somebody answered."""
    return (CallRecord.incoming == peewee.SQL("0")) & CallRecord.answered_at.is_null(False)
