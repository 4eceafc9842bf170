"""Who has a node of a draft open now: a notice for the others, not a lock. What keeps texts apart is its version."""

from __future__ import annotations

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal_editors import SILENT_AFTER_S, OpenBy
from appliance.casework.entrance.accounts import Account
from appliance.casework.menus.drafts import DraftNode
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment


class DraftEditor(Row):
    """One person with one node open. It ends when he saves, leaves, or is not heard of for `SILENT_AFTER_S`."""

    node = peewee.ForeignKeyField(DraftNode)
    account = peewee.ForeignKeyField(Account)
    opened_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    seen_monotonic_s = peewee.FloatField()

    class Meta:
        """A person has a node open once, in however many windows."""

        primary_key = peewee.CompositeKey("node", "account")

    @classmethod
    def enter(cls, node_id: int, account_id: int, *, now: Moment) -> None:
        """Note that he has it open; said again it says that he still has. What is too old goes."""
        with write():
            cls.delete().where(~cls._living(now)).execute()
            mine = (cls.node == node_id) & (cls.account == account_id)
            if not cls.update(seen_monotonic_s=now.monotonic_s).where(mine).execute():
                cls.insert(
                    node=node_id,
                    account=account_id,
                    opened_at=now.wall,
                    clock_trusted=now.trusted,
                    boot_id=now.boot_id,
                    seen_monotonic_s=now.monotonic_s,
                ).execute()

    @classmethod
    def leave(cls, node_id: int, account_id: int) -> None:
        """Note that he has closed it."""
        with write():
            cls.delete().where(cls.node == node_id, cls.account == account_id).execute()

    @classmethod
    def others(cls, node_id: int, account_id: int, *, now: Moment) -> list[OpenBy]:
        """Return who else has it open, the first first."""
        found = cls.select(cls, Account).join(Account)
        found = found.where(cls.node == node_id, cls.account != account_id, cls._living(now))
        return [OpenBy(row.account.name, row.opened_at) for row in found.order_by(cls.opened_at)]

    @classmethod
    def _living(cls, now: Moment) -> peewee.Expression:
        return (cls.boot_id == now.boot_id) & (cls.seen_monotonic_s > now.monotonic_s - SILENT_AFTER_S)
