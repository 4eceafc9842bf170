"""Phrases of municipal life, and phrases that must be refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from audio.speech.text.words import to_words

HERE = Path(__file__).parent
GOLDEN: dict[str, dict[str, str]] = tomllib.loads((HERE / "golden.toml").read_text())
PAIRS = [(written, spoken) for group in GOLDEN.values() for written, spoken in group.items()]
REFUSED: dict[str, dict[str, str]] = tomllib.loads((HERE / "refused.toml").read_text())
REFUSALS = [(written, sign) for group in REFUSED.values() for written, sign in group.items()]


def test_the_list_is_long_enough() -> None:
    assert len(PAIRS) >= 300


@pytest.mark.parametrize(("written", "spoken"), PAIRS)
def test_a_phrase_is_spoken_as_people_say_it(written: str, spoken: str) -> None:
    worded = to_words(written)
    assert worded.faults == ()
    assert worded.text == spoken


@pytest.mark.parametrize(("written", "spoken"), PAIRS)
def test_what_is_spoken_is_spoken_the_same_again(written: str, spoken: str) -> None:
    assert to_words(spoken).text == spoken
    assert to_words(spoken).faults == ()


@pytest.mark.parametrize(("written", "sign"), REFUSALS)
def test_what_cannot_be_decided_is_refused_with_its_place(written: str, sign: str) -> None:
    faults = to_words(written).faults
    assert [fault.sign for fault in faults] == [sign]
    assert written[faults[0].start : faults[0].end] == sign
    assert faults[0].sentence.endswith(".")
