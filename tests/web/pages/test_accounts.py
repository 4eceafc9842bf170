"""Who may enter: let in, given another role, shut out; and what a person does with his own account."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest

from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.journal import AuditEntry
from tests.web.house import BEGAN, House, Visitor, path_of

OLD = "криниця біля старого млина"
NEW = "гуси летять на південь"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def administrator(house: House) -> Visitor:
    return house.enter(Role.ADMINISTRATOR, "Адміністраторка")


def admit(administrator: Visitor, **more: str) -> str:
    """Let a clerk in and return the first password."""
    sent = {"name": "Олена Коваль", "login": "o.koval", "role": "clerk", **more}
    page = administrator.post("/accounts", **sent)
    found = re.search(r'class="secret">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def entered(house: House, login: str, password: str) -> Visitor:
    visitor = house.stranger()
    assert visitor.post("/login", login=login, password=password).status_code == 303
    return visitor


def id_of(house: House, login: str) -> int:
    with house.database():
        return int(Account.get(Account.login == login).id)


def test_a_first_password_opens_nothing_but_the_page_where_it_is_changed(house: House, administrator: Visitor) -> None:
    password = admit(administrator)
    clerk = entered(house, "o.koval", password)
    assert path_of(clerk.get("/")) == "/account/password"
    changed = clerk.post("/account/password", present_password=password, password=NEW, password_again=NEW)
    assert path_of(changed) == "/account"
    assert clerk.get("/").status_code == 200
    assert house.stranger().post("/login", login="o.koval", password=password).status_code == 422
    entered(house, "o.koval", NEW)


@pytest.mark.row("H13")
def test_the_list_says_since_when_until_when_and_on_whose_proposal(house: House, administrator: Visitor) -> None:
    admit(administrator, proposed_by="начальниця відділу Бондар", until_on="2026-12-31")
    page = administrator.get("/accounts").text
    for words in ("Олена Коваль", "оператор", "23.11.2026", "31.12.2026", "начальниця відділу Бондар"):
        assert words in page


@pytest.mark.row("H13")
def test_an_account_opens_on_its_last_day_and_not_on_the_next(house: House, administrator: Visitor) -> None:
    password = admit(administrator, until_on="2026-11-24")
    house.clock.pass_by(24 * 3600)
    entered(house, "o.koval", password)
    house.clock.pass_by(14 * 3600)
    assert house.stranger().post("/login", login="o.koval", password=password).status_code == 422


def test_a_role_changes_what_an_open_browser_may_at_once(house: House, administrator: Visitor) -> None:
    clerk = house.enter(Role.CLERK)
    with house.database():
        Account.update(login="clerk").where(Account.id == clerk.account_id).execute()
    assert clerk.get("/journal").status_code == 403
    administrator.post(f"/accounts/{clerk.account_id}/role", role="supervisor")
    assert clerk.get("/journal").status_code == 200


def test_who_is_shut_out_or_dismissed_is_out_at_once(house: House, administrator: Visitor) -> None:
    for deed in ("sessions/end", "deactivate"):
        clerk = house.enter(Role.CLERK)
        assert administrator.post(f"/accounts/{clerk.account_id}/{deed}").status_code == 303
        assert path_of(clerk.get("/")).startswith("/login")


def test_the_last_administrator_can_neither_leave_nor_become_another(house: House, administrator: Visitor) -> None:
    with house.database():
        Account.update(login="admin").where(Account.id == administrator.account_id).execute()
    for deed, fields in (("deactivate", {}), ("role", {"role": "clerk"})):
        answer = administrator.post(f"/accounts/{administrator.account_id}/{deed}", **fields)
        assert "Це останній адміністратор." in administrator.get(path_of(answer)).text
    assert administrator.get("/accounts").status_code == 200


def test_a_login_or_a_name_that_is_taken_is_refused(house: House, administrator: Visitor) -> None:
    admit(administrator)
    for more in ({"name": "Інша"}, {"login": "other"}):
        sent = {"name": "Олена Коваль", "login": "o.koval", "role": "clerk", **more}
        assert administrator.post("/accounts", **sent).status_code == 422


def test_a_new_password_needs_the_present_one_and_shuts_the_other_browsers_out(house: House) -> None:
    here = house.enter(Role.CLERK)
    with house.database():
        account = Account.get_by_id(here.account_id)
        Account.update(login="clerk").where(Account.id == account.id).execute()
        Credential.set_password(account, OLD, by=BOX, now=BEGAN)
    elsewhere = entered(house, "clerk", OLD)
    wrong = here.post("/account/password", present_password=NEW, password=NEW, password_again=NEW)
    assert (wrong.status_code, "Теперішній пароль не такий." in wrong.text) == (422, True)
    assert elsewhere.get("/").status_code == 200
    assert here.post("/account/password", present_password=OLD, password=NEW, password_again=NEW).status_code == 303
    assert here.get("/").status_code == 200
    assert path_of(elsewhere.get("/")).startswith("/login")


def test_the_code_of_a_telephone_is_asked_only_after_the_telephone_has_shown_one(house: House) -> None:
    visitor = house.enter(Role.ADMINISTRATOR)
    with house.database():
        Credential.give_password(Account.get_by_id(visitor.account_id), by=BOX, now=BEGAN)
        Credential.update(must_change=False).execute()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", visitor.get("/account/code").text)
    assert found
    assert visitor.post("/account/code", code="000000").status_code == 422
    right = pyotp.TOTP(found[1]).at(house.now().wall)
    assert visitor.post("/account/code", code=right).status_code == 303
    assert "Вимкнути код" in visitor.get("/account").text


@pytest.mark.row("H4", "H5")
def test_both_journals_show_who_and_have_no_way_to_change_an_entry(house: House, administrator: Visitor) -> None:
    admit(administrator)
    page = administrator.get("/journal").text
    assert "надано доступ: обліковий запис" in page
    assert re.search(r"роль:\s+оператор\b", page)
    assert "Адміністраторка" in page
    assert administrator.get("/journal/access").status_code == 200
    changing = [rule.rule for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/journal")]
    assert all("POST" not in (rule.methods or ()) for rule in house.app.url_map.iter_rules() if rule.rule in changing)


def test_the_journal_is_read_page_by_page_to_its_end(house: House, administrator: Visitor) -> None:
    with house.database():
        for number in range(120):
            AuditEntry.record(by=BOX, now=BEGAN, verb="changed", subject="community", subject_id=f"no-{number}")
    seen: list[str] = []
    address: str | None = "/journal"
    while address:
        page = administrator.get(address).text
        seen += re.findall(r"no-(\d+)", page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = older[1].replace("&amp;", "&") if older else None
    assert seen == [str(number) for number in reversed(range(120))]


def test_who_finds_a_browser_open_can_neither_turn_the_code_off_nor_move_it_to_his_telephone(house: House) -> None:
    visitor, secret = house.enter(Role.ADMINISTRATOR), pyotp.random_base32()
    with house.database():
        account = Account.get_by_id(visitor.account_id)
        Credential.set_password(account, OLD, by=BOX, now=BEGAN)
        Credential.set_totp(account.id, secret, by=BOX, now=BEGAN)
    assert visitor.post("/account/code/remove").status_code == 422
    refused = visitor.post("/account/code/remove", present_password=NEW)
    assert "Теперішній пароль не такий." in refused.text
    other = re.search(r"<code>([A-Z2-7]{32})</code>", visitor.get("/account/code").text)
    assert other
    visitor.post("/account/code", code=pyotp.TOTP(other[1]).at(house.now().wall))
    with house.database():
        kept = Credential.of(visitor.account_id)
    assert kept and kept.totp_secret == secret
    assert visitor.post("/account/code/remove", present_password=OLD).status_code == 303
    with house.database():
        kept = Credential.of(visitor.account_id)
    assert kept and kept.totp_secret is None
