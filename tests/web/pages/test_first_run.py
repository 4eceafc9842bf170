"""The first run: by the code that the box printed, all of it or nothing, and never a second time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.entrance.first_run import FirstRunCode
from appliance.casework.entrance.login_failures import FREE
from appliance.casework.office.community import Community, Settlement
from tests.web.house import House, path_of

PASSWORD = "криниця біля старого млина"  # noqa: S105 - of a test
SENT = {
    "community": "Менська громада",
    "telephones": "1-55",
    "address": "вул. Титаренка, 7",
    "settlements": "м. Мена\nс. Ушня\n\nс. Ушня\n",
    "profile": "S",
    "martial_law": "y",
    "name": "Олена Коваль",
    "login": "o.koval",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path, profile=None)


def code_of(house: House) -> str:
    with house.database():
        code = FirstRunCode.offer(house.now())
    assert code
    return code


def begin(house: House, **more: Any) -> Any:
    return house.stranger().post("/first-run", **{**SENT, **more})


def made(house: House) -> tuple[int, int, int]:
    with house.database():
        return Account.select().count(), Community.select().count(), Settlement.select().count()


def test_a_stranger_is_led_to_the_first_run_until_somebody_can_enter(house: House) -> None:
    assert path_of(house.stranger().get("/login")) == "/first-run"
    assert begin(house, code=code_of(house)).status_code == 303
    assert house.stranger().get("/login").status_code == 200
    assert path_of(house.stranger().get("/first-run")) == "/login"


@pytest.mark.row("J13")
def test_with_the_code_the_community_its_settlements_and_its_administrator_are_made(house: House) -> None:
    visitor = house.stranger()
    answer = visitor.post("/first-run", **{**SENT, "code": code_of(house)})
    assert path_of(answer) == "/accounts"
    assert visitor.get("/accounts").status_code == 200
    with house.database():
        community = Community.current()
        assert community
        assert (community.name, community.profile, community.telephones) == ("Менська громада", "S", "1-55")
        assert not community.switches.accept_anonymous
        assert [place.full_name for place in Settlement.standing()] == ["м. Мена", "с. Ушня"]
        assert Account.get().role == Role.ADMINISTRATOR


def test_a_wrong_code_an_older_code_and_a_used_code_make_nothing(house: House) -> None:
    older = code_of(house)
    newer = code_of(house)
    for code in ("0000-0000", older):
        answer = begin(house, code=code)
        assert answer.status_code == 422
        assert "Код не той." in answer.text
    assert made(house) == (0, 0, 0)
    assert begin(house, code=newer.replace("-", " ")).status_code == 303
    assert path_of(begin(house, code=newer)) == "/login"
    assert made(house) == (1, 1, 2)


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("login", "О. Коваль", "Логін: від 2 до 32"),
        ("password", "коротко", "Пароль має від 10"),
        ("password", "олена коваль 1234", "Такий пароль легко вгадати"),
        ("password_again", "інший пароль зовсім", "Паролі різні."),
        ("community", "", "required"),
        ("settlements", "с. " + "я" * 101, "Назва населеного пункту"),
        ("profile", "Z", "invalid-feedback"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made_and_nothing_typed_is_lost(
    house: House, field: str, wrong: str, sentence: str
) -> None:
    more = {field: wrong} | ({"password_again": wrong} if field == "password" else {})
    answer = begin(house, code=code_of(house), **more)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "вул. Титаренка, 7" in answer.text
    assert made(house) == (0, 0, 0)


def test_who_guesses_codes_must_wait(house: House) -> None:
    code_of(house)
    for _ in range(FREE):
        assert "Код не той." in begin(house, code="00000000").text
    assert "Забагато невдалих спроб." in begin(house, code="00000000").text
