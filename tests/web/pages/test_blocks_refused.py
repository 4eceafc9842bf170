"""What is wrong in a proposal of a block. One house for all: nothing comes of anything."""

from __future__ import annotations

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.office.blocks import Block
from tests.web.house import House
from tests.web.pages.blocks_house import CALLER, propose


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rule": ""}, "Напишіть номер або маску."),
        ({"rule": "112"}, "Короткі номери служб не блокують."),
        ({"rule": "+380*"}, "пів України"),
        ({"rule": CALLER, "withheld": "y"}, "Оберіть одне"),
        ({"memo": " "}, "invalid-feedback"),
        ({"memo": "а" * 5000}, "4000"),
        ({"until_on": ""}, "Напишіть дату"),
        ({"until_on": "32.13.2026"}, "Напишіть дату"),
        ({"until_on": "2026-11-22"}, "за рік"),
        ({"until_on": "9999-12-31"}, "за рік"),
        ({"reason": "because"}, ""),
        ({"call": "f" * 32}, "Такого дзвінка немає."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(house: House, fields: dict[str, str], sentence: str) -> None:
    answer = propose(house.enter(Role.CLERK), **{"memo": "Моя записка", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    if "memo" not in fields:
        assert "Моя записка" in answer.text
    with house.database():
        assert Block.select().count() == 0
