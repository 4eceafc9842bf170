"""Telephones of the house: what can be one, and which may be rung."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.numbers import AllowedExtension, Extension, Refusal, may_ring, read_extension
from tests.appliance.numbers.written import WRITTEN

KNOWN = ("201", "sip:olena@192.168.1.20:5062", "203@10.0.0.3")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("201", "201"),
        (" sip:201 ", "201"),
        ("olena.koval-2", "olena.koval-2"),
        ("201@192.168.1.20", "201@192.168.1.20"),
        ("sip:201@192.168.1.20:5060", "201@192.168.1.20"),
        ("201@127.0.0.1:5070", "201@127.0.0.1:5070"),
        ("100", "100"),
    ],
)
def test_a_telephone_of_the_house_is_kept_in_one_form(written: str, kept: str) -> None:
    extension = read_extension(written)
    assert str(extension) == kept
    assert read_extension(kept) == extension


@pytest.mark.parametrize(
    "written",
    [
        *("112", "101", "102", "103", "104", "sip:112", "112@192.168.1.20"),
        *("1520", "1551", "1602@10.0.0.5"),
        *("0662838182", "+380662838182", "0900123456@192.168.1.20", "21234", "0", "7", "012", "00"),
        *("201@8.8.8.8", "201@sip.example.org", "201@192.168.1.300", "201@1.2.3", "201@172.32.0.1"),
        *("201@192.168.1.20:0", "201@192.168.1.20:65536", "201@192.168.1.20:99999"),
        *("", "@10.0.0.1", "201@", "201;user=phone", "201@10.0.0.1;transport=tcp", "2 01", "201\r\nTo: x", "٢٠١"),
        *("sips:201", "tel:201", "олена", "a" * 33),
    ],
)
def test_what_is_a_number_of_the_world_a_service_or_a_stranger_s_address_is_no_extension(written: str) -> None:
    assert read_extension(written) is None
    verdict = may_ring(written, [written])
    assert isinstance(verdict, Refusal)
    assert "не внутрішній телефон" in verdict.reason


def test_an_extension_of_an_operator_may_be_rung_however_it_is_written() -> None:
    assert may_ring("sip:201", KNOWN) == AllowedExtension(Extension("201"))
    assert may_ring("olena@192.168.1.20:5062", KNOWN) == AllowedExtension(Extension("olena", "192.168.1.20", 5062))


@pytest.mark.parametrize("typed", ["202", "201@192.168.1.20", "203", "olena", "203@10.0.0.4"])
def test_an_extension_that_stands_in_no_row_is_refused_whoever_typed_it(typed: str) -> None:
    verdict = may_ring(typed, KNOWN)
    assert isinstance(verdict, Refusal)
    assert "ні в операторів, ні в налаштуваннях" in verdict.reason


def test_the_address_of_a_gateway_is_no_telephone_even_if_somebody_wrote_it_into_a_row() -> None:
    assert isinstance(may_ring("203@10.0.0.3", KNOWN, ways_out=["10.0.0.4"]), AllowedExtension)
    verdict = may_ring("203@10.0.0.3", KNOWN, ways_out=["10.0.0.3"])
    assert isinstance(verdict, Refusal)
    assert "вихід у телефонну мережу" in verdict.reason


@given(WRITTEN.filter(bool), st.sampled_from(["", "@192.168.1.20", "@10.0.0.1:5062"]))
@example("112", "")
@example("0900123456", "@192.168.1.20")
def test_no_string_whatever_makes_a_number_of_the_world_an_extension(written: str | None, host: str) -> None:
    verdict = may_ring(f"{written}{host}", [f"{written}{host}"])
    if isinstance(verdict, AllowedExtension):
        user = verdict.extension.user
        assert user[0].isalpha() or (user.isdecimal() and 2 <= len(user) <= 4 and user[0] != "0")
        assert user not in {"101", "102", "103", "104", "112"}
