"""Presence from every page with one press, and the operators as their supervisor manages them (B2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.presence import Presence, Standing
from appliance.contracts.office import PresenceState
from tests.web.house import House, Visitor, path_of
from tests.web.pages.duty_house import daemon_of

WAYS = ("/", "/operators", "/board", "/presence", "/roster")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def at_work(house: House, name: str = "Олена Коваль") -> Visitor:
    """A clerk who is an operator."""
    clerk = house.enter(Role.CLERK, name)
    with house.database():
        Operator.add(name, Reach("201"), now=house.now())
    return clerk


def standing(house: House, visitor: Visitor) -> Standing:
    with house.database():
        found = Presence.of_account(visitor.account_id, house.now())
    assert found is not None
    return found


@pytest.mark.row("B2")
def test_an_operator_says_how_he_stands_with_one_press_on_any_page_and_stays_there(house: House) -> None:
    clerk = at_work(house)
    with daemon_of(house) as asked:
        for page in WAYS:
            assert 'aria-label="Моя присутність"' in clerk.get(page).text, page
            answer = clerk.post("/presence", page=page, state="ready", reason="нарада")
            assert (answer.status_code, path_of(answer)) == (303, page)
    assert (standing(house, clerk).state, standing(house, clerk).reason) == (PresenceState.READY, "")
    assert asked == ["wake_presence"] * len(WAYS)


@pytest.mark.row("B2")
def test_each_way_to_stand_is_kept_with_who_said_it(house: House) -> None:
    clerk = at_work(house)
    for state in ("break", "lunch", "off", "ready", "after_call"):
        clerk.post("/presence", page="/", state=state, reason="нарада")
        kept = "нарада" if state == "break" else ""
        assert (standing(house, clerk).state, standing(house, clerk).reason) == (state, kept)
        with house.database():
            row = Presence.select().order_by(Presence.id.desc()).get()
            assert row.account is not None
            assert (row.origin, row.account.id) == ("console", clerk.account_id)


@pytest.mark.row("B2")
def test_time_to_write_ends_by_itself(house: House) -> None:
    clerk = at_work(house)
    clerk.post("/presence", page="/", state="after_call")
    house.clock.pass_by(299)
    assert standing(house, clerk).state is PresenceState.AFTER_CALL
    house.clock.pass_by(2)
    assert standing(house, clerk).state is PresenceState.READY


@pytest.mark.row("B2")
def test_who_was_paused_for_a_missed_ring_reads_why_on_every_page(house: House) -> None:
    clerk = at_work(house)
    clerk.post("/presence", page="/", state="ready")
    with house.database():
        Presence.missed_ring(1, now=house.now())
    assert "Вас поставлено на перерву: не відповів на дзвінок" in clerk.get("/roster").text
    assert "перерва: не відповів на дзвінок" in house.enter(Role.HEAD).get("/operators").text


def test_a_daemon_that_does_not_run_costs_no_presence(house: House) -> None:
    clerk = at_work(house)
    assert clerk.post("/presence", page="/", state="lunch").status_code == 303
    assert standing(house, clerk).state is PresenceState.LUNCH


def test_who_is_no_operator_has_no_strip_and_is_told_so(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    assert "Моя присутність" not in clerk.get("/operators").text
    answer = clerk.post("/presence", page="/", state="ready")
    assert answer.status_code == 422
    assert "не записані оператором" in answer.text


def test_a_presence_that_nobody_has_is_refused(house: House) -> None:
    clerk = at_work(house)
    for fields in ({}, {"state": "asleep"}, {"state": "break", "reason": "я" * 201}):
        assert clerk.post("/presence", page="/", **fields).status_code == 422, fields
    assert standing(house, clerk).since is None


def test_the_press_leads_nowhere_but_to_our_own_pages(house: House) -> None:
    clerk = at_work(house)
    for elsewhere in ("https://example.org/", "//example.org", "\\\\example.org", ""):
        assert path_of(clerk.post("/presence", page=elsewhere, state="ready")) == "/presence", elsewhere


@pytest.mark.row("B2")
def test_a_supervisor_changes_a_presence_only_with_a_reason(house: House) -> None:
    clerk, supervisor = at_work(house), house.enter(Role.SUPERVISOR)
    refused = supervisor.post("/operators/1/presence", state="break", reason="  ")
    assert refused.status_code == 422
    assert "Напишіть, чому" in refused.text
    assert supervisor.post("/operators/1/presence", state="off", reason="захворіла").status_code == 303
    assert (standing(house, clerk).state, standing(house, clerk).reason) == (PresenceState.OFF, "захворіла")


@pytest.mark.row("B2")
def test_an_operator_is_taken_on_changed_and_let_go_and_the_daemon_hears_of_it(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    with daemon_of(house) as asked:
        added = supervisor.post(
            "/operators/new", name="Марія Нова", reach="067 111 22 33", priority="2", own_numbers="050 111 22 33\n"
        )
        assert path_of(added) == "/operators"
        supervisor.post("/operators/1", reach="202", priority="3", own_numbers="", version="1")
        with house.database():
            member = Operator.member(1)
        assert (member.extension, member.mobile, member.priority, member.own_numbers) == ("202", None, 3, ())
        supervisor.post("/operators/1/remove")
    assert asked == ["wake_operators"] * 3
    with house.database():
        assert Operator.staff() == []
        assert Account.named("Марія Нова") is not None
        assert [entry.verb for entry in AuditEntry.select().where(AuditEntry.subject == "operator")] == [
            "added",
            "changed",
            "removed",
        ]


def test_what_was_typed_stays_beside_its_refusal(house: House) -> None:
    answer = house.enter(Role.SUPERVISOR).post(
        "/operators/new", name="Марія", reach="112", priority="2", own_numbers="+48123456789"
    )
    assert answer.status_code == 422
    assert "екстрених номерів" in answer.text
    assert "номерів інших країн" in answer.text
    assert 'value="Марія"' in answer.text
    with house.database():
        assert Operator.staff() == []


def test_of_two_supervisors_the_second_sees_both_texts_and_then_saves_knowingly(house: House) -> None:
    at_work(house)
    first, second = house.enter(Role.SUPERVISOR, "Перша"), house.enter(Role.SUPERVISOR, "Друга")
    first.post("/operators/1", reach="203", priority="1", own_numbers="", version="1")
    answer = second.post("/operators/1", reach="204", priority="1", own_numbers="", version="1")
    assert answer.status_code == 409
    assert "Перша" in answer.text
    assert "<pre>203</pre>" in answer.text
    assert "<pre>204</pre>" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert second.post("/operators/1", reach="204", priority="1", own_numbers="", version="2").status_code == 303
    with house.database():
        assert Operator.member(1).extension == "204"


def test_the_list_hides_the_digits_of_a_mobile_and_escapes_every_name(house: House) -> None:
    with house.database():
        Operator.add("<script>alert(1)</script>", Reach(mobile="+380671112233"), now=house.now())
    text = house.enter(Role.HEAD).get("/operators").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert "111 22 33" not in text
    assert "067 ••• •• 33" in text


def test_an_operator_who_is_not_there_is_not_found(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    for address in ("/operators/9", "/operators/9/presence"):
        assert supervisor.get(address).status_code == 404
        assert supervisor.post(address, state="off", reason="x").status_code == 404
