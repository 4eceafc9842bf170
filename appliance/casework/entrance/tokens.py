"""Keys of the API (ключі доступу): each is one account's, may what that account may, and has its end."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.entrance.login_failures import LoginFailures
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "api_token"
NAME_MAX = 100
LONGEST = timedelta(days=366)
STANDING_MAX = 20
USE_NOTED_EVERY = timedelta(minutes=1)
"""So that a program that asks without end does not write without end."""
_KEY = re.compile(r"slk_([0-9]{1,9})_([A-Za-z0-9_-]{43})")


class BadToken(SlukhavkaError):
    """A key cannot be made so; the text says why."""


class ApiToken(Row):
    """One key, hashed: its random part has 256 bits, so the hash needs no salt and no slowness."""

    id = peewee.AutoField()
    name = peewee.TextField()
    key_hash = peewee.TextField(unique=True)
    account = peewee.ForeignKeyField(Account)
    account_id: int
    made_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    until_at = UtcDateTimeField()
    used_at = UtcDateTimeField(null=True)
    used_address = peewee.TextField(default="")
    revoked_at = UtcDateTimeField(null=True)
    revoked_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def make(cls, account_id: int, name: str, until_at: datetime, *, by: Actor, now: Moment) -> str:
        """Make a key and return it: it is told this once. Raises BadToken."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= NAME_MAX or not name.isprintable():
            raise BadToken(f"Назва має бути одним рядком, від 1 до {NAME_MAX} знаків.")
        if not now.wall < until_at <= now.wall + LONGEST:
            raise BadToken("День, до якого діє ключ, має бути попереду, але не далі ніж за рік.")
        secret = secrets.token_urlsafe(32)
        with write():
            if cls._of(account_id).where(cls.revoked_at.is_null(), cls.until_at > now.wall).count() >= STANDING_MAX:
                raise BadToken(f"Чинних ключів уже {STANDING_MAX}. Відкличте ті, що не потрібні.")
            token = cls.create(
                name=name,
                key_hash=_hash(secret),
                account=account_id,
                made_at=now.wall,
                clock_trusted=now.trusted,
                until_at=until_at,
            )
            change = {"name": name, "until_at": until_at}
            AuditEntry.record(by=by, now=now, verb="made", subject=SUBJECT, subject_id=token.id, change=change)
        return f"slk_{token.id}_{secret}"

    @classmethod
    def holder(cls, key: str, *, address: str, now: Moment) -> Account | None:
        """Return whose key it is, None when it opens nothing; note that it is used, from which address.

        Guesses are slowed down, by address and by key, as those of passwords are. Raises MustWait.
        """
        parts = _KEY.fullmatch(key)
        whose = f"api key {parts[1]}" if parts else "api key"
        LoginFailures.must_wait(whose, address, now=now)
        token = cls.select(cls, Account).join(Account).where(cls.id == int(parts[1])).first() if parts else None
        if parts is None or token is None or not secrets.compare_digest(token.key_hash, _hash(parts[2])):
            LoginFailures.note(whose, address, now=now)
            return None
        if not token.stands(now):
            return None
        token._note_use(whose, address, now)
        account: Account = token.account
        return account

    def stands(self, now: Moment) -> bool:
        """Tell whether it opens anything. A clock that nobody has set ends no key."""
        over = now.trusted and self.until_at <= now.wall
        return self.revoked_at is None and not over and bool(self.account.stands(now))

    @classmethod
    def revoke(cls, token_id: int, *, by: Actor, now: Moment, of_account: int | None = None) -> None:
        """End a key; one of `of_account`, if that is given. A second time changes nothing. Raises NotThere."""
        with write():
            token = cls.get_or_none(cls.id == token_id)
            if token is None or of_account not in (None, token.account_id):
                raise NotThere("Такого ключа немає.")
            if token.revoked_at is None:
                cls.update(revoked_at=now.wall, revoked_by=by.account).where(cls.id == token_id).execute()
                AuditEntry.record(by=by, now=now, verb="revoked", subject=SUBJECT, subject_id=token_id)

    @classmethod
    def listed(cls, account_id: int | None = None) -> list[ApiToken]:
        """Return the keys of one account, or everybody's, the newest first, each with its `account`."""
        return list(cls._of(account_id).order_by(cls.id.desc()).limit(500))

    @classmethod
    def _of(cls, account_id: int | None) -> peewee.ModelSelect[ApiToken]:
        every = cls.select(cls, Account).join(Account)
        return every if account_id is None else every.where(cls.account == account_id)

    def _note_use(self, whose: str, address: str, now: Moment) -> None:
        if self.used_at and abs(now.wall - self.used_at) < USE_NOTED_EVERY and self.used_address == address[:64]:
            return
        with write():
            ApiToken.update(used_at=now.wall, used_address=address[:64]).where(ApiToken.id == self.id).execute()
            LoginFailures.forget(whose, address)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


JOURNAL_WORDS: Mapping[str, str] = {
    "api_token": "ключ доступу до API",
    "made": "створено",
    "revoked": "відкликано",
}
