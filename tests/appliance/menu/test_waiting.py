"""What a caller who waits for a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.menu.waiting import TEXTS, expected_wait_s, waiting_words
from audio.speech.stress import StressLists, mark
from audio.speech.text.words import to_words


@pytest.mark.parametrize(
    ("position", "expected_s", "words"),
    [
        (1, 20, ["Ви перші в черзі", "Чекати менше хвилини"]),
        (1, 61, ["Ви перші в черзі", "Чекати близько двох хвилин"]),
        (2, 120, ["Ви другі в черзі", "Чекати близько двох хвилин"]),
        (3, 250, ["Ви треті в черзі", "Чекати близько п'яти хвилин"]),
        (10, 1800, ["Ви десяті в черзі", "Чекати близько пів години"]),
        (11, 1801, ["Перед вами в черзі щонайменше десять людей", "Чекати більше ніж пів години"]),
        (1, None, ["Ви перші в черзі"]),
        (0, 60, []),
    ],
)
def test_the_place_and_the_time_are_said_as_people_say_them(
    position: int, expected_s: float | None, words: list[str]
) -> None:
    assert waiting_words(position, expected_s) == words


@given(st.integers(-1, 10**6), st.one_of(st.none(), st.floats(0, 1e9)))
def test_whatever_the_queue_is_all_words_are_spoken_ahead(position: int, expected_s: float | None) -> None:
    assert set(waiting_words(position, expected_s)) <= set(TEXTS)


def test_every_text_can_be_read_and_its_stress_is_known(tmp_path: Path) -> None:
    lists = StressLists(tmp_path / "none.toml")
    for text in TEXTS:
        worded = to_words(text)
        stressed = mark(worded.text, lists)
        assert (worded.faults, list(stressed.unknown), list(stressed.ambiguous)) == ((), [], []), text


def test_before_the_first_talk_a_typical_one_is_assumed() -> None:
    assert expected_wait_s(1, [], 1) == 180.0
    assert expected_wait_s(2, [], 1) == 360.0
    assert expected_wait_s(2, [], 2) == 180.0


def test_short_talks_shorten_the_wait_and_one_odd_talk_does_not_make_it() -> None:
    assert expected_wait_s(1, [60.0] * 20, 1) == pytest.approx((3 * 180 + 20 * 60) / 23)
    assert expected_wait_s(1, [7200.0], 1) == pytest.approx((3 * 180 + 900) / 4)
    assert expected_wait_s(1, [900.0] * 99 + [60.0] * 20, 1) == expected_wait_s(1, [60.0] * 20, 1)


@pytest.mark.parametrize(("position", "operators"), [(1, 0), (0, 1)])
def test_where_nobody_waits_or_is_waited_for_no_time_is_said(position: int, operators: int) -> None:
    assert expected_wait_s(position, [60.0], operators) is None
