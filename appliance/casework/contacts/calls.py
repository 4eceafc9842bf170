"""The log of calls and the voice messages: what the office keeps of every ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import ListField, Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.numbers import parse

NUMBER_RAW_MAX = 64
KEYS_MAX = 1000
_WHO = ("number_raw", "number", "number_kind")
INTERRUPTED = "interrupted"
"""The `fault` of a call that a power cut or a restart broke off."""


@dataclass(frozen=True, slots=True)
class CallStart:
    """What is known of a call when it rings.

    `uid` is a uuid4 in hex, made by the daemon: it names the call before any row exists. `number` is E.164 or None.
    """

    uid: str
    line: str
    incoming: bool
    rang: Moment
    number_raw: str | None
    number: str | None
    number_kind: str
    menu_revision: str = ""

    def shows(self, number_raw: str | None, area_code: str) -> CallStart:
        """Return the call with the number that its line has received: "" withheld, None unavailable."""
        number = parse(number_raw, area_code)
        return replace(self, number_raw=number_raw, number=number.e164, number_kind=number.kind)


@dataclass(frozen=True, slots=True)
class CallEnd:
    """What is known of a call when it is over.

    `operator_id`: with whom the caller talked last, for `talked_s` in all; `waited_s`: how long he waited for people.
    `duration_s` counts from the answer to the end on the monotonic clock, 0 when it was not answered. `block_id`: the
    block that barred the caller.
    """

    answered_at: datetime | None
    ended_at: datetime
    duration_s: float
    result: CallResult
    ended_by: EndedBy
    keys: str = ""
    nodes: Sequence[str] = ()
    fault: str = ""
    operator_id: int | None = None
    waited_s: float = 0.0
    talked_s: float = 0.0
    block_id: int | None = None


class CallRecord(Row):
    """One call on one line. `result` and `ended_by` are empty while it lives."""

    id = peewee.AutoField()
    uid = peewee.TextField(unique=True)
    line = peewee.TextField()
    incoming = BooleanField()
    number_raw = peewee.TextField(null=True)
    number = peewee.TextField(null=True)
    number_kind = peewee.TextField()
    rang_at = UtcDateTimeField()
    answered_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    rang_monotonic_s = peewee.FloatField()
    duration_s = peewee.FloatField(null=True)
    result = peewee.TextField(null=True)
    ended_by = peewee.TextField(null=True)
    keys = peewee.TextField(default="")
    nodes = ListField(default=list)
    menu_revision = peewee.TextField(default="")
    fault = peewee.TextField(default="")
    operator_id = peewee.IntegerField(null=True)
    waited_s = peewee.FloatField(default=0.0)
    talked_s = peewee.FloatField(default=0.0)
    block_id = peewee.IntegerField(null=True)
    messages: Sequence[VoiceMessage]
    """Its voice messages, the other end of `VoiceMessage.call`."""

    @classmethod
    def begin(cls, call: CallStart) -> None:
        """Write that the call rings. A second time changes nothing."""
        with write():
            if not cls.select().where(cls.uid == call.uid).exists():
                cls.insert(_columns(call)).execute()

    @classmethod
    def note_caller(cls, call: CallStart) -> None:
        """Write the number that became known after the first ring, while the call still rings."""
        with write():
            cls._note(call)

    @classmethod
    def note_answer(cls, call: CallStart, answered_at: datetime) -> None:
        """Write that the box has picked up, so that a power cut later does not make the call a missed one."""
        with write():
            cls._note(call)
            known = (cls.uid == call.uid) & cls.answered_at.is_null() & cls.result.is_null()
            cls.update(answered_at=answered_at).where(known).execute()

    @classmethod
    def finish(cls, call: CallStart, end: CallEnd) -> None:
        """Write how the call ended, and the call itself if its beginning never came. A second time changes nothing.

        The number may have become known after the first ring: what `call` says now replaces what it said then.
        """
        with write():
            cls.begin(call)
            ended = {**asdict(end), "keys": end.keys[:KEYS_MAX], "nodes": list(end.nodes)}
            cls.update({**_columns(call), **ended}).where(cls.uid == call.uid, cls.result.is_null()).execute()

    @classmethod
    def latest(cls, count: int) -> list[CallRecord]:
        """Return the last `count` calls, the newest first, each with its `messages` at hand."""
        # By id and not by time: the wall clock of a box without a clock battery may have been anywhere.
        recent = cls.select().order_by(cls.id.desc()).limit(count)
        return list(peewee.prefetch(recent, VoiceMessage.select().order_by(VoiceMessage.id)))

    @classmethod
    def left_open(cls, started: Moment) -> peewee.Expression:
        """Return the condition for calls that an earlier run of the daemon left open.

        `started` is the moment this run began: its own living calls are none of them, however late this is asked.
        """
        of_this_run = (cls.boot_id == started.boot_id) & (cls.rang_monotonic_s >= started.monotonic_s)
        left: peewee.Expression = cls.result.is_null() & ~of_this_run
        return left

    @classmethod
    def settle_interrupted(cls, started: Moment) -> int:
        """Close the calls that are `left_open`; return how many. When such a call ended is unknown and not invented."""
        result = peewee.Case(None, [(cls.answered_at.is_null(), CallResult.MISSED)], CallResult.SERVED)
        with write():
            settled = cls.update(result=result, ended_by=EndedBy.FAULT, fault=INTERRUPTED)
            return int(settled.where(cls.left_open(started)).execute())

    @classmethod
    def _note(cls, call: CallStart) -> None:
        """Write who calls while the call lives, and its row if its beginning never came."""
        cls.begin(call)
        who = {name: value for name, value in _columns(call).items() if name in _WHO}
        cls.update(who).where(cls.uid == call.uid, cls.result.is_null()).execute()


class VoiceMessage(Row):
    """A voice message; its id is the number told to the caller. `path` is relative to the directory of recordings."""

    id = peewee.AutoField()
    uid = peewee.TextField(unique=True)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", backref="messages")
    purpose = peewee.TextField()
    kept_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    line = peewee.TextField()
    path = peewee.TextField(unique=True)
    duration_s = peewee.FloatField()
    sound_s = peewee.FloatField()

    @classmethod
    def keep(
        cls, call: CallStart, *, uid: str, purpose: str, kept: Moment, path: str, duration_s: float, sound_s: float
    ) -> int:
        """Enter a message whose sound is already on disk, with its call if that has no row yet; return its number.

        A second time with the same `uid` returns the same number.
        """
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"{path!r} leaves the directory of recordings")
        with write():
            if known := cls.get_or_none(cls.uid == uid):
                return int(known.id)
            CallRecord.begin(call)
            message = cls.create(
                uid=uid,
                call=call.uid,
                purpose=purpose,
                kept_at=kept.wall,
                clock_trusted=kept.trusted,
                boot_id=kept.boot_id,
                line=call.line,
                path=path,
                duration_s=duration_s,
                sound_s=sound_s,
            )
        return int(message.id)

    @classmethod
    def is_kept(cls, uid: str) -> bool:
        """Tell whether the message with this uid is entered."""
        return bool(cls.select().where(cls.uid == uid).exists())

    @classmethod
    def numbered(cls, number: int) -> VoiceMessage | None:
        """Return the message with this number."""
        return cls.get_or_none(cls.id == number)


def _columns(call: CallStart) -> dict[str, Any]:
    return {
        "uid": call.uid,
        "line": call.line,
        "incoming": call.incoming,
        "number_raw": _storable(call.number_raw),
        "number": call.number,
        "number_kind": call.number_kind,
        "rang_at": call.rang.wall,
        "clock_trusted": call.rang.trusted,
        "boot_id": call.rang.boot_id,
        "rang_monotonic_s": call.rang.monotonic_s,
        "menu_revision": call.menu_revision,
    }


def _storable(raw: str | None) -> str | None:
    """Return what can be stored: a network may send half a surrogate pair, which no UTF-8 file can hold."""
    return None if raw is None else raw[:NUMBER_RAW_MAX].encode(errors="replace").decode()
