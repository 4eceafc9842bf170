"""Who is an operator, as the console changes it: each change with who did it, and none in silence over another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import Account, Actor, Role, clean
from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from appliance.casework.staff.operators import Operator, Reach, StaffMember
from appliance.clock import Moment

SUBJECT = "operator"


@dataclass(frozen=True, slots=True)
class Employed:
    """An operator as the office writes him. `own_numbers` in E.164."""

    name: str
    reach: Reach
    priority: int = 1
    own_numbers: tuple[str, ...] = ()


def take_on(employed: Employed, *, role: Role, by: Actor, now: Moment) -> int:
    """Make a person an operator, entering the account if there is none of that name; return the operator's id.

    Raises AlreadyOperator, BadName, BadReach.
    """
    with write():
        operator_id = Operator.add(
            employed.name,
            employed.reach,
            now=now,
            role=role,
            priority=employed.priority,
            own_numbers=employed.own_numbers,
        )
        told = _told(Operator.member(operator_id))
        AuditEntry.record(by=by, now=now, verb="added", subject=SUBJECT, subject_id=operator_id, change=told)
    return operator_id


def change(operator_id: int, version: int, employed: Employed, *, by: Actor, now: Moment) -> None:
    """Write an operator anew. Raises NoSuchOperator, BadName, BadReach, ChangedMeanwhile."""
    with write():
        before = _told(Operator.member(operator_id))
        standing = version_of(operator_id)
        if standing != version:
            last = AuditEntry.last_of(SUBJECT, operator_id)
            name = last.account.name if last and last.account else "Слухавка"
            raise ChangedMeanwhile(name, last.at if last else None, before, standing)
        Operator.change(
            operator_id,
            name=employed.name if clean(employed.name) != before["name"] else None,
            reach=employed.reach,
            priority=employed.priority,
            own_numbers=employed.own_numbers,
        )
        after = _told(Operator.member(operator_id))
        changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        AuditEntry.record(by=by, now=now, verb="changed", subject=SUBJECT, subject_id=operator_id, change=changed)


def let_go(operator_id: int, *, by: Actor, now: Moment) -> None:
    """Ring the person no more; the account stays. Raises NoSuchOperator."""
    with write():
        told = _told(Operator.member(operator_id))
        Operator.remove(operator_id, now=now)
        AuditEntry.record(by=by, now=now, verb="removed", subject=SUBJECT, subject_id=operator_id, change=told)


def version_of(operator_id: int) -> int:
    """Return the version of an operator's row that stands. Raises NoSuchOperator."""
    Operator.member(operator_id)
    return int(Operator.get_by_id(operator_id).version)


def free_accounts() -> list[str]:
    """Return the names of people with an account who are no operators yet, in the order of the alphabet."""
    taken = Operator.select(Operator.account).where(Operator.removed_at.is_null())
    rows = Account.select(Account.name).where(Account.deactivated_at.is_null(), Account.id.not_in(taken))
    return [row.name for row in rows.order_by(Account.name)]


def _told(member: StaffMember) -> dict[str, object]:
    return {
        "name": member.name,
        "reach": member.extension or member.mobile,
        "priority": member.priority,
        "own_numbers": ", ".join(member.own_numbers),
    }


JOURNAL_WORDS: Mapping[str, str] = {
    "operator": "оператор",
    "added": "додано",
    "changed": "змінено",
    "removed": "вилучено",
}
