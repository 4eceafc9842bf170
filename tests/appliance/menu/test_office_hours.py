"""Hours in words (C-7)."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.hours_file import from_toml
from appliance.menu.content import Background
from appliance.menu.nodes.office_hours import OfficeHours, state_in_words
from appliance.publishing.compose import STARTER_PROFILE
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk
from tests.fakes.virtual_time import VirtualClock

WEEK = (STARTER_PROFILE / "hours.toml").read_text(encoding="utf-8")
PEACE = WEEK.replace("from = 2022-02-24", "from = 2022-02-24\nto = 2026-11-01")
CLOSED_TILL_TWO = '\n[override]\nkind = "closed"\nfrom = 2026-11-05T10:00:00\nuntil = 2026-11-05T14:00:00\n'
BREAK_TILL_HALF_PAST = CLOSED_TILL_TWO.replace("closed", "break").replace("14:00", "12:30")
OPEN_ALL_NIGHT = '\n[override]\nkind = "open"\nfrom = 2026-11-05T20:00:00\nuntil = 2026-11-06T00:00:00\n'
REPAIR = '\n[[closure]]\nfrom = 2026-11-09\nto = 2026-11-20\nreason = "ремонт"\n'
NIGHT_SHIFT = '[week]\nmon = ["22:00-24:00"]\ntue = ["00:00-00:30"]\n'


def calendar(text: str) -> WorkCalendar:
    return from_toml(tomllib.loads(text))


def kyiv(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KYIV).astimezone(UTC)


SAID = [
    (WEEK, "2026-11-05 10:00", "Зараз ми працюємо до дванадцятої години"),
    (WEEK, "2026-11-05 12:10", "Зараз у нас перерва до дванадцятої сорок п'ять"),
    (WEEK, "2026-11-05 12:45", "Зараз ми працюємо до сімнадцятої години"),
    (WEEK, "2026-11-05 07:59", "Зараз ми не працюємо Зателефонуйте сьогодні із восьмої години"),
    (WEEK, "2026-11-05 17:00", "Зараз ми не працюємо Зателефонуйте завтра із восьмої години"),
    (WEEK, "2026-11-06 15:50", "Зараз ми не працюємо Зателефонуйте в понеділок із восьмої години"),
    (WEEK, "2026-11-08 23:59", "Зараз ми не працюємо Зателефонуйте завтра із восьмої години"),
    (WEEK + CLOSED_TILL_TWO, "2026-11-05 11:00", "Зараз ми не працюємо Зателефонуйте сьогодні із чотирнадцятої години"),
    (WEEK + CLOSED_TILL_TWO, "2026-11-05 14:00", "Зараз ми працюємо до сімнадцятої години"),
    (WEEK + CLOSED_TILL_TWO, "2026-11-05 09:59", "Зараз ми працюємо до десятої години"),
    (WEEK + BREAK_TILL_HALF_PAST, "2026-11-05 11:00", "Зараз у нас перерва до дванадцятої сорок п'ять"),
    (WEEK + OPEN_ALL_NIGHT, "2026-11-05 21:00", "Зараз ми працюємо до двадцять четвертої години"),
    (
        WEEK + REPAIR,
        "2026-11-07 09:00",
        "Зараз ми не працюємо Зателефонуйте в понеділок двадцять третього листопада із восьмої години",
    ),
    (PEACE, "2026-12-24 16:30", "Зараз ми не працюємо Зателефонуйте в понеділок із восьмої години"),
    (NIGHT_SHIFT, "2026-11-09 23:00", "Зараз ми працюємо до нульової тридцять"),
    (
        NIGHT_SHIFT,
        "2026-11-10 01:00",
        "Зараз ми не працюємо Зателефонуйте в понеділок із двадцять другої години".replace("із дв", "з дв"),
    ),
    ("round_the_clock = true", "2026-11-10 01:00", "Зараз ми працюємо"),
]


@pytest.mark.parametrize(("hours", "at", "words"), SAID)
def test_the_state_of_the_office_is_said_as_people_say_it(hours: str, at: str, words: str) -> None:
    open_hours = calendar(hours)
    said = state_in_words(open_hours, kyiv(at))
    assert " ".join(said) == words
    assert set(said) <= set(OfficeHours().texts(Background(open_hours)))


def test_a_break_that_lasts_until_another_day_is_no_break() -> None:
    till_evening = CLOSED_TILL_TWO.replace("closed", "break").replace("14:00", "23:00")
    words = state_in_words(calendar(WEEK + till_evening), kyiv("2026-11-05 16:00"))
    assert words == ["Зараз ми не працюємо", "Зателефонуйте завтра із восьмої години"]


def test_an_office_that_never_opens_again_promises_nothing() -> None:
    closed = '\n[[closure]]\nfrom = 2026-01-01\nto = 2029-12-31\nreason = "ліквідація"\n'
    assert state_in_words(calendar(WEEK + closed), kyiv("2026-11-05 16:00")) == ["Зараз ми не працюємо"]


@pytest.mark.parametrize(
    "hours", [WEEK, PEACE, WEEK + CLOSED_TILL_TWO, WEEK + REPAIR, WEEK + OPEN_ALL_NIGHT, PEACE + REPAIR, NIGHT_SHIFT]
)
def test_every_state_of_a_year_needs_only_words_that_were_prepared(hours: str) -> None:
    open_hours = calendar(hours)
    prepared = set(OfficeHours().texts(Background(open_hours)))
    at = kyiv("2026-06-01 00:00")
    while at < kyiv("2027-06-10 00:00"):
        assert set(state_in_words(open_hours, at)) <= prepared, at
        at += timedelta(minutes=149)


def test_all_that_is_prepared_is_words() -> None:
    for text in OfficeHours().texts(Background(calendar(PEACE + REPAIR))):
        assert all(sign.isalpha() or sign in " '.," for sign in text), text
        assert not any("a" <= sign.lower() <= "z" for sign in text), text


def test_the_caller_hears_the_state_then_the_week_then_how_to_go_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("next")
        assert walking.said[:4] == ["Зараз ми не працюємо", "Зателефонуйте завтра із восьмої години", "it", "it_tail"]

    menu = sounding(small_flow("office_hours"), calendar(WEEK))
    walk(scene, menu, tmp_path, clock=lambda loop: VirtualClock(loop, kyiv("2026-11-05 17:30")))


def test_a_time_that_nobody_prepared_is_left_out(tmp_path: Path) -> None:
    menu = sounding(small_flow("office_hours"), calendar(WEEK))
    ordered = calendar(WEEK + CLOSED_TILL_TWO.replace("14:00", "13:37"))

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("next")
        assert walking.said[:3] == ["Зараз ми не працюємо", "it", "it_tail"]

    changed = type(menu)(menu.revision, menu.flow, Background(ordered), menu.prompts, menu.phrases)
    walk(scene, changed, tmp_path, clock=lambda loop: VirtualClock(loop, kyiv("2026-11-05 11:00")))
