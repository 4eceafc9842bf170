"""Accounts, and the operators among them."""

from __future__ import annotations

import pytest

from appliance.casework.entrance.accounts import NAME_MAX, ROLE_NAMES, Account, BadName, Role
from appliance.casework.staff.operators import AlreadyOperator, BadReach, NoSuchOperator, Operator, Reach
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, later, opened, operator

__all__ = ["opened"]


def test_an_account_has_a_name_of_its_own_and_perhaps_a_login() -> None:
    Account.add("  Олена   Коваль ", Role.CLERK, now=NOW, login="olena")
    account = Account.named("Олена Коваль")
    assert account is not None
    assert (account.name, account.login, account.role) == ("Олена Коваль", "olena", Role.CLERK)
    with pytest.raises(BadName, match="щоб людей не сплутали"):
        Account.add("Олена Коваль", Role.EDITOR, now=NOW)
    with pytest.raises(BadName, match="Логін"):
        Account.add("Олена Шевченко", Role.EDITOR, now=NOW, login="olena")


@pytest.mark.parametrize("name", ["", "   ", "а" * (NAME_MAX + 1), "Олена\x1b[2J", "Олена\u202e"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(BadName, match="одним рядком"):
        Account.add(name, Role.CLERK, now=NOW)


def test_an_account_that_has_ended_frees_its_name_and_rings_nobody() -> None:
    operator("Олена Коваль")
    account = Account.named("Олена Коваль")
    assert account is not None
    for _ in range(2):
        Account.deactivate(account.id, now=NOW)
    assert Account.named("Олена Коваль") is None
    assert Operator.staff() == []
    assert Account.add("Олена Коваль", Role.CLERK, now=NOW) != account.id


def test_the_seven_roles_have_ukrainian_names() -> None:
    assert set(ROLE_NAMES) == set(Role)
    assert len(set(ROLE_NAMES.values())) == 7


def test_operators_come_in_the_order_of_priority_with_all_that_is_known_of_them() -> None:
    second = operator("Марія", "067 111 22 33", priority=2)
    first = operator("Олена", "201@192.168.1.20", numbers=(CALLER,))
    olena, maria = Operator.staff()
    assert (olena.operator, olena.name, olena.role) == (first, "Олена", Role.CLERK)
    assert (olena.extension, olena.mobile, olena.own_numbers) == ("201@192.168.1.20", None, (CALLER,))
    assert (maria.operator, maria.extension, maria.mobile, maria.priority) == (second, None, NEIGHBOUR, 2)


@pytest.mark.parametrize(
    "reach", ["112", "103", "1520", "0900 12 34 56", "+48501234567", "201@8.8.8.8", "0900123456@192.168.1.9", "тел."]
)
def test_an_operator_cannot_be_reached_by_what_the_box_never_dials(reach: str) -> None:
    with pytest.raises(BadReach, match=r"Слухавка не набирає|з помилкою|відправника"):
        operator(reach=reach)
    assert Operator.staff() == []


def test_a_person_who_has_an_account_becomes_an_operator_under_it() -> None:
    account = Account.add("Голова", Role.HEAD, now=NOW, login="head")
    operator("Голова")
    [member] = Operator.staff()
    assert (member.account, member.role) == (account, Role.HEAD)
    with pytest.raises(AlreadyOperator):
        operator("Голова", "202")


def test_what_is_given_is_changed_and_nothing_else() -> None:
    number = operator("Олена", "201", numbers=(CALLER,))
    Operator.change(number, name="Олена Коваль", priority=3)
    Operator.change(number, reach=Reach.read("067 111 22 33", ""))
    member = Operator.member(number)
    assert (member.name, member.priority, member.extension, member.mobile) == ("Олена Коваль", 3, None, NEIGHBOUR)
    assert member.own_numbers == (CALLER,)
    Operator.change(number, name="Олена Коваль", own_numbers=())
    assert Operator.member(number).own_numbers == ()


def test_a_change_that_is_refused_changes_nothing() -> None:
    operator("Марія", "202", numbers=(NEIGHBOUR,))
    number = operator("Олена", "201", numbers=(CALLER,))
    with pytest.raises(BadReach, match="за іншим оператором"):
        Operator.change(number, priority=5, own_numbers=[NEIGHBOUR])
    with pytest.raises(BadName):
        Operator.change(number, priority=5, name="Марія")
    assert (Operator.member(number).priority, Operator.member(number).own_numbers) == (1, (CALLER,))


def test_who_is_removed_is_found_no_more_and_may_come_back() -> None:
    number = operator("Олена", numbers=(CALLER,))
    Operator.remove(number, now=later(60))
    with pytest.raises(NoSuchOperator):
        Operator.member(number)
    with pytest.raises(NoSuchOperator):
        Operator.find("Олена")
    with pytest.raises(NoSuchOperator):
        Operator.remove(number, now=later(60))
    again = operator("Олена", numbers=(CALLER,))
    assert again != number
    assert Operator.member(again).name == "Олена"


@pytest.mark.parametrize("asked", ["1", "олена коваль", "  Олена  КОВАЛЬ"])
def test_an_operator_is_found_by_number_or_name(asked: str) -> None:
    number = operator()
    assert Operator.find(asked).operator == number


def test_a_telephone_tells_whose_it_is_unless_it_is_shared() -> None:
    olena = operator("Олена", "201", numbers=(CALLER,))
    maria = operator("Марія", "067 111 22 33")
    for telephone, owner in ((CALLER, olena), ("201", olena), (NEIGHBOUR, maria)):
        member = Operator.whose(telephone)
        assert member is not None
        assert member.operator == owner
    assert Operator.whose("+380501112233") is None
    operator("Іван", "201")
    assert Operator.whose("201") is None, "two sit at this desk by turns"
