"""Every date of sixteen years, put together from the oracle's ordinals."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from audio.speech.text.words import to_words

MONTHS = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
FIRST, AFTER_LAST = date(2020, 1, 1), date(2036, 1, 1)
DAYS = [FIRST + timedelta(days=i) for i in range((AFTER_LAST - FIRST).days)]
PREPOSITIONS = {"до": "genitive", "на": "accusative", "перед": "instrumental"}


@cache
def ordinal(number: int, case: str, gender: str) -> str:
    oracle = pytest.importorskip("yar_numerals")
    words: str = oracle.inflect_ordinal(str(number), {"case": case, "gender": gender, "number": "singular"})
    return words.replace("ʼ", "'")


def spoken(preposition: str, day: date) -> str:
    case = PREPOSITIONS[preposition]
    year = ordinal(day.year, "genitive", "masculine")
    return f"{preposition} {ordinal(day.day, case, 'neuter')} {MONTHS[day.month - 1]} {year} року"


@pytest.mark.parametrize("year", range(2020, 2036))
def test_every_day_of_the_year_is_said_in_the_case_of_its_preposition(year: int) -> None:
    for day in (day for day in DAYS if day.year == year):
        for preposition in ("до", ("на", "перед")[day.toordinal() % 2]):
            assert to_words(f"{preposition} {day:%d.%m.%Y}").text == spoken(preposition, day)


@pytest.mark.parametrize("year", range(2020, 2036))
def test_a_date_is_the_same_however_it_is_written(year: int) -> None:
    for day in (day for day in DAYS if day.year == year and day.day in (1, 3, 22, 29, 30, 31)):
        said = spoken("до", day)
        assert to_words(f"до {day.day} {MONTHS[day.month - 1]} {day.year} року").text == said
        assert to_words(f"до {day.day}.{day:%m.%Y}").text == said
        assert to_words(f"до {day:%Y-%m-%d}").text == said
