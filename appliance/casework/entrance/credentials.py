"""How a person proves who he is: a password and, where he set it up, a code of his telephone (TOTP, RFC 6238).

Passwords are kept by Argon2id (RFC 9106) with the parameters of the OWASP Password Storage Cheat Sheet.
"""

from __future__ import annotations

import itertools
import secrets
from typing import Any

import peewee
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.letters import search_key
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SHORTEST, LONGEST = 10, 128
TOTP_STEP_S = 30
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""What an unknown login is compared with, so that it answers no sooner than a known one."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GUESSED = ("пароль", "слухавка", "громада", "україна", "адміністратор", "password", "qwerty", "йцукен", "slukhavka")


class WeakPassword(SlukhavkaError):
    """The password would be guessed."""


def check_password(password: str, account: Account) -> None:
    """Raise WeakPassword unless the password may serve: its length counts, not its signs."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"Пароль має від {SHORTEST} до {LONGEST} знаків. Добре підходять три-чотири звичайні слова.")
    key = search_key(password)
    own = [search_key(word) for word in (account.login or "", *account.name.split()) if len(word) > 2]
    rest = key
    for word in (*_GUESSED, *own):
        rest = rest.replace(word, "")
    if len(set(key)) <= 3 or len(rest.strip("0123456789 !.-_")) < 4 or _is_a_row(key):
        raise WeakPassword("Такий пароль легко вгадати. Візьміть кілька слів, не пов'язаних із вами чи з радою.")


def _is_a_row(key: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(key)}
    return steps in ({1}, {-1}, {0})


class Credential(Row):
    """An account's password, hashed, and the secret of its second factor. `must_change`: another person gave it."""

    account = peewee.ForeignKeyField(Account, primary_key=True)
    account_id: int
    password_hash = peewee.TextField()
    must_change = BooleanField()
    set_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    totp_secret = peewee.TextField(null=True)
    totp_last_step = peewee.IntegerField(default=0)

    @classmethod
    def of(cls, account_id: int) -> Credential | None:
        """Return an account's credential."""
        return cls.get_or_none(cls.account == account_id)

    @classmethod
    def set_password(cls, account: Account, password: str, *, by: Actor, now: Moment) -> None:
        """Give the account a password of its own choice. Raises WeakPassword."""
        check_password(password, account)
        cls._keep(account, password, by=by, now=now, must_change=False)

    @classmethod
    def give_password(cls, account: Account, *, by: Actor, now: Moment) -> str:
        """Give the account a random password, to be changed at the first entry, and return it: it is shown once."""
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        cls._keep(account, password, by=by, now=now, must_change=True)
        return password

    @classmethod
    def _keep(cls, account: Account, password: str, *, by: Actor, now: Moment, must_change: bool) -> None:
        kept: dict[str, Any] = {
            "password_hash": _HASHER.hash(password),
            "must_change": must_change,
            "set_at": now.wall,
            "clock_trusted": now.trusted,
        }
        with write():
            cls.insert(account=account.id, **kept).on_conflict(conflict_target=[cls.account], update=kept).execute()
            verb = "password_given" if must_change else "password_set"
            AuditEntry.record(by=by, now=now, verb=verb, subject="account", subject_id=account.id)

    @classmethod
    def set_totp(cls, account_id: int, secret: str | None, *, by: Actor, now: Moment) -> None:
        """Ask for codes made of this secret from now on; None asks for none."""
        with write():
            cls.update(totp_secret=secret, totp_last_step=0).where(cls.account == account_id).execute()
            verb = "totp_set" if secret else "totp_removed"
            AuditEntry.record(by=by, now=now, verb=verb, subject="account", subject_id=account_id)

    def accepts_code(self, code: str, *, now: Moment) -> bool:
        """Tell whether the code is that of this half minute or of a neighbour; each one serves once."""
        if self.totp_secret is None:
            return True
        step = _step_of(self.totp_secret, code, now)
        return step is not None and self._spend(step)

    def _spend(self, step: int) -> bool:
        with write():
            fresh = (Credential.account == self.account_id) & (Credential.totp_last_step < step)
            return bool(Credential.update(totp_last_step=step).where(fresh).execute())


def code_fits(secret: str, code: str, *, now: Moment) -> bool:
    """Tell whether a telephone that holds the secret shows this code now."""
    return _step_of(secret, code, now) is not None


def password_fits(credential: Credential | None, password: str) -> bool:
    """Compare in the same time whether there is such an account or not."""
    try:
        return _HASHER.verify(credential.password_hash if credential else _NOBODY, password) and credential is not None
    except (VerificationError, InvalidHashError):
        return False


def _step_of(secret: str, code: str, now: Moment) -> int | None:
    """Return the half minute whose code it is, of the present one and its neighbours."""
    present, given = int(now.wall.timestamp()) // TOTP_STEP_S, "".join(code.split()).encode()
    for step in (present - 1, present, present + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).at(step * TOTP_STEP_S).encode(), given):
            return step
    return None


JOURNAL_WORDS = {
    "account": "обліковий запис",
    "password_set": "змінено пароль",
    "password_given": "видано тимчасовий пароль",
    "totp_set": "увімкнено код із телефона",
    "totp_removed": "вимкнено код із телефона",
}
