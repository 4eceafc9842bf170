"""Ratings: what a caller thinks of the talk he has just had, 1 to 5."""

from __future__ import annotations

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

LOWEST, HIGHEST = 1, 5


class OwnRating(SlukhavkaError):
    """An operator cannot rate himself."""


class RatingClosed(SlukhavkaError):
    """The call is over, and so is the time to change one's mind."""


class Rating(Row):
    """One rating of a call. While the call lasts the caller may press again: the last word counts."""

    id = peewee.AutoField()
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", unique=True)
    operator = peewee.ForeignKeyField(Operator)
    operator_id: int
    value = peewee.IntegerField()
    given_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def give(cls, call: CallStart, operator_id: int, value: int, *, now: Moment) -> None:
        """Keep the caller's rating of the operator he talked to. The same again changes nothing.

        A first rating is taken after the call too: it may have waited beside the database. Raises OwnRating,
        RatingClosed, ValueError.
        """
        if not LOWEST <= value <= HIGHEST:
            raise ValueError(f"{value} is no rating")
        with write():
            if call.number and _is_his(call.number, operator_id):
                raise OwnRating("Оператор не може оцінювати сам себе.")
            CallRecord.begin(call)
            given = cls.get_or_none(cls.call == call.uid)
            if given and (given.operator_id, given.value) == (operator_id, value):
                return
            if given and given.call.result is not None:
                raise RatingClosed("Дзвінок завершено, оцінку вже не змінити.")
            kept = {"operator": operator_id, "value": value, "given_at": now.wall, "clock_trusted": now.trusted}
            if given:
                cls.update(kept).where(cls.id == given.id).execute()
            else:
                cls.create(call=call.uid, **kept)


def _is_his(number: str, operator_id: int) -> bool:
    return any(member.operator == operator_id and member.calls_from(number) for member in Operator.staff())
