"""Numbers as people and networks write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.numbers import Number, NumberKind, grouped, masked, parse
from tests.appliance.numbers.written import AREA, AREAS, WRITTEN


@pytest.mark.parametrize(
    "written",
    [
        "066 283-81-82",
        "380662838182",
        "+38(066)2838182",
        "+380662838182",
        "00380662838182",
        "00 380 66 283 81 82",
        "8 066 283 81 82",
        "8-066-283-81-82",
        "8 10 380 66 283 81 82",
        "0662838182",
        "(066) 283-81-82",
        "066/283/81/82",
        "066.283.81.82",
        "066\u00a0283\u00a081\u00a082",
        "066\u202f283\u201381\u201382",
        "\u202a+380 66 283 81 82\u202c",
        "\ufeff0662838182\n",
    ],
)
def test_every_way_people_write_a_number_is_one_person(written: str) -> None:
    assert parse(written, AREA) == Number(written, "+380662838182", NumberKind.NORMAL)


@pytest.mark.parametrize(
    ("written", "area", "e164"),
    [
        ("2-12-34", "04598", "+380459821234"),
        ("21234", "4598", "+380459821234"),
        ("(0 4598) 2-12-34", "04598", "+380459821234"),
        ("61-12-34", "0542", "+380542611234"),
        ("212-12-12", "044", "+380442121212"),
        ("212 12 12", "+380 44", "+380442121212"),
        ("044 212 12 12", "04598", "+380442121212"),
        ("0-800-50-10-20", "04598", "+380800501020"),
    ],
)
def test_a_landline_takes_the_area_of_the_settings(written: str, area: str, e164: str) -> None:
    assert parse(written, area) == Number(written, e164, NumberKind.NORMAL)


@pytest.mark.parametrize(
    ("written", "area"), [("212-12-12", "04598"), ("2-12-34", "044"), ("2-12-34", ""), ("2-12-34", "тут")]
)
def test_a_landline_that_does_not_fit_the_area_is_flagged(written: str, area: str) -> None:
    assert parse(written, area) == Number(written, None, NumberKind.MALFORMED)


@pytest.mark.parametrize(
    "written", ["101", "102", "103", "104", "112", "1-1-2", "111", "1520", "1551", "1602", "116123", "15100", "477"]
)
def test_a_short_number_stays_as_it_is(written: str) -> None:
    assert parse(written, AREA) == Number(written, None, NumberKind.SHORT)


@pytest.mark.parametrize(
    "written",
    [
        "066 283-81-8",
        "06628381822",
        "38066283818",
        "+38066283818",
        "+3806628381822",
        "8066283818",
        "+380066283818",
        "2025550123",
        "1121234",
        "+112",
        "00112",
        "0112",
        "066 283 81 82/067 123 45 67",
        "0662838182;",
        "0662838182,101",
        "066+2838182",
        "++380662838182",
        "*100#",
        "066283818l",
        "тел. 066 283 81 82",
        "066 283 81 82 (мама)",
        "٠٦٦٢٨٣٨١٨٢",
        "٠66٢8381٨2",
        "--",
        "+",
        "00",
        "0",
    ],
)
def test_a_number_with_a_slip_is_flagged_not_accepted(written: str) -> None:
    assert parse(written, AREA) == Number(written, None, NumberKind.MALFORMED)


@pytest.mark.parametrize(
    ("written", "kind", "suggestion"),
    [
        ("+30951391978", NumberKind.FOREIGN, "+380951391978"),
        ("30951391978", NumberKind.FOREIGN, "+380951391978"),
        ("+80951391978", NumberKind.FOREIGN, "+380951391978"),
        ("+38951391978", NumberKind.FOREIGN, "+380951391978"),
        ("+3800662838182", NumberKind.MALFORMED, "+380662838182"),
        ("+0662838182", NumberKind.MALFORMED, "+380662838182"),
        ("662838182", NumberKind.MALFORMED, "+380662838182"),
    ],
)
def test_a_likely_slip_is_flagged_with_what_was_meant(written: str, kind: NumberKind, suggestion: str) -> None:
    assert parse(written, AREA) == Number(written, None, kind, suggestion)


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("+7 495 123-45-67", "+74951234567"),
        ("+48501234567", "+48501234567"),
        ("0048 501 234 567", "+48501234567"),
        ("8 10 48 501 234 567", "+48501234567"),
        ("8 916 123-45-67", None),
        ("79161234567", None),
    ],
)
def test_a_number_of_another_country_is_foreign(written: str, e164: str | None) -> None:
    assert parse(written, AREA) == Number(written, e164, NumberKind.FOREIGN)


def test_withheld_unavailable_and_a_sender_s_name_are_told_apart() -> None:
    assert parse("", AREA) == Number("", None, NumberKind.WITHHELD)
    assert parse(" ", AREA).kind is NumberKind.WITHHELD
    assert parse(None, AREA) == Number("", None, NumberKind.UNAVAILABLE)
    assert parse("Kyivstar", AREA) == Number("Kyivstar", None, NumberKind.ALPHANUMERIC)
    assert parse("ПриватБанк", AREA).kind is NumberKind.ALPHANUMERIC
    assert parse("Kyivstar Promo", AREA).kind is NumberKind.MALFORMED


def test_a_raw_number_is_kept_to_sixty_four_characters_and_never_read_in_part() -> None:
    long = "0662838182" + " " * 60 + "9"
    assert parse(long, AREA) == Number(long[:64], None, NumberKind.MALFORMED)


def test_numbers_are_grouped_for_the_screen_and_masked_in_lists() -> None:
    assert grouped("+380662838182") == "066 283 81 82"
    assert grouped("+48501234567") == "+48501234567"
    assert {written: masked(parse(written, AREA)) for written in ("+380662838182", "112", "Kyivstar", "")} == {
        "+380662838182": "066 ••• •• 82",
        "112": "112",
        "Kyivstar": "Kyivstar",
        "": "номер приховано",
    }
    assert masked(parse(None, AREA)) == "номер не визначено"
    assert masked(parse("0048 501-234-567", AREA)) == "+48 ••• 67"
    assert masked(parse("066 283-81-8", AREA)) == "066 ••• 18"
    assert masked(parse("55-12", AREA)) == "55-12"
    assert masked(parse("212-12-12", AREA)) == "•••"


@given(st.text(st.sampled_from("0123456789+- ()л"), max_size=20))
def test_a_list_never_shows_six_digits_of_a_person(written: str) -> None:
    number = parse(written, AREA)
    if number.kind not in (NumberKind.SHORT, NumberKind.ALPHANUMERIC):
        assert len(re.findall(r"\d", masked(number))) <= 5


@given(WRITTEN, AREAS)
def test_parsing_never_raises_and_is_the_same_again_on_its_own_number(written: str | None, area: str) -> None:
    number = parse(written, area)
    assert len(number.raw) <= 64
    assert (number.e164 is not None) >= (number.kind is NumberKind.NORMAL)
    if number.e164:
        assert parse(number.e164, area) == Number(number.e164, number.e164, number.kind)
    if number.suggestion:
        assert number.e164 is None
        assert parse(number.suggestion, area).kind is NumberKind.NORMAL


@given(st.from_regex(r"[2-9][0-9]{8}", fullmatch=True))
def test_every_subscriber_is_the_same_person_in_every_notation(nine: str) -> None:
    ways = ("+380{}", "380{}", "0{}", "80{}", "00380{}", "810380{}", "+38 (0{}")
    assert {parse(way.format(nine), AREA).e164 for way in ways} == {f"+380{nine}"}
