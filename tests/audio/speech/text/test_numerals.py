"""Our numeral tables against yar-numerals, an independent inflector (MIT-0, Python 3.11 only)."""

from __future__ import annotations

import hashlib
import importlib
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from audio.speech.text.grammar import CASES, Case, Gender
from audio.speech.text.numerals import LIMIT, cardinal, decimal, joined, ordinal

HERE = Path(__file__).parent
DIGESTS: dict[str, str] = tomllib.loads((HERE / "oracle.toml").read_text())["sha256"]
GENDERS = (Gender.M, Gender.F, Gender.N)
CASE_NAMES = dict(
    zip(CASES, ["nominative", "genitive", "dative", "accusative", "instrumental", "locative"], strict=True)
)
GENDER_NAMES = dict(zip(GENDERS, ["masculine", "feminine", "neuter"], strict=True))
OURS: dict[str, Callable[[int, Case, Gender], str]] = {"cardinal": cardinal, "ordinal": ordinal}


def by_the_oracle(kind: str, number: int, case: Case, gender: Gender) -> str:
    """Return what yar-numerals says. Its "семистами" is not the norm, which has "сьомастами" beside "сьома"."""
    oracle = pytest.importorskip("yar_numerals")
    form = {"case": CASE_NAMES[case], "gender": GENDER_NAMES[gender], "number": "singular"}
    words: str = getattr(oracle, f"inflect_{kind}")(str(number), form)
    return words.replace("ʼ", "'").replace("семистами", "сьомастами")


def digest(kind: str, case: Case, gender: Gender, say: Callable[[int], str]) -> str:
    return hashlib.sha256("\n".join(say(number) for number in range(10_000)).encode()).hexdigest()


@pytest.mark.parametrize("gender", GENDERS)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", OURS)
def test_every_numeral_to_9999_is_what_the_oracle_said(kind: str, case: Case, gender: Gender) -> None:
    ours = digest(kind, case, gender, lambda number: OURS[kind](number, case, gender))
    assert ours == DIGESTS[f"{kind}-{case}-{gender}"]


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_the_oracle_still_says_so(kind: str, first: int) -> None:
    pytest.importorskip("yar_numerals")
    for number in [*range(first, first + 250, 11), *range(first * 10, first * 10 + 2500, 301)]:
        for case in CASES:
            for gender in GENDERS:
                assert OURS[kind](number, case, gender) == by_the_oracle(kind, number, case, gender)


@pytest.mark.parametrize("number", [10**4, 21_000, 99_999, 100_000, 123_456, 10**6, 2_000_001, 345_678_912, 10**9])
def test_large_cardinals_agree_with_the_oracle(number: int) -> None:
    for case in CASES:
        for gender in GENDERS:
            assert cardinal(number, case, gender) == by_the_oracle("cardinal", number, case, gender)


@pytest.mark.parametrize(
    ("whole", "fraction"), [("0", "5"), ("1", "2"), ("2", "3"), ("21", "05"), ("5", "125"), ("0", "01")]
)
def test_decimals_agree_with_the_oracle(whole: str, fraction: str) -> None:
    pytest.importorskip("yar_numerals")
    oracle = importlib.import_module("yar_numerals")
    for case in CASES:
        said = oracle.inflect_decimal(whole, fraction, {"case": CASE_NAMES[case]}).replace("ʼ", "'")
        assert decimal(int(whole), fraction, case) == said


@pytest.mark.parametrize(
    ("number", "start"),
    [(1, "одно"), (2, "дво"), (3, "три"), (5, "п'яти"), (9, "дев'яти"), (21, "двадцятиодно"), (25, "двадцятип'яти"),
     (40, "сорока"), (90, "дев'яносто"), (100, "сто"), (365, "трьохсотшістдесятип'яти")],
)  # fmt: skip
def test_a_compound_adjective_begins_as_the_orthography_asks(number: int, start: str) -> None:
    assert joined(number) == start


@pytest.mark.parametrize(
    ("gender", "words"),
    [(Gender.M, "двадцять одного"), (Gender.F, "двадцять одну"), (Gender.N, "двадцять одне")],
)
def test_the_accusative_of_the_living_is_the_genitive_of_the_last_word(gender: Gender, words: str) -> None:
    assert cardinal(21, Case.ACC, gender, animate=True) == words
    assert cardinal(22, Case.ACC, gender, animate=True) == "двадцять двох"


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        cardinal(number)
    with pytest.raises(ValueError, match=str(number)):
        ordinal(number)
