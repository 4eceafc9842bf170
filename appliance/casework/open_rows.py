"""Who has a row open now: a notice for the others, not a lock. What keeps texts apart is the row's version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

SILENT_AFTER_S = 15 * 60.0
"""As long as an idle session lives."""


@dataclass(frozen=True, slots=True)
class OpenBy:
    """Somebody else who has the row open, and since when."""

    name: str
    since: datetime


class OpenRow(Row):
    """The base of tables of who has what open; `opened` names the column of what.

    It ends when he saves, leaves, or is not heard of for `SILENT_AFTER_S`.
    """

    opened: ClassVar[str]
    account = peewee.ForeignKeyField(Account)
    opened_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    seen_monotonic_s = peewee.FloatField()

    @classmethod
    def enter(cls, row_id: int, account_id: int, *, now: Moment) -> None:
        """Note that he has it open; said again it says that he still has. What is too old goes."""
        with write():
            cls.delete().where(~cls._living(now)).execute()
            mine = cls._is(row_id) & (cls.account == account_id)
            if not cls.update(seen_monotonic_s=now.monotonic_s).where(mine).execute():
                cls.insert(
                    **{cls.opened: row_id},
                    account=account_id,
                    opened_at=now.wall,
                    clock_trusted=now.trusted,
                    boot_id=now.boot_id,
                    seen_monotonic_s=now.monotonic_s,
                ).execute()

    @classmethod
    def leave(cls, row_id: int, account_id: int) -> None:
        """Note that he has closed it."""
        with write():
            cls.delete().where(cls._is(row_id), cls.account == account_id).execute()

    @classmethod
    def others(cls, row_id: int, account_id: int, *, now: Moment) -> list[OpenBy]:
        """Return who else has it open, the first first."""
        found = cls.select(cls, Account).join(Account)
        found = found.where(cls._is(row_id), cls.account != account_id, cls._living(now))
        return [OpenBy(row.account.name, row.opened_at) for row in found.order_by(cls.opened_at)]

    @classmethod
    def _is(cls, row_id: int) -> peewee.Expression:
        found: peewee.Expression = getattr(cls, cls.opened) == row_id
        return found

    @classmethod
    def _living(cls, now: Moment) -> peewee.Expression:
        return (cls.boot_id == now.boot_id) & (cls.seen_monotonic_s > now.monotonic_s - SILENT_AFTER_S)
