"""What holds for every text: nothing unreadable is left, faults have their place, the words stand as they are."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.speech.clock_words import hour_of, since, until
from audio.speech.pauses import clauses
from audio.speech.text import times
from audio.speech.text.words import to_words

WRITTEN = [
    written
    for group in tomllib.loads((Path(__file__).parent / "golden.toml").read_text()).values()
    for written in group
]
SPEAKABLE = re.compile(r"(?:[А-ЩЬЮЯҐЄІЇа-щьюяґєії'-]\u0301?|[ \n.,!?:;…—])*")
SIGNS = st.sampled_from("0123456789АаБвГеІіЇїйнорст'’ʼ` \n.,:;!?-–—/%№°+*#()«»\"\u0301IVXaoC²³₴$@&")
PIECES = st.one_of(
    st.sampled_from(WRITTEN),
    st.sampled_from(
        [
            "до",
            "з",
            "о",
            "на",
            "у",
            "за",
            "по",
            "для",
            "протягом",
            "рішення",
            "вулиця",
            "кабінет",
            "працює",
            "особа",
            "осіб",
            "годин",
            "днів",
            "грн",
            "%",
            "р.",
            "№",
        ]
    ),
    st.integers(0, 3000).map(str),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=3).flatmap(
    lambda pieces: st.sampled_from((" ", ", ", ". ", "\n")).map(lambda glue: glue.join(pieces))
)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(SIGNS, max_size=40), TEXTS))
def test_no_digit_latin_letter_or_unknown_sign_is_left_in_any_text(text: str) -> None:
    assert SPEAKABLE.fullmatch(to_words(text).text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(SIGNS, max_size=40), TEXTS))
def test_a_fault_points_at_what_stands_in_the_text_that_was_given(text: str) -> None:
    faults = to_words(text).faults
    for fault in faults:
        assert text[fault.start : fault.end] == fault.sign
        assert fault.sign
        assert fault.sentence
    assert all(one.end <= other.start for one, other in pairwise(faults))


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_words_without_faults_are_read_as_they_stand(text: str) -> None:
    worded = to_words(text)
    if not worded.faults:
        assert to_words(worded.text) == worded


@given(st.sampled_from(WRITTEN))
def test_it_does_not_matter_how_the_letters_are_composed(written: str) -> None:
    assert to_words(unicodedata.normalize("NFD", written)).text == to_words(written).text


@pytest.mark.parametrize("sign", "'’ʼ`")
def test_all_apostrophes_are_one(sign: str) -> None:
    assert to_words(f"п{sign}ять зв{sign}язків").text == "п'ять зв'язків"


def test_stress_marks_of_the_editor_stay_where_they_are() -> None:
    assert to_words("У Ме́ні за́мок; замо́к").text == "У Ме́ні за́мок; замо́к"


def test_the_place_of_a_fault_counts_the_signs_that_were_given() -> None:
    fault = to_words("і\u0308жак — мы́ло\u00ad & $").faults[0]
    assert (fault.start, fault.end, fault.sign) == (8, 13, "мы\u0301ло")


def test_windows_line_ends_are_one_new_line() -> None:
    assert to_words("раз\r\nдва").text == "раз\nдва"


def test_a_sentence_that_began_with_figures_keeps_its_pause() -> None:
    said = to_words("Прийом завершено. 15 осіб чекають.").text
    assert len(clauses(said)) == len(clauses("Прийом завершено. П'ятнадцять осіб чекають."))


@pytest.mark.parametrize("hour", range(25))
@pytest.mark.parametrize("minute", [0, 1, 10, 15, 21, 45, 59])
def test_times_are_the_words_that_the_menu_says(hour: int, minute: int) -> None:
    assert times.hour_of(hour, minute) == hour_of(hour, minute)
    assert times.since(hour, minute) == since(hour, minute)
    assert times.until(hour, minute) == until(hour, minute)


def test_a_long_text_is_read_in_good_time() -> None:
    assert to_words("Прийом з 8:00 до 17:00 за адресою вул. Миру, 5. " * 200).text.count("Миру") == 200
