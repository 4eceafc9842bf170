from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from audio.speech.clock_words import DAYS, MONTHS, ON_WEEKDAY, hour_of, since, until

EVERY_MINUTE = [(hour, minute) for hour in range(24) for minute in range(60)] + [(24, 0)]
LETTERS = re.compile(r"[а-щьюяєіїґ']+( [а-щьюяєіїґ']+)*")


def test_every_minute_of_the_day_is_ukrainian_words_and_its_own() -> None:
    said = [hour_of(hour, minute) for hour, minute in EVERY_MINUTE]
    assert all(LETTERS.fullmatch(words) for words in said)
    assert len(set(said)) == len(EVERY_MINUTE)


def test_only_a_full_hour_is_called_an_hour() -> None:
    assert {minute for hour, minute in EVERY_MINUTE if hour_of(hour, minute).endswith("години")} == {0}


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "нульової години"),
        (1, 1, "першої нуль одна"),
        (8, 0, "восьмої години"),
        (8, 5, "восьмої нуль п'ять"),
        (12, 45, "дванадцятої сорок п'ять"),
        (15, 45, "п'ятнадцятої сорок п'ять"),
        (17, 12, "сімнадцятої дванадцять"),
        (19, 30, "дев'ятнадцятої тридцять"),
        (20, 20, "двадцятої двадцять"),
        (21, 21, "двадцять першої двадцять одна"),
        (23, 59, "двадцять третьої п'ятдесят дев'ять"),
        (24, 0, "двадцять четвертої години"),
    ],
)
def test_a_time_is_said_in_the_genitive(hour: int, minute: int, words: str) -> None:
    assert hour_of(hour, minute) == words
    assert until(hour, minute) == f"до {words}"
    assert since(hour, minute) in {f"з {words}", f"із {words}"}


@pytest.mark.parametrize(("hour", "preposition"), [(4, "із"), (7, "із"), (8, "із"), (9, "з"), (14, "із"), (20, "з")])
def test_the_preposition_is_the_one_that_is_easy_to_say(hour: int, preposition: str) -> None:
    assert since(hour, 0).split()[0] == preposition


@pytest.mark.parametrize(("hour", "minute"), [(25, 0), (8, 60)])
def test_a_time_that_does_not_exist_is_not_said(hour: int, minute: int) -> None:
    with pytest.raises(IndexError):
        hour_of(hour, minute)


def test_every_day_of_a_year_has_its_own_words() -> None:
    days = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]
    said = {f"{DAYS[day.day - 1]} {MONTHS[day.month - 1]}" for day in days}
    assert len(said) == 366
    assert all(LETTERS.fullmatch(words) for words in said)
    assert {"тридцять першого грудня", "двадцять дев'ятого лютого", "п'ятого листопада"} <= said


def test_weekdays_are_said_after_a_verb_that_ends_in_a_vowel() -> None:
    assert len(ON_WEEKDAY) == 7
    assert ON_WEEKDAY[0] == "в понеділок"
    assert [day for day in ON_WEEKDAY if day.startswith("у ")] == ["у вівторок"]
