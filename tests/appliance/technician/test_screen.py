"""What may stand on the screen, and how it is written where there is no Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.technician.latin import latin
from appliance.technician.shown import shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("дзвонить +380671234567", "дзвонить …67"),
        ("067 123-45-67 і (0464) 42-12-52", "…67 і (…52"),
        ("2026-11-22 13:33:56,123 INFO 192.168.100.200", "2026-11-22 13:33:56,123 INFO 192.168.100.200"),
        ("2026-11-22 380671234567", "2026-11-22 …67"),
        ("шукали 12d1:1001, код *111#, 45 %", "шукали 12d1:1001, код *111#, 45 %"),
        ("\x1b[2Jтак", "\\x1b[2Jтак"),
        ("рядок\nдругий\rтретій", "рядок\nдругий\\rтретій"),
    ],
)
def test_numbers_are_hidden_codes_are_inert_and_the_rest_stays(text: str, seen: str) -> None:
    assert shown(text) == seen


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    assert all(sign.isprintable() or sign == "\n" for sign in shown(text))


@given(st.from_regex(r"\+?380[0-9]{9}", fullmatch=True), st.text(alphabet="абв :,.", max_size=5))
def test_no_number_of_a_person_is_left(number: str, around: str) -> None:
    assert number[-9:] not in shown(f"{around}{number}{around}")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Запоріжжя", "Zaporizhzhia"),
        ("Згорани", "Zghorany"),
        ("Єнакієве, Їжакевич, Йосипівка, Стрий", "Yenakiieve, Yizhakevych, Yosypivka, Stryi"),
        ("Щербухи, Юрій, Яготин, Знам'янка", "Shcherbukhy, Yurii, Yahotyn, Znamianka"),
        ("ВПАЛА — «лінія № 1»…", 'VPALA - "liniia No 1"..'),
        ("СКИНУТИ", "SKYNUTY"),
        ("日本", "??"),
    ],
)
def test_names_are_written_as_in_a_passport(text: str, written: str) -> None:
    assert latin(text) == written
