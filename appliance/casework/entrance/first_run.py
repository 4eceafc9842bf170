"""The first run: who stands at the box reads a one-use code, and makes the community and its administrator."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.login_failures import LoginFailures
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

DIGITS = 8
_WHOSE = "first run"


class WrongCode(SlukhavkaError):
    """The code is not the one that the box printed last."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first run asks."""

    community: str
    profile: Profile
    telephones: str
    address: str
    settlements: Sequence[str]
    name: str
    login: str
    password: str


class FirstRunCode(Row):
    """The one code that holds, hashed. A new one replaces it; the first administrator spends it."""

    id = peewee.IntegerField(primary_key=True, default=1)
    code_hash = peewee.TextField()
    made_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def offer(cls, now: Moment) -> str | None:
        """Return a new code, as 1234-5678; None once somebody can enter the console."""
        if somebody_can_enter():
            return None
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        kept = {"code_hash": _hash(code), "made_at": now.wall, "clock_trusted": now.trusted}
        with write():
            cls.insert(id=1, **kept).on_conflict(conflict_target=[cls.id], update=kept).execute()
        return f"{code[:4]}-{code[4:]}"


def somebody_can_enter() -> bool:
    """Tell whether the first run is over: an administrator has a password."""
    administrators = Credential.select().join(Account).where(Account.role == Role.ADMINISTRATOR)
    return bool(administrators.where(Account.deactivated_at.is_null()).exists())


def begin(code: str, beginning: Beginning, furnish: Callable[[Actor], object], *, address: str, now: Moment) -> int:
    """Make all of it or nothing, and return the administrator's account.

    `furnish` enters what the office begins with, in the administrator's name.
    `address` is where the browser is, for the wait after wrong codes. Raises MustWait, WrongCode, WeakPassword,
    BadName, BadSettlement.
    """
    LoginFailures.must_wait(_WHOSE, address, now=now)
    with write():
        known = FirstRunCode.get_or_none()
        right = known and secrets.compare_digest(known.code_hash, _hash("".join(filter(str.isdigit, code))))
        if right and not somebody_can_enter():
            return _make(beginning, furnish, now)
    LoginFailures.note(_WHOSE, address, now=now)
    raise WrongCode("Код не той. Дивіться останній: його друкує Слухавка під час запуску.")


def _make(beginning: Beginning, furnish: Callable[[Actor], object], now: Moment) -> int:
    account_id = Account.add(beginning.name, Role.ADMINISTRATOR, now=now, login=beginning.login)
    by = Actor(Origin.CONSOLE, account_id)
    Credential.set_password(Account.get_by_id(account_id), beginning.password, by=by, now=now)
    place = {"telephones": beginning.telephones, "address": beginning.address}
    Community.found(beginning.community, beginning.profile, **place, by=by, now=now)
    for written in dict.fromkeys(filter(None, map(str.strip, beginning.settlements))):
        kind, _, name = written.rpartition(". ") if ". " in written else ("", "", written)
        Settlement.add(name, kind=f"{kind}." if kind else "", by=by, now=now)
    furnish(by)
    FirstRunCode.delete().execute()
    return account_id


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
