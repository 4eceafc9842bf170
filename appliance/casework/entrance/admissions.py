"""Who is let into the console, with what role, and who no more; each of it in the journal of changes."""

from __future__ import annotations

from datetime import datetime

from appliance.casework.entrance.accounts import Account, Actor, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.letters import sort_key
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError


class LastAdministrator(SlukhavkaError):
    """Nobody would be left who lets people in."""


def admitted() -> list[Account]:
    """Return everybody who has a login and whose account is not closed, in the order of the alphabet."""
    found = Account.select().where(Account.login.is_null(False), Account.deactivated_at.is_null())
    return sorted(found, key=lambda account: sort_key(account.name))


def admit(
    name: str,
    role: Role,
    login: str,
    *,
    proposed_by: str = "",
    until_at: datetime | None = None,
    by: Actor,
    now: Moment,
) -> Account:
    """Let a person in and return the account. Raises BadName."""
    with write():
        account_id = Account.add(name, role, login=login, proposed_by=proposed_by, until_at=until_at, now=now)
        change = {"name": name, "role": role, "login": login, "proposed_by": proposed_by, "until_at": until_at}
        AuditEntry.record(by=by, now=now, verb="admitted", subject="account", subject_id=account_id, change=change)
    account: Account = Account.get_by_id(account_id)
    return account


def change_role(account: Account, role: Role, *, by: Actor, now: Moment) -> None:
    """Give another role. Raises LastAdministrator."""
    with write():
        _somebody_must_be_left(account, now, role)
        Account.update(role=role).where(Account.id == account.id).execute()
        change = {"role": [account.role, role]}
        AuditEntry.record(by=by, now=now, verb="role_changed", subject="account", subject_id=account.id, change=change)


def dismiss(account: Account, *, by: Actor, now: Moment) -> None:
    """Close the account for good; what the person did stays his. Raises LastAdministrator."""
    with write():
        _somebody_must_be_left(account, now)
        Account.deactivate(account.id, now=now)
        AuditEntry.record(by=by, now=now, verb="dismissed", subject="account", subject_id=account.id)


def _somebody_must_be_left(account: Account, now: Moment, role: Role | None = None) -> None:
    if account.role != Role.ADMINISTRATOR or role is Role.ADMINISTRATOR:
        return
    others = (other for other in admitted() if other.role == Role.ADMINISTRATOR and other.id != account.id)
    if not any(other.stands(now) for other in others):
        raise LastAdministrator("Це останній адміністратор. Спершу дайте цю роль іншому.")


JOURNAL_WORDS = {
    "admitted": "надано доступ",
    "role_changed": "змінено роль",
    "dismissed": "закрито доступ",
}
