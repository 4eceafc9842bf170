"""Which services were told, and how (I17): by the menu to the end, in part, by SMS, by an operator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.knowledge.services import NoSuchService, Service
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.contracts.office import ServiceHow

AGAIN = timedelta(days=30)
HOW_NAMES: Mapping[ServiceHow, str] = {
    ServiceHow.HEARD: "вислухали до кінця",
    ServiceHow.BROKEN_OFF: "не дослухали",
    ServiceHow.SMS: "отримали SMS",
    ServiceHow.OPERATOR: "розказав оператор",
}


@dataclass(frozen=True, slots=True)
class Told:
    """How often a service was told in a time. `again`: calls of a number that had asked for it in the month before."""

    service: Service
    heard: int
    broken_off: int
    sms: int
    operator: int
    again: int


class ServiceTold(Row):
    """A service was told in a call, once for each way. `again`: the same number asked for it within `AGAIN` before."""

    id = peewee.AutoField()
    service = peewee.ForeignKeyField(Service)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    call_uid: str | None
    how = peewee.TextField()
    again = BooleanField()
    told_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def note(cls, call: CallStart, code: str, how: ServiceHow, *, now: Moment) -> None:
        """Note that the menu has told a service in a call; a second time changes nothing. Raises NoSuchService."""
        with write():
            CallRecord.note_caller(call)
            service = Service.coded(code)
            if service is None:
                raise NoSuchService(f"Послуги «{code}» в реєстрі немає.")
            cls._enter(service.id, call.uid, how, None, now)

    @classmethod
    def by_operator(
        cls, service_id: int, call_uid: str | None, *, by: Actor, now: Moment, how: ServiceHow = ServiceHow.OPERATOR
    ) -> None:
        """Note that an operator has told a service, or sent it. Raises NoSuchService."""
        with write():
            Service.known(service_id)
            cls._enter(service_id, call_uid, how, by.account, now)

    @classmethod
    def between(cls, start: datetime, end: datetime) -> list[Told]:
        """Return what was told from `start` until before `end`, the most told first."""
        how, calls = cls.how, peewee.fn.COUNT(cls.call.distinct())
        counts = [peewee.fn.SUM(how == each).alias(each) for each in ServiceHow]
        rows = (
            cls.select(cls.service, *counts, calls.filter(cls.again).alias("again"))
            .where(cls.told_at >= start, cls.told_at < end)
            .group_by(cls.service)
            .dicts()
        )
        services = {service.id: service for service in Service.select()}
        told = [Told(**row | {"service": services[row["service"]]}) for row in cast(Iterable[dict[str, Any]], rows)]
        return sorted(told, key=lambda each: (-(each.heard + each.operator + each.sms), each.service.title))

    @classmethod
    def _enter(cls, service_id: int, call_uid: str | None, how: ServiceHow, account: int | None, now: Moment) -> None:
        same = (cls.call == call_uid) & (cls.service == service_id) & (cls.how == how)
        if call_uid and cls.select().where(same).exists():
            return
        cls.create(
            service=service_id,
            call=call_uid,
            how=how,
            again=call_uid is not None and cls._asked_before(service_id, call_uid, now),
            told_at=now.wall,
            clock_trusted=now.trusted,
            account=account,
        )

    @classmethod
    def _asked_before(cls, service_id: int, call_uid: str, now: Moment) -> bool:
        """Whether the number of this call has asked for it in another call of late."""
        call = CallRecord.get_or_none(CallRecord.uid == call_uid)
        if call is None or not call.number:
            return False
        earlier = (
            cls.select()
            .join(CallRecord)
            .where(
                CallRecord.number == call.number,
                cls.service == service_id,
                cls.call != call_uid,
                cls.told_at >= now.wall - AGAIN,
            )
        )
        return bool(earlier.exists())
