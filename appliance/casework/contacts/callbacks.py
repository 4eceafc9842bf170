"""Call-backs (передзвонити): people to whom the office owes a call.

A call-back waits until an operator takes it; the box then dials, and the try is a row. Whoever was not reached waits
again, for any operator, until the call-back is done, given up or refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NOTE_MAX = 500
REASON_MAX = 200


class NoSuchCallback(SlukhavkaError):
    """There is no call-back of that number."""


class CallbackClosed(SlukhavkaError):
    """The call-back is over; a new one may be asked for."""


class CallbackTaken(SlukhavkaError):
    """Another operator has it."""


class NotConfirmed(SlukhavkaError):
    """Somebody typed the number, and no clerk stands for it."""


class CallbackSource(StrEnum):
    """How the office came to owe the call."""

    KEY = "key"
    """The caller asked for it, to the number he called from."""
    TYPED = "typed"
    """The caller typed another number: a note until a clerk confirms it."""
    MISSED = "missed"
    """He was missed or heard the busy tone."""
    CLERK = "clerk"


class CallbackState(StrEnum):
    """How a call-back stands."""

    ASKED = "asked"
    TAKEN = "taken"
    TRIED = "tried"
    DONE = "done"
    GIVEN_UP = "given_up"
    REFUSED = "refused"
    """The person did not want it, or the number may not be dialled."""


OUTCOMES = (CallbackState.DONE, CallbackState.GIVEN_UP, CallbackState.REFUSED)
STATE_NAMES: Mapping[CallbackState, str] = {
    CallbackState.ASKED: "чекає",
    CallbackState.TAKEN: "взято",
    CallbackState.TRIED: "не вдалося зв'язатися",
    CallbackState.DONE: "передзвонили",
    CallbackState.GIVEN_UP: "припинено спроби",
    CallbackState.REFUSED: "відмова",
}


class AttemptResult(StrEnum):
    """What came of one try."""

    TALKED = "talked"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    """The line, or the operator's own telephone, did not do its part."""


RESULT_NAMES: Mapping[AttemptResult, str] = {
    AttemptResult.TALKED: "поговорили",
    AttemptResult.NO_ANSWER: "не відповіли",
    AttemptResult.BUSY: "зайнято",
    AttemptResult.FAILED: "не вийшло",
}


class Callback(Row):
    """One call that the office owes to a number (E.164); at most one of a number is open."""

    id = peewee.AutoField()
    number = peewee.TextField()
    source = peewee.TextField()
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    note = peewee.TextField(default="")
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    confirmed_at = UtcDateTimeField(null=True)
    confirmed_by = peewee.ForeignKeyField(Account, null=True)
    taken_at = UtcDateTimeField(null=True)
    operator = peewee.ForeignKeyField(Operator, null=True)
    operator_id: int | None
    closed_at = UtcDateTimeField(null=True)
    outcome = peewee.TextField(null=True)
    closed_origin = peewee.TextField(null=True)
    closed_by = peewee.ForeignKeyField(Account, null=True)
    attempts: Sequence[CallbackAttempt]
    """Its tries, the other end of `CallbackAttempt.callback`."""

    @property
    def state(self) -> CallbackState:
        """How it stands, read from its facts."""
        if self.outcome is not None:
            return CallbackState(self.outcome)
        if self.operator_id is not None:
            return CallbackState.TAKEN
        return CallbackState.TRIED if self.attempts else CallbackState.ASKED

    @property
    def confirmed(self) -> bool:
        """Whether a clerk entered or confirmed the number."""
        return self.source == CallbackSource.CLERK or self.confirmed_at is not None

    @classmethod
    def ask(
        cls, number: str, source: CallbackSource, *, now: Moment, call: CallStart | None = None, note: str = ""
    ) -> int:
        """Note that the office owes a call, and return its id: that of the open one where the number has one already.

        What the caller or a clerk says himself outweighs what somebody typed for him.
        """
        with write():
            if call is not None:
                CallRecord.begin(call)
            told = {"source": source, "call": call.uid if call else None, "note": note[:NOTE_MAX]}
            known = cls.get_or_none(cls.number == number, cls.closed_at.is_null())
            if known is None:
                return int(cls.create(number=number, asked_at=now.wall, clock_trusted=now.trusted, **told).id)
            if known.source == CallbackSource.TYPED and source is not CallbackSource.TYPED:
                cls.update(told).where(cls.id == known.id).execute()
            return int(known.id)

    @classmethod
    def confirm(cls, callback_id: int, *, by: Actor, now: Moment) -> None:
        """Note that a clerk stands for the number; once is enough. Raises NoSuchCallback, CallbackClosed."""
        with write():
            if not cls._open(callback_id).confirmed:
                cls.update(confirmed_at=now.wall, confirmed_by=by.account).where(cls.id == callback_id).execute()

    @classmethod
    def take(cls, callback_id: int, operator_id: int, *, now: Moment) -> Callback:
        """Give it to an operator, who is called with it next; return it. The same operator may take it again.

        Of two who press at once the first has it. Raises NoSuchOperator, NoSuchCallback, CallbackClosed, CallbackTaken.
        """
        with write():
            Operator.member(operator_id)
            callback = cls._open(callback_id)
            if callback.operator and callback.operator_id != operator_id:
                raise CallbackTaken(f"Цей дзвінок уже взяв інший оператор: {callback.operator.account.name}.")
            cls.update(operator=operator_id, taken_at=now.wall).where(cls.id == callback_id).execute()
            return cls._open(callback_id)

    @classmethod
    def take_to_dial(cls, callback_id: int, operator_id: int, *, now: Moment) -> Callback:
        """Give it to an operator for whom the box dials at once. Raises NotConfirmed and what `take` raises."""
        with write():
            callback = cls._open(callback_id)
            if callback.source == CallbackSource.TYPED and not callback.confirmed:
                raise NotConfirmed("Номер набрали в меню, тож він може бути чужим. Спершу підтвердьте номер.")
            return cls.take(callback_id, operator_id, now=now)

    @classmethod
    def release(cls, callback_id: int) -> None:
        """Take it from its operator: it waits for anybody again. Raises NoSuchCallback, CallbackClosed."""
        with write():
            cls._put_back(callback_id, cls._open(callback_id).operator_id)

    @classmethod
    def tried(
        cls,
        callback_id: int,
        operator_id: int,
        result: AttemptResult,
        *,
        now: Moment,
        call: CallStart | None = None,
        reason: str = "",
    ) -> None:
        """Keep one try: a talk ends the call-back, anything else puts it back. The same `call` twice is one try.

        Raises NoSuchCallback; a call-back that was closed meanwhile keeps its outcome and gets the try.
        """
        with write():
            callback = cls._known(callback_id)
            if call is not None:
                CallRecord.begin(call)
                if CallbackAttempt.select().where(CallbackAttempt.call == call.uid).exists():
                    return
            CallbackAttempt.create(
                callback=callback_id,
                operator=operator_id,
                call=call.uid if call else None,
                tried_at=now.wall,
                clock_trusted=now.trusted,
                result=result,
                reason=reason[:REASON_MAX],
            )
            if callback.closed_at is None:
                cls._after_try(callback_id, operator_id, result, now)

    @classmethod
    def close(cls, callback_id: int, outcome: CallbackState, *, by: Actor, now: Moment, note: str = "") -> None:
        """End it as done, given up or refused; once is enough. Raises NoSuchCallback, CallbackClosed."""
        if outcome not in OUTCOMES:
            raise ValueError(f"{outcome} ends no call-back")
        with write():
            callback = cls._known(callback_id)
            if callback.outcome == outcome:
                return
            cls._open(callback_id)
            ended = {"closed_at": now.wall, "outcome": outcome, "closed_origin": by.origin, "closed_by": by.account}
            cls.update(ended | ({"note": note[:NOTE_MAX]} if note else {})).where(cls.id == callback_id).execute()

    @classmethod
    def waiting(cls) -> list[Callback]:
        """Return the open ones in the order in which they were asked for, each with its attempts and its operator."""
        opened = cls.select(cls, Operator, Account).where(cls.closed_at.is_null()).order_by(cls.id)
        people = opened.join(Operator, peewee.JOIN.LEFT_OUTER).join(Account, peewee.JOIN.LEFT_OUTER)
        return list(peewee.prefetch(people, CallbackAttempt.select().order_by(CallbackAttempt.id)))

    @classmethod
    def _after_try(cls, callback_id: int, operator_id: int, result: AttemptResult, now: Moment) -> None:
        if result is AttemptResult.TALKED:
            by = Actor(Origin.PHONE, Operator.get_by_id(operator_id).account_id)
            cls.close(callback_id, CallbackState.DONE, by=by, now=now)
        else:
            cls._put_back(callback_id, operator_id)

    @classmethod
    def _put_back(cls, callback_id: int, operator_id: int | None) -> None:
        """Take it from this operator; if another has it by now, it stays his."""
        cls.update(operator=None, taken_at=None).where(cls.id == callback_id, cls.operator == operator_id).execute()

    @classmethod
    def _known(cls, callback_id: int) -> Callback:
        callback = cls.get_or_none(cls.id == callback_id)
        if callback is None:
            raise NoSuchCallback(f"Запису № {callback_id} у списку «передзвонити» немає.")
        return callback

    @classmethod
    def _open(cls, callback_id: int) -> Callback:
        callback = cls._known(callback_id)
        if callback.closed_at is not None:
            raise CallbackClosed(f"Запис № {callback_id} уже завершено: {STATE_NAMES[callback.state]}.")
        return callback


class CallbackAttempt(Row):
    """One try to reach a person. `call` is the outgoing call, if it came to one."""

    id = peewee.AutoField()
    callback = peewee.ForeignKeyField(Callback, backref="attempts")
    operator = peewee.ForeignKeyField(Operator)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True, unique=True)
    tried_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    result = peewee.TextField()
    reason = peewee.TextField(default="")
    """A sentence, where there is more to say than the result does."""


class CallbackOffer(Row):
    """One SMS that says "we shall call back". A number gets at most one a day, by the day of the office."""

    id = peewee.AutoField()
    number = peewee.TextField()
    offered_on = peewee.TextField()
    offered_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def may_send(cls, number: str, *, now: Moment) -> bool:
        """Tell whether the number has had no such SMS today."""
        return not cls.select().where(cls.number == number, cls.offered_on == _day(now)).exists()

    @classmethod
    def claim(cls, number: str, *, now: Moment) -> bool:
        """Take the day's one SMS for a number; False when it is gone. In one `write()` with the row of the SMS."""
        with write():
            if not cls.may_send(number, now=now):
                return False
            cls.create(number=number, offered_on=_day(now), offered_at=now.wall, clock_trusted=now.trusted)
            return True


def _day(now: Moment) -> str:
    return now.wall.astimezone(KYIV).date().isoformat()
