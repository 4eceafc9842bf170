"""How answers of the three operators are understood, in Ukrainian and in Latin letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.upkeep.mending.operators import OPERATORS, Reading, Term, load_operators, operator_of

ALL = load_operators(OPERATORS)
ANSWERS = (
    ("Balans 0.00hrn, bonus 0.00hrn.\n\n", 0, None),
    ("На рахунку 12,50 грн. Номер дійсний до 01.12.2026", 1250, date(2026, 12, 1)),
    ("На рахунку\n12,50 грн", 1250, None),
    ("Ваш баланс: 105.07 грн, діє до 31.01.27.", 10507, date(2027, 1, 31)),
    ("Na rahunku 25.5 grn. Diye do 15.03.2027. Taryf: Vilnyi", 2550, date(2027, 3, 15)),
    ("Залишок -3,20 грн", -320, None),
    ("Vash balans: 7 UAH", 700, None),
    ("Баланс 40 грн. Діє до 31.02.2027", 4000, None),
)
GOOD = 'title = "x"\nnetworks = ["25501"]\nquestions = ["*111#"]\nbalance = ["(?P<hryvnias>1)(?P<kopiykas>2)"]\n'
UNKNOWN = ("", "Запит прийнято, чекайте на SMS.", "12", "Послуга недоступна. Код 404", "Balans nedostupnyi")


@pytest.mark.parametrize("operator", ALL, ids=lambda operator: operator.title)
@pytest.mark.parametrize(("text", "kopiykas", "expires"), ANSWERS)
def test_an_answer_about_money_is_understood(operator: object, text: str, kopiykas: int, expires: date | None) -> None:
    reading = operator.read(text)  # type: ignore[attr-defined]
    assert (reading.balance_kopiykas, reading.expires_on, reading.understood) == (kopiykas, expires, True)


@pytest.mark.parametrize("operator", ALL, ids=lambda operator: operator.title)
@pytest.mark.parametrize("text", UNKNOWN)
def test_what_says_nothing_of_money_is_not_guessed_at(operator: object, text: str) -> None:
    reading = operator.read(text)  # type: ignore[attr-defined]
    assert (reading.balance_kopiykas, reading.understood) == (None, False)


def test_every_ukrainian_card_has_its_operator_and_no_card_two() -> None:
    titles = {network: operator_of(network, ALL) for network in ("25501", "25503", "25506")}
    assert [found.title if found else "" for found in titles.values()] == ["Vodafone Україна", "Київстар", "lifecell"]
    networks = [network for operator in ALL for network in operator.networks]
    assert len(networks) == len(set(networks))
    assert operator_of("26001", ALL) is None


def test_a_term_is_known_of_the_operator_whose_rule_is_published_and_else_assumed() -> None:
    terms = {operator.title: operator.term(300) for operator in ALL}
    assert terms["Київстар"] == Term(274, 91)
    assert terms["lifecell"] == terms["Vodafone Україна"] == Term(300, assumed=True)


def test_a_package_is_shown_short() -> None:
    assert ALL[0].read("Тариф: «Вільний світ». На рахунку 5 грн").package == "Вільний світ"
    assert ALL[0].read("На рахунку 5 грн") == Reading(500)


@pytest.mark.parametrize(
    "text",
    [
        'title = "x"\nnetworks = ["255"]\nquestions = ["*1#"]\nbalance = []',
        'title = "x"\nnetworks = ["25501"]\nquestions = ["112"]\nbalance = ["(?P<hryvnias>1)(?P<kopiykas>2)"]',
        'title = "x"\nnetworks = ["25501"]\nquestions = ["*111#"]\nbalance = ["(?P<sum>1)"]',
        'title = "x"\nnetworks = ["25501"]\nquestions = ["*111#"]\nbalance = ["("]',
        'title = "x"\nnetworks = ["25501"]\nquestions = ["*111#"]\nbalance = []',
        f"{GOOD}active_days = -1",
        f"{GOOD}active_days = true",
        f"{GOOD}suspended_days = 91",
        'networks = "25501"',
        "= 1",
    ],
)
def test_a_file_that_cannot_be_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"x\.toml: опис оператора не читається"):
        load_operators(tmp_path)
