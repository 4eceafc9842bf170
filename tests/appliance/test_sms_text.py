"""How SMS are counted and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sms_text import (
    BASIC,
    EXTENSION,
    JOINED,
    SINGLE,
    Alphabet,
    alphabet_of,
    measure,
    septets_of,
    split,
    text_of,
)

ANY = st.text(st.characters(codec="utf-8"), max_size=400)
GSM7 = st.text(st.sampled_from(BASIC.replace("\x1b", "") + "".join(EXTENSION.values())), max_size=400)


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts", "left"),
    [
        ("", Alphabet.GSM7, 0, 1, 160),
        ("a" * 160, Alphabet.GSM7, 160, 1, 0),
        ("a" * 161, Alphabet.GSM7, 161, 2, 145),
        ("a" * 306, Alphabet.GSM7, 306, 2, 0),
        ("a" * 307, Alphabet.GSM7, 307, 3, 152),
        ("€" * 80, Alphabet.GSM7, 160, 1, 0),
        ("€" * 81, Alphabet.GSM7, 162, 2, 143),
        ("і" * 70, Alphabet.UCS2, 70, 1, 0),
        ("і" * 71, Alphabet.UCS2, 71, 2, 63),
        ("і" * 134, Alphabet.UCS2, 134, 2, 0),
        ("і" * 135, Alphabet.UCS2, 135, 3, 66),
        ("😀" * 35, Alphabet.UCS2, 70, 1, 0),
        ("😀" * 36, Alphabet.UCS2, 72, 2, 61),
        ("Kyiv `", Alphabet.UCS2, 6, 1, 64),
        ("ÿ", Alphabet.UCS2, 1, 1, 69),
        ("ç", Alphabet.UCS2, 1, 1, 69),
    ],
)
def test_a_text_is_counted_as_it_will_be_sent(text: str, alphabet: Alphabet, units: int, parts: int, left: int) -> None:
    size = measure(text)
    assert (size.alphabet, size.units, size.parts, size.left) == (alphabet, units, parts, left)


@given(ANY | GSM7)
def test_the_parts_make_the_text_and_each_fits_and_is_as_full_as_can_be(text: str) -> None:
    pieces = split(text)
    alphabet = alphabet_of(text)
    sizes = [len(septets_of(p)) if alphabet is Alphabet.GSM7 else len(p.encode("utf-16-be")) // 2 for p in pieces]
    room = SINGLE[alphabet] if len(pieces) == 1 else JOINED[alphabet]
    assert "".join(pieces) == text
    assert all(size <= room for size in sizes)
    assert all(size >= room - 1 for size in sizes[:-1])
    assert measure(text).parts == len(pieces)


@given(GSM7)
def test_septets_read_back_as_the_text(text: str) -> None:
    assert text_of(septets_of(text)) == text


@given(st.binary(max_size=200))
def test_any_septets_read_as_some_text(septets: bytes) -> None:
    text_of(septets)


def test_a_sign_outside_the_alphabet_is_an_error_and_an_unknown_escape_is_the_sign_itself() -> None:
    with pytest.raises(ValueError, match="ї"):
        septets_of("ї")
    assert text_of(b"\x1b\x41\x1b") == "A"
