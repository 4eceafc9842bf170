"""What the console changes of the operators: with who did it, and nothing over another's change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.staff import staffing
from appliance.casework.staff.operators import BadReach, NoSuchOperator, Operator, Reach
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.staffing import Employed
from appliance.contracts.office import PresenceState
from tests.appliance.casework.duty import who
from tests.appliance.casework.register import NOW, later, opened, operator

__all__ = ["opened"]

OLENA = Employed("Олена Коваль", Reach("201"), 2, ("+380671112233",))


def taken_on(employed: Employed = OLENA) -> int:
    return staffing.take_on(employed, role=Role.CLERK, by=who(), now=NOW)


def last(number: int) -> AuditEntry:
    entry = AuditEntry.last_of("operator", number)
    assert entry is not None
    return entry


def test_who_took_an_operator_on_stands_in_the_journal() -> None:
    number = taken_on()
    assert (last(number).verb, last(number).account_id) == ("added", who().account)
    assert last(number).change["reach"] == "201"
    assert Operator.member(number).own_numbers == ("+380671112233",)


def test_a_change_is_kept_with_what_was_before() -> None:
    number = taken_on()
    changed = replace(OLENA, reach=Reach(mobile="+380501112233"), own_numbers=())
    staffing.change(number, 1, changed, by=who(), now=NOW)
    assert last(number).change == {"reach": ["201", "+380501112233"], "own_numbers": ["+380671112233", ""]}
    assert staffing.version_of(number) == 2


def test_of_two_who_change_an_operator_the_second_is_told_also_when_the_first_used_the_command() -> None:
    number = taken_on()
    Operator.change(number, priority=5)
    with pytest.raises(ChangedMeanwhile) as told:
        staffing.change(number, 1, OLENA, by=who("Інша"), now=later(1))
    assert told.value.theirs["priority"] == 5
    staffing.change(number, told.value.version, OLENA, by=who("Інша"), now=later(2))
    assert Operator.member(number).priority == 2


def test_a_number_that_is_another_operators_changes_nothing_at_all() -> None:
    taken_on()
    other = operator("Марія", "202")
    with pytest.raises(BadReach):
        staffing.change(other, 1, Employed("Марія Нова", Reach("203"), 1, OLENA.own_numbers), by=who(), now=NOW)
    assert (Operator.member(other).name, Operator.member(other).extension) == ("Марія", "202")
    assert AuditEntry.last_of("operator", other) is None


def test_who_is_let_go_is_rung_no_more_and_may_be_taken_on_again() -> None:
    number = taken_on()
    staffing.let_go(number, by=who(), now=NOW)
    assert (Operator.staff(), last(number).verb) == ([], "removed")
    assert staffing.free_accounts() == ["Ганна Старша", "Олена Коваль"]
    with pytest.raises(NoSuchOperator):
        staffing.let_go(number, by=who(), now=NOW)
    taken_on()
    assert staffing.free_accounts() == ["Ганна Старша"]


def test_the_work_after_a_call_that_somebody_asked_for_ends_by_itself() -> None:
    number = operator()
    account = Operator.member(number).account
    by = Actor(Origin.CONSOLE, account)
    Presence.change(number, PresenceState.READY, by=by, now=NOW)
    assert Presence.change(number, PresenceState.AFTER_CALL, by=by, now=NOW, lasts_s=300)
    assert Presence.change(number, PresenceState.AFTER_CALL, by=by, now=later(100), lasts_s=300)
    standing = Presence.of_account(account, later(399))
    assert standing is not None
    assert (standing.state, standing.left_s) == (PresenceState.AFTER_CALL, 1)
    standing = Presence.of_account(account, later(400))
    assert standing is not None
    assert standing.state is PresenceState.READY


def test_an_account_that_is_no_operator_has_no_presence() -> None:
    assert Presence.of_account(Account.add("Голова", Role.HEAD, now=NOW), NOW) is None
    number = taken_on()
    account = Operator.member(number).account
    Account.deactivate(account, now=NOW)
    assert Presence.of_account(account, NOW) is None
