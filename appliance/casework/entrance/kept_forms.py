"""What a person had typed when his session ended: kept for him, and shown again when he has entered anew."""

from __future__ import annotations

from datetime import timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account
from appliance.casework.row import ListField, Row, UtcDateTimeField, write
from appliance.clock import Moment

LIFE = timedelta(days=7)
EACH_MAX = 20
"""Kept for one person; the oldest goes first."""
FIELDS_MAX_CHARS = 200_000


class KeptForm(Row):
    """The fields of one refused POST: pairs of name and text, without passwords and tokens."""

    id = peewee.AutoField()
    account = peewee.ForeignKeyField(Account)
    account_id: int
    path = peewee.TextField()
    fields = ListField()
    kept_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def keep(cls, account_id: int, path: str, fields: list[tuple[str, str]], *, now: Moment) -> int | None:
        """Keep the fields and return their number; None when they are too long to be a form that was typed."""
        if sum(len(name) + len(value) for name, value in fields) > FIELDS_MAX_CHARS:
            return None
        with write():
            kept = cls.create(
                account=account_id, path=path[:500], fields=fields, kept_at=now.wall, clock_trusted=now.trusted
            )
            mine = cls.select(cls.id).where(cls.account == account_id).order_by(cls.id.desc()).limit(EACH_MAX)
            cls.delete().where(cls.account == account_id, cls.id.not_in(mine)).execute()
            if now.trusted:  # a clock that is years ahead must not take what others have typed
                cls.delete().where(cls.kept_at < now.wall - LIFE).execute()
        return int(kept.id)

    @classmethod
    def of(cls, kept_id: int, account_id: int) -> KeptForm | None:
        """Return what was kept under this number, if it is this person's."""
        return cls.get_or_none(cls.id == kept_id, cls.account == account_id)

    @classmethod
    def drop(cls, kept_id: int, account_id: int) -> None:
        """Forget it: it has been sent."""
        with write():
            cls.delete().where(cls.id == kept_id, cls.account == account_id).execute()
