"""The two journals: what was changed (журнал змін) and whose personal data was looked at (журнал доступу).

Neither has a verb that changes or deletes an entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self, cast

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

TEXT_MAX = 4000
"""Of one old or new value in the journal of changes."""

ONE_LOOK = timedelta(hours=10)
"""As long as a session may last: so long a page may lie open."""

Change = Mapping[str, Any]
"""Field → [old, new], or field → value where there was nothing before. JSON values."""


class ChangeField(peewee.Field):
    """A change, kept as JSON text."""

    field_type = "TEXT"

    def db_value(self, value: Change) -> str:
        """Return the JSON text."""
        return json.dumps({name: _capped(part) for name, part in value.items()}, ensure_ascii=False, default=str)

    def python_value(self, value: str) -> dict[str, Any]:
        """Return the change."""
        return cast(dict[str, Any], json.loads(value))


class _Entry(Row):
    """What both journals share."""

    id = peewee.AutoField()
    at = UtcDateTimeField()
    clock_trusted = BooleanField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None
    subject = peewee.TextField()
    subject_id = peewee.TextField()

    @classmethod
    def _enter(cls, by: Actor, now: Moment, subject: str, subject_id: str | int, **more: object) -> None:
        with write():
            cls.insert(
                at=now.wall,
                clock_trusted=now.trusted,
                origin=by.origin,
                account=by.account,
                subject=subject,
                subject_id=str(subject_id),
                **more,
            ).execute()

    @classmethod
    def page(cls, *, account_id: int | None = None, before: int | None = None, limit: int) -> list[Self]:
        """Return entries, the newest first, each with its `account` at hand: of one person, older than an entry."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        if account_id is not None:
            found = found.where(cls.account == account_id)
        if before is not None:
            found = found.where(cls.id < before)
        return list(found.order_by(cls.id.desc()).limit(limit))


class AuditEntry(_Entry):
    """One change: who did what to which row, and the values before and after."""

    verb = peewee.TextField()
    change = ChangeField(default=dict)

    @classmethod
    def record(
        cls, *, by: Actor, now: Moment, verb: str, subject: str, subject_id: str | int, change: Change | None = None
    ) -> None:
        """Write an entry, inside the transaction of the change itself."""
        cls._enter(by, now, subject, subject_id, verb=verb, change=change or {})

    @classmethod
    def last_of(cls, subject: str, subject_id: str | int) -> AuditEntry | None:
        """Return the last change of a row, with its `account` at hand."""
        entries = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        found = entries.where(cls.subject == subject, cls.subject_id == str(subject_id))
        latest: AuditEntry | None = found.order_by(cls.id.desc()).first()
        return latest


class AccessEntry(_Entry):
    """One look at somebody's personal data, or one listening to a recording."""

    how = peewee.TextField()

    @classmethod
    def record(cls, *, by: Actor, now: Moment, subject: str, subject_id: str | int, how: str) -> None:
        """Write an entry before the data is shown."""
        cls._enter(by, now, subject, subject_id, how=how)

    @classmethod
    def record_once(cls, *, by: Actor, now: Moment, subject: str, subject_id: str | int, how: str) -> None:
        """Write an entry, unless the same one was written within `ONE_LOOK`.

        For what goes on with a look by itself: a page that stays fresh, the next part of a sound. Nobody can hide a
        look by pretending that.
        """
        same = (cls.subject == subject) & (cls.subject_id == str(subject_id)) & (cls.how == how)
        mine = cls.select().where(same, cls.account == by.account, cls.origin == by.origin)
        latest = mine.order_by(cls.id.desc()).first()
        if latest is None or not timedelta(0) <= now.wall - latest.at < ONE_LOOK:
            cls.record(by=by, now=now, subject=subject, subject_id=subject_id, how=how)

    @classmethod
    def seen_at(cls, subject: str, subject_id: str | int) -> datetime | None:
        """Return when it was last looked at."""
        found = cls.select().where(cls.subject == subject, cls.subject_id == str(subject_id))
        latest = found.order_by(cls.id.desc()).first()
        return latest.at if latest else None


def _capped(part: Any) -> Any:
    if isinstance(part, str):
        return part[:TEXT_MAX]
    return [_capped(one) for one in part] if isinstance(part, list | tuple) else part
