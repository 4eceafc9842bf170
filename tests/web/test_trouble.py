"""When something fails in the middle of a request: a sentence, and nothing lost of what was typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.entrance.kept_forms import KeptForm
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.people.person import Person
from appliance.casework.sqlite import DatabaseUnavailable
from tests.web.house import HERE, OURS, House, Visitor
from web.pages.calls import strip

NEW = "/people/new"
TYPED = {
    "kind": "person",
    "category": "",
    "registered_settlement_id": "",
    "staying_settlement_id": "",
    "surname": "Дорош",
    "notes": 'перший рядок\r\n<b>другий</b> "лапки"',
}
_FIELD = re.compile(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def again(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _FIELD.findall(text)}


def test_what_was_typed_while_the_database_was_gone_is_sent_again_from_the_page_that_says_so(house: House) -> None:
    clerk, database = house.enter(Role.CLERK), house.settings.database
    token = clerk.token()
    database.rename(database.with_suffix(".away"))
    refused = clerk.client.post(NEW, data={**TYPED, "csrf_token": token}, base_url=HERE, headers=OURS)
    assert refused.status_code == 503
    assert "Файлу бази даних немає." in refused.text
    assert again(refused.text) == TYPED
    database.with_suffix(".away").rename(database)
    assert clerk.post(NEW, **again(refused.text)).status_code == 303
    with house.database():
        assert [person.details.notes for person in Person.select()] == [TYPED["notes"].replace("\r\n", "\n")]


def test_what_was_typed_when_the_disk_filled_up_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise DatabaseUnavailable("На диску не лишилося місця для бази даних.")

    clerk = house.enter(Role.CLERK)
    monkeypatch.setattr(Person, "add", full)
    refused = clerk.post(NEW, **TYPED)
    assert (refused.status_code, again(refused.text)) == (503, TYPED)


def test_no_password_stands_on_the_page_that_says_that_the_database_failed(house: House) -> None:
    stranger, database = house.stranger(), house.settings.database
    house.enter(Role.ADMINISTRATOR)
    token = Visitor(stranger.client).token()
    database.rename(database.with_suffix(".away"))
    fields = {"login": "o.koval", "password": "три довгі слова", "code": "123456", "csrf_token": token}
    refused = stranger.client.post("/login", data=fields, base_url=HERE, headers=OURS)
    assert refused.status_code == 503
    assert again(refused.text) == {"login": "o.koval"}


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, OURS])
def test_a_forged_form_is_not_shown_for_sending_again_while_the_database_is_gone(
    house: House, headers: dict[str, str]
) -> None:
    clerk, database = house.enter(Role.CLERK), house.settings.database
    database.rename(database.with_suffix(".away"))
    refused = clerk.client.post(NEW, data={**TYPED, "csrf_token": "forged"}, base_url=HERE, headers=headers)
    assert (refused.status_code, again(refused.text)) == (403, {})


def test_a_mistake_in_what_surrounds_every_page_still_gives_our_own_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_args: object) -> None:
        raise RuntimeError("a mistake of ours, with +380662838182 in it")

    clerk = house.enter(Role.CLERK)
    monkeypatch.setattr(strip, "living_calls", mistaken)
    failed = clerk.get("/")
    assert failed.status_code == 500
    assert "У Слухавці сталася помилка." in failed.text
    assert "380662838182" not in failed.text
    assert "default-src 'none'" in failed.headers["Content-Security-Policy"]


def test_a_number_too_large_for_any_row_names_no_page(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    for address in ("/people/", "/appeals/", "/blocks/", "/recordings/", "/topics/"):
        assert supervisor.get(address + "9" * 25).status_code == 404, address


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "GET"])
def test_only_a_form_whose_token_was_checked_is_kept_for_a_session_that_has_ended(house: House, method: str) -> None:
    clerk = house.enter(Role.CLERK)
    house.clock.pass_by(3600)
    fields = {"page": NEW, "name": "Чуже ім'я"}
    led = clerk.client.open("/people", method=method, data=fields, base_url=HERE)
    assert "kept" not in (led.location or "")


def test_a_session_that_was_never_ours_keeps_nothing(house: House) -> None:
    stranger = house.stranger()
    house.enter(Role.ADMINISTRATOR)
    assert "kept" not in (stranger.post(NEW, **TYPED, page=NEW).location or "")
    with house.database():
        assert LoginSession.known("no ticket") is None


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_refused_beside_its_field(house: House, day: str) -> None:
    asked = house.enter(Role.CLERK).get(f"/calls?day={day}")
    assert (asked.status_code, "Такого дня немає." in asked.text) == (422, True)


def test_a_refusal_after_a_press_does_not_look_like_a_success(house: House) -> None:
    administrator = house.enter(Role.ADMINISTRATOR)
    with house.database():
        Account.update(login="only").where(Account.id == administrator.account_id).execute()
    led = administrator.post(f"/accounts/{administrator.account_id}/deactivate")
    page = administrator.get(led.location or "").text
    assert '<p class="alert alert-danger d-print-none" role="alert">Це останній адміністратор.' in page
    assert "alert-success" not in page


def test_a_clock_that_is_years_ahead_takes_nothing_that_was_kept(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    with house.database():
        kept = KeptForm.keep(clerk.account_id, NEW, [("surname", "Дорош")], now=house.now())
        ahead = replace(house.now(), wall=house.now().wall + timedelta(days=3650), trusted=False)
        KeptForm.keep(clerk.account_id, NEW, [("surname", "Жук")], now=ahead)
        assert kept and KeptForm.of(kept, clerk.account_id)
