"""The way in: who enters, who waits, how a session ends, and what was typed when it did."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest

from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.kept_forms import KeptForm
from appliance.casework.entrance.login_failures import FREE, OF_ADDRESS
from appliance.casework.entrance.sessions import IDLE_S, LONGEST_S, LoginSession
from tests.web.house import BEGAN, HERE, OURS, House, Visitor, path_of

PASSWORD = "криниця біля старого млина"  # noqa: S105 - of a test
WRONG = "не той пароль"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a test


@pytest.fixture
def house(tmp_path: Path) -> House:
    here = House(tmp_path)
    with here.database():
        for login, role in (("olena", Role.CLERK), ("admin", Role.ADMINISTRATOR)):
            account = Account.get_by_id(Account.add(login, role, login=login, now=BEGAN))
            Credential.set_password(account, PASSWORD, by=BOX, now=BEGAN)
    return here


def knock(visitor: Visitor, login: str = "olena", password: str = PASSWORD, code: str = "") -> int:
    return visitor.post("/login", login=login, password=password, code=code).status_code


def test_who_has_the_password_comes_in_and_where_he_was_going(house: House) -> None:
    visitor = house.stranger()
    led = visitor.get("/account")
    assert path_of(led) == "/login?then=/account"
    answer = visitor.post("/login", login="olena", password=PASSWORD, then="/account")
    assert path_of(answer) == "/account"
    assert visitor.get("/account").status_code == 200


@pytest.mark.parametrize("then", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(house: House, then: str) -> None:
    assert path_of(house.stranger().post("/login", login="olena", password=PASSWORD, then=then)) == "/"


def test_a_wrong_login_a_wrong_password_and_a_wrong_code_are_refused_with_one_sentence(house: House) -> None:
    with house.database():
        admin = Account.get(Account.login == "admin")
        Credential.set_totp(admin.id, SECRET, by=BOX, now=BEGAN)
    attempts = [("nobody", PASSWORD, ""), ("olena", "не той пароль", ""), ("admin", PASSWORD, "000000")]
    pages = [
        house.stranger().post("/login", login=login, password=password, code=code) for login, password, code in attempts
    ]
    assert [page.status_code for page in pages] == [422] * 3
    assert all("Логін, пароль або код неправильні." in page.text for page in pages)


@pytest.mark.row("H9")
def test_a_code_of_the_telephone_serves_once(house: House) -> None:
    with house.database():
        admin = Account.get(Account.login == "admin")
        Credential.set_totp(admin.id, SECRET, by=BOX, now=BEGAN)
    code = pyotp.TOTP(SECRET).at(house.now().wall)
    assert knock(house.stranger(), "admin", code=code) == 303
    assert knock(house.stranger(), "admin", code=code) == 422
    house.clock.pass_by(30)
    assert knock(house.stranger(), "admin", code=pyotp.TOTP(SECRET).at(house.now().wall)) == 303


@pytest.mark.row("H9")
def test_after_five_failures_a_guesser_waits_longer_each_time_also_after_a_restart(house: House) -> None:
    guesser = house.stranger()
    for _ in range(FREE):
        assert knock(guesser, password=WRONG) == 422
    assert knock(guesser) == 429
    house.clock.pass_by(OF_ADDRESS.first_s - 1)
    assert knock(guesser) == 429
    house.restart_console()
    guesser = house.stranger()
    house.clock.pass_by(1)
    assert knock(guesser, password=WRONG) == 422
    house.clock.pass_by(OF_ADDRESS.first_s + 1)
    assert knock(guesser) == 429
    house.clock.pass_by(OF_ADDRESS.first_s)
    assert knock(guesser) == 303


def test_a_stranger_at_one_address_cannot_keep_the_rightful_person_out_for_long(house: House) -> None:
    for _ in range(FREE):
        knock(house.stranger(), password=WRONG)
    house.clock.pass_by(30)
    elsewhere = house.stranger()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.168.1.77"
    assert knock(elsewhere) == 303


@pytest.mark.row("H9")
@pytest.mark.parametrize("left_s", [IDLE_S, LONGEST_S])
def test_a_session_ends_by_idleness_and_by_age(house: House, left_s: float) -> None:
    visitor = house.enter(Role.CLERK)
    step_s = min(left_s, IDLE_S - 60)
    while house.now().monotonic_s + step_s < BEGAN.monotonic_s + left_s:
        house.clock.pass_by(step_s)
        assert visitor.get("/").status_code == 200
    house.clock.pass_by(IDLE_S if left_s == IDLE_S else step_s)
    assert path_of(visitor.get("/")).startswith("/login")


def test_a_page_that_keeps_itself_fresh_does_not_keep_the_session_alive(house: House) -> None:
    visitor = house.enter(Role.CLERK)
    for _ in range(4):
        house.clock.pass_by(IDLE_S / 4)
        answer = visitor.get("/", X_Live="1")
    assert answer.status_code == 401


def test_who_leaves_must_enter_anew_and_his_cookie_opens_nothing(house: House) -> None:
    visitor = house.enter(Role.CLERK)
    cookie = visitor.client.get_cookie("__Host-s", domain="localhost")
    assert cookie
    visitor.post("/leave")
    thief = house.stranger()
    thief.client.set_cookie("__Host-s", cookie.value, domain="localhost", secure=True)
    assert path_of(thief.get("/")).startswith("/login")


def test_an_account_whose_day_has_come_opens_nothing(house: House) -> None:
    visitor = house.enter(Role.CLERK)
    with house.database():
        Account.update(until_at=house.now().wall).where(Account.id == visitor.account_id).execute()
    assert path_of(visitor.get("/")).startswith("/login")


def test_what_was_typed_when_the_session_ended_is_kept_and_shown_to_its_author_alone(house: House) -> None:
    visitor = house.stranger()
    knock(visitor)
    token = visitor.token()
    house.clock.pass_by(IDLE_S)
    sent = {"csrf_token": token, "page": "/account?x=1", "note": "Яма на дорозі", "password": "таємне"}
    answer = visitor.client.post("/account/sessions/end", data=sent, base_url=HERE, headers=OURS)
    assert path_of(answer).startswith("/login?then=/account?x%3D1%26kept%3D1")
    with house.database():
        kept = KeptForm.get()
        assert kept.fields == [["page", "/account?x=1"], ["note", "Яма на дорозі"]]
        assert KeptForm.of(kept.id, kept.account_id + 1) is None


def test_a_page_that_lay_open_while_its_reader_entered_anew_can_still_be_sent(house: House) -> None:
    visitor = house.stranger()
    knock(visitor)
    token = visitor.token()
    house.clock.pass_by(IDLE_S)
    knock(visitor)
    answer = visitor.client.post("/account/sessions/end", data={"csrf_token": token}, base_url=HERE, headers=OURS)
    assert path_of(answer) == "/account"


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(house: House) -> None:
    answer = house.stranger().post("/login", login="olena", password=PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-s=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= {part.strip() for part in cookie.split(";")}


def test_a_ticket_is_kept_hashed(house: House) -> None:
    with house.database():
        ticket = LoginSession.begin(1, address="", browser="", now=BEGAN)
    assert ticket.encode() not in house.settings.database.read_bytes()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "[::2]", "a@localhost", ""]
)
def test_a_foreign_name_gets_no_page(house: House, host: str) -> None:
    answer = house.stranger().client.get("/login", base_url=HERE, headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert answer.headers["X-Frame-Options"] == "DENY"
