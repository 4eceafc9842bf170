"""A register's file between its dry run and its import: whole in the database, gone when either is over."""

from __future__ import annotations

from datetime import timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

NAME_MAX = 200
LIFE = timedelta(days=1)


class RegisterUpload(Row):
    """The file that one person has uploaded last. `name` as the browser told it."""

    id = peewee.AutoField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None
    name = peewee.TextField()
    content = peewee.BlobField()
    uploaded_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def keep(cls, name: str, content: bytes, *, by: Actor, now: Moment) -> int:
        """Keep a file in place of the person's last one, and return its id. What others forgot for a day goes too."""
        name = "".join(sign for sign in name if sign.isprintable())[-NAME_MAX:]
        with write():
            cls.delete().where((cls.account == by.account) | (cls.uploaded_at < now.wall - LIFE)).execute()
            kept = cls.create(
                account=by.account,
                name=name,
                content=content,
                uploaded_at=now.wall,
                clock_trusted=now.trusted,
            )
        return int(kept.id)

    @classmethod
    def of(cls, upload_id: int, by: Actor) -> RegisterUpload | None:
        """Return what the person has uploaded under this id."""
        return cls.get_or_none(cls.id == upload_id, cls.account == by.account)

    @classmethod
    def drop(cls, upload_id: int, by: Actor) -> None:
        """Forget it."""
        with write():
            cls.delete().where(cls.id == upload_id, cls.account == by.account).execute()
