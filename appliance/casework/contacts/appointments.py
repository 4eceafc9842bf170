"""Appointments (домовленості про дзвінок): the day and hour at which the office promised a citizen to call him."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import masked, parse

NOTE_MAX = 500
FURTHEST = timedelta(days=60)
EARLIEST_HOUR, LATEST_HOUR = 8, 20
"""Nobody is called before or after these hours (the model of when to ring, 9:05-20:00, with the early office)."""


class BadAppointment(SlukhavkaError):
    """Nobody can promise that time; the text says why."""


class Appointment(Row):
    """One promise to call at `due_at`, by `operator` if one was named. The latest row of a call-back counts."""

    id = peewee.AutoField()
    callback = peewee.ForeignKeyField(Callback)
    callback_id: int
    due_at = UtcDateTimeField()
    operator = peewee.ForeignKeyField(Operator, null=True)
    operator_id: int | None
    note = peewee.TextField(default="")
    made_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def make(
        cls, number: str, due_at: datetime, *, operator_id: int | None = None, note: str = "", by: Actor, now: Moment
    ) -> int:
        """Promise a number (E.164) a call, owing it one if it is owed none yet; return the id of the call-back.

        Raises BadAppointment, NoSuchOperator.
        """
        _judge(due_at, note, now)
        with write():
            if operator_id is not None:
                Operator.member(operator_id)
            callback = Callback.ask(number, CallbackSource.CLERK, now=now, note=note)
            cls.create(
                callback=callback,
                due_at=due_at,
                operator=operator_id,
                note=note,
                made_at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
            Alarm.clear(AlarmKind.APPOINTMENT_DUE, now=now, about=str(callback))
            change = {"due_at": due_at.isoformat(), "operator": operator_id, "note": note}
            AuditEntry.record(by=by, now=now, verb="promised", subject="callback", subject_id=callback, change=change)
        return callback

    @classmethod
    def standing(cls, callbacks: Collection[int]) -> dict[int, Appointment]:
        """Return the promise that counts of each of these call-backs that has one, with its operator's name at hand."""
        latest = cls.select(peewee.fn.MAX(cls.id)).where(cls.callback.in_(list(callbacks))).group_by(cls.callback)
        people = cls.select(cls, Operator, Account).join(Operator, peewee.JOIN.LEFT_OUTER)
        named = people.join(Account, peewee.JOIN.LEFT_OUTER)
        return {each.callback_id: each for each in named.where(cls.id.in_(latest))}


def ring_when_due(now: Moment) -> list[int]:
    """Raise an alarm for each promised call whose time has come, clear those that are made; return the new alarms."""
    with write():
        opened = {callback.id: callback for callback in Callback.select().where(Callback.closed_at.is_null())}
        raised = []
        for callback, promise in Appointment.standing(opened).items():
            if promise.due_at <= now.wall:
                sentence = _sentence(opened[callback], promise)
                raised.append(Alarm.raise_alarm(AlarmKind.APPOINTMENT_DUE, sentence, now=now, about=str(callback)))
        standing = Alarm.select().where(Alarm.kind == AlarmKind.APPOINTMENT_DUE, Alarm.cleared_at.is_null())
        for alarm in [each for each in standing if int(each.about) not in opened]:
            Alarm.clear(AlarmKind.APPOINTMENT_DUE, now=now, about=alarm.about)
        return [alarm for alarm in raised if alarm is not None]


def _sentence(callback: Callback, promise: Appointment) -> str:
    hour = promise.due_at.astimezone(KYIV).strftime("%H:%M")
    who = f" ({promise.operator.account.name})" if promise.operator else ""
    # Masked: the technician sees alarms, too, and an alarm outlives the erasure of the person.
    number = masked(parse(callback.number, ""))
    return f"Час передзвонити: {number}, обіцяно о {hour}{who}."


def _judge(due_at: datetime, note: str, now: Moment) -> None:
    """Raise BadAppointment for a time nobody should promise."""
    if due_at <= now.wall:
        raise BadAppointment("Цей час уже минув.")
    if due_at > now.wall + FURTHEST:
        raise BadAppointment(f"Обіцяти дзвінок можна щонайбільше на {FURTHEST.days} днів наперед.")
    if not EARLIEST_HOUR <= due_at.astimezone(KYIV).hour < LATEST_HOUR:
        raise BadAppointment(f"Людям телефонують з {EARLIEST_HOUR}:00 до {LATEST_HOUR}:00.")
    if len(note) > NOTE_MAX:
        raise BadAppointment(f"Примітка має щонайбільше {NOTE_MAX} знаків.")


JOURNAL_WORDS: Mapping[str, str] = {"callback": "дзвінок, який винна рада", "promised": "обіцяно передзвонити"}
