"""Accounts: the people who work with the box, and in whose name a thing is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NAME_MAX = 100
PROPOSED_MAX = 200
_LOGIN = re.compile(r"[a-z][a-z0-9.-]{1,31}")


class BadName(SlukhavkaError):
    """A name that cannot be shown or told from others."""


class Role(StrEnum):
    """What a person is in the office; the seven are everywhere the same."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    EXECUTOR = "executor"
    HEAD = "head"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.CLERK: "оператор",
    Role.SUPERVISOR: "старший оператор",
    Role.EDITOR: "редактор",
    Role.EXECUTOR: "виконавець",
    Role.HEAD: "керівник",
    Role.TECHNICIAN: "технік",
    Role.ADMINISTRATOR: "адміністратор",
}


class Origin(StrEnum):
    """Where a deed came from."""

    BOX = "box"
    COMMAND = "command"
    CONSOLE = "console"
    API = "api"
    """A program with the person's key."""
    PHONE = "phone"
    """The person's own telephone."""
    PANEL = "panel"
    """Button or switch of the box: whoever stood before it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a thing: where it came from, and the id of the account where one is known."""

    origin: Origin
    account: int | None = None


BOX = Actor(Origin.BOX)


class Account(Row):
    """A person. Never deleted: what he did stays his. `login` is None until he may enter the console."""

    id = peewee.AutoField()
    name = peewee.TextField()
    login = peewee.TextField(null=True, unique=True)
    role = peewee.TextField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    deactivated_at = UtcDateTimeField(null=True)
    proposed_by = peewee.TextField(default="")
    """On whose proposal the person may enter (K 10.2.5)."""
    until_at = UtcDateTimeField(null=True)

    @classmethod
    def add(
        cls,
        name: str,
        role: Role,
        *,
        now: Moment,
        login: str | None = None,
        proposed_by: str = "",
        until_at: datetime | None = None,
    ) -> int:
        """Enter a person and return the account's id. Raises BadName when the name or the login is not his alone."""
        name = clean(name)
        with write():
            cls._must_be_free(name)
            if login is not None:
                cls._must_be_a_login(login)
            account = cls.create(
                name=name,
                role=role,
                login=login,
                added_at=now.wall,
                clock_trusted=now.trusted,
                proposed_by=proposed_by[:PROPOSED_MAX],
                until_at=until_at,
            )
        return int(account.id)

    def stands(self, now: Moment) -> bool:
        """Tell whether the person may still enter. A clock that nobody has set ends no account."""
        over = self.until_at is not None and now.trusted and now.wall >= self.until_at
        return self.deactivated_at is None and not over

    @classmethod
    def rename(cls, account_id: int, name: str) -> None:
        """Write the name anew. Raises BadName."""
        name = clean(name)
        with write():
            cls._must_be_free(name, but=account_id)
            cls.update(name=name).where(cls.id == account_id).execute()

    @classmethod
    def deactivate(cls, account_id: int, *, now: Moment) -> None:
        """End the account: the person neither enters the console nor is rung. A second time changes nothing."""
        with write():
            cls.update(deactivated_at=now.wall).where(cls.id == account_id, cls.deactivated_at.is_null()).execute()

    @classmethod
    def named(cls, name: str) -> Account | None:
        """Return the active account of that name."""
        return cls.get_or_none(cls.name == clean(name), cls.deactivated_at.is_null())

    @classmethod
    def _must_be_a_login(cls, login: str) -> None:
        if not _LOGIN.fullmatch(login):
            raise BadName("Логін: від 2 до 32 малих латинських літер, цифр, крапок чи дефісів, першою — літера.")
        if cls.select().where(cls.login == login).exists():
            raise BadName(f"Логін «{login}» уже зайнятий.")

    @classmethod
    def _must_be_free(cls, name: str, but: int = 0) -> None:
        namesake = cls.named(name)
        if namesake is not None and namesake.id != but:
            raise BadName(f"«{name}» уже є. Напишіть ім'я так, щоб людей не сплутали.")


def clean(name: str) -> str:
    """Return a name with single spaces. Raises BadName."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_MAX or not name.isprintable():
        raise BadName(f"Ім'я має бути одним рядком, від 1 до {NAME_MAX} знаків.")
    return name
