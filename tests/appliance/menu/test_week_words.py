"""The plain week as it is said: computed, so that no written text can go stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import ALL_DAY, DayHours, Hours, day_hours
from appliance.menu.content import Background
from appliance.menu.nodes.office_hours import OfficeHours
from appliance.menu.week_words import week_in_words
from audio.speech.text.words import to_words
from tests.appliance.casework.duty import LONG, OFFICE, SHORT
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

NINE, MORNING = day_hours("09:00-18:00"), day_hours("09:00-13:00")
LUNCH = "Перерва з дванадцятої до дванадцятої сорок п'ять."
WEEKEND = "У суботу та неділю не працюємо."


def said(*week: DayHours) -> list[str]:
    return week_in_words(WorkCalendar(week=week))


@pytest.mark.row("A9")
def test_a_week_is_said_as_people_say_it() -> None:
    assert week_in_words(OFFICE) == [
        "Ми працюємо з понеділка по четвер із восьмої до сімнадцятої години.",
        "У п'ятницю працюємо із восьмої до п'ятнадцятої сорок п'ять.",
        LUNCH,
        WEEKEND,
    ]


def test_a_lunch_that_not_every_day_has_stands_by_its_day() -> None:
    assert said(LONG, MORNING, LONG, MORNING, LONG, (), ()) == [
        "Ми працюємо в понеділок, середу та п'ятницю із восьмої до сімнадцятої години, "
        "перерва з дванадцятої до дванадцятої сорок п'ять.",
        "У вівторок та четвер працюємо з дев'ятої до тринадцятої години.",
        WEEKEND,
    ]


def test_a_line_that_never_closes_says_so_in_one_sentence() -> None:
    assert said(*(ALL_DAY,) * 7) == ["Ми працюємо цілодобово, без вихідних."]
    assert said(*(ALL_DAY,) * 6, SHORT)[:1] == ["Ми працюємо з понеділка по суботу цілодобово."]


def test_one_day_a_week_and_every_day_alike() -> None:
    assert said((), NINE, (), (), (), (), ()) == [
        "Ми працюємо у вівторок з дев'ятої до вісімнадцятої години.",
        "У понеділок, середу, четвер, п'ятницю, суботу та неділю не працюємо.",
    ]
    assert said(*(NINE,) * 7) == ["Ми працюємо щодня з дев'ятої до вісімнадцятої години."]


INTERVALS = st.lists(st.integers(0, 1440), unique=True, max_size=6).map(
    lambda ends: tuple(Hours(*pair) for pair in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@given(st.tuples(*[INTERVALS] * 7).filter(any))
def test_any_week_is_said_in_words_that_can_be_spoken(week: tuple[DayHours, ...]) -> None:
    for sentence in said(*week):
        assert not to_words(sentence).faults
        assert not any(sign.isdigit() for sign in sentence)


def test_a_caller_hears_the_week_where_no_text_of_it_is_written(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("next")
        sentences = [text for text in walking.said if text in week_in_words(OFFICE)]
        assert sentences == week_in_words(OFFICE)

    menu = sounding(small_flow("office_hours", prompt='""'), OFFICE)
    assert set(week_in_words(OFFICE)) <= set(OfficeHours().texts(Background(OFFICE)))
    walk(scene, menu, tmp_path)
