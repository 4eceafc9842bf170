"""Who calls, from what a request claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.sip_caller import Claims, caller_of


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("<sip:+380671112233@10.0.0.1>;tag=1", "+380671112233"),
        ('"Олена" <sip:0671112233@gw;user=phone>;tag=1', "0671112233"),
        ("sip:101@gw;tag=1", "101"),
        ("<tel:+380-67-111-22-33;phone-context=x>", "+380-67-111-22-33"),
        ("<sips:%2B380671112233@gw>", "+380671112233"),
        ("<sip:0671112233:secret@gw>", "0671112233"),
        ('"x <sip:112@a>" <sip:5@gw>', "5"),
        ("<sip:anonymous@anonymous.invalid>;tag=1", ""),
        ('"Anonymous" <sip:Anonymous@gw>', ""),
        ("<sip:0671112233@anonymous.invalid>", ""),
        ("<sip:Restricted@gw>", ""),
        ("<sip:gw>;tag=1", None),
        ("<sip:@gw>", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_the_sender_is_read(sender: str, number: str | None) -> None:
    assert caller_of(Claims(sender), trusted=False) == number


SENDER = "<sip:111@gw>"
ASSERTED = ("<sip:+380501112233@op>",)


@pytest.mark.parametrize(
    ("claims", "trusted", "number"),
    [
        (Claims(SENDER, ASSERTED), True, "+380501112233"),
        (Claims(SENDER, ASSERTED), False, "111"),
        (Claims("<sip:anonymous@anonymous.invalid>", ASSERTED), True, "+380501112233"),
        (Claims("<sip:anonymous@anonymous.invalid>", ASSERTED, "id"), True, ""),
        (Claims(SENDER, (), "user;critical"), False, ""),
        (Claims(SENDER, ASSERTED, "none"), True, "+380501112233"),
        (Claims(SENDER, ("<sip:op.example>", "<tel:+380441112233>")), True, "+380441112233"),
    ],
)
def test_only_the_operator_is_believed_and_a_withheld_number_stays_so(
    claims: Claims, trusted: bool, number: str
) -> None:
    assert caller_of(claims, trusted=trusted) == number


def test_a_hostile_name_is_cut_and_printable() -> None:
    assert caller_of(Claims(f"<sip:{'9' * 5000}@gw>"), trusted=False) == "9" * 64
    assert caller_of(Claims("<sip:1%00%0A%1B[31m2@gw>"), trusted=False) == "1[31m2"


@given(st.text(max_size=300), st.text(max_size=50))
def test_no_claim_breaks_the_reader(sender: str, privacy: str) -> None:
    number = caller_of(Claims(f"<sip:{sender}@gw>", (sender,), privacy), trusted=True)
    assert number is None or (len(number) <= 64 and number.isprintable())
