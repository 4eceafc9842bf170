"""The hours file: its documented example works, and every slip in it is answered with its place, in Ukrainian."""

import tomllib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.casework.office import hours_file
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.holidays import Period
from appliance.casework.office.hours import Closure, HoursError, MovedDay, OfficeKind, Override, SpecialDay, day_hours
from appliance.errors import SettingsError

FULL = day_hours("08:00-12:00", "12:45-17:00")
WEEK = '[week]\nmon = ["08:00-17:00"]\n'


def read(text: str) -> WorkCalendar:
    return hours_file.from_toml(tomllib.loads(text))


def kyiv(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=KYIV)


def test_the_documented_example_is_read_as_it_is_meant() -> None:
    example = (hours_file.__doc__ or "").split("```toml")[1].split("```")[0]
    assert read(example) == WorkCalendar(
        week=(FULL, FULL, FULL, FULL, day_hours("08:00-12:00", "12:45-15:45"), (), ()),
        martial_law=(Period(date(2022, 2, 24)),),
        moved_days=(MovedDay(date(2027, 8, 23), date(2027, 8, 28)),),
        special_days=(SpecialDay(date(2026, 12, 31), day_hours("08:00-12:00"), "скорочений день"),),
        closures=(
            Closure(kyiv(12, 29), kyiv(12, 31), "ремонт приміщення"),
            Closure(kyiv(11, 10, 14), kyiv(11, 10, 16), "санітарна година"),
        ),
        override=Override(
            OfficeKind.CLOSED, kyiv(11, 5, 10), kyiv(11, 5, 14), "Зачинено через аварію на електромережі."
        ),
    )


def test_a_line_that_never_closes_is_one_key() -> None:
    assert read("round_the_clock = true") == WorkCalendar.round_the_clock()


def test_a_time_with_its_offset_is_taken_at_its_word() -> None:
    calendar = read(
        WEEK + "[[closure]]\nfrom = 2026-11-10T12:00:00Z\nto = 2026-11-10T16:00:00+02:00\nreason = 'санітарна година'"
    )
    assert calendar.closures == (Closure(kyiv(11, 10, 14), kyiv(11, 10, 16), "санітарна година"),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Години роботи: немає ключа «week»."),
        ("week = 8", "Години роботи: «week» має бути таблицею, а не «8»."),
        ("[week]\n", "Години роботи, [week]: немає жодної робочої години."),
        ("[week]\nmonday = []", "Години роботи, [week]: зайвий або невідомий ключ «monday»."),
        ("[week]\nmon = [8]", "Години роботи, [week]: «mon» має бути списком інтервалів на зразок"),
        ('[week]\ntue = ["17:00-08:00"]', "Години роботи, [week]: tue: Інтервал «17:00–08:00» неможливий"),
        ('[week]\ntue = ["08:00-12:00", "11:00-13:00"]', "Години роботи, [week]: tue: Інтервали"),
        ("holidays = true\n" + WEEK, "Години роботи: зайвий або невідомий ключ «holidays»."),
        ("round_the_clock = true\n" + WEEK, "Години роботи: зайвий або невідомий ключ «week»."),
        ("public_holidays = 'так'\n" + WEEK, "Години роботи: «public_holidays» має бути true або false, а не «так»."),
        ("martial_law = true\n" + WEEK, "Години роботи: «martial_law» має бути списком, а не «True»."),
        ("martial_law = [1]\n" + WEEK, "Години роботи: «martial_law» має бути списком таблиць [[martial_law]]."),
        (WEEK + "[[martial_law]]", "Години роботи, [[martial_law]] № 1: немає ключа «from»."),
        (
            WEEK + "[[martial_law]]\nfrom = 2026-02-24\nto = 2026-02-23",
            "Години роботи, [[martial_law]] № 1: «to» раніше, ніж «from».",
        ),
        (
            WEEK + "[[martial_law]]\nfrom = 0222-02-24",
            "Години роботи, [[martial_law]] № 1: «from»: перевірте рік, зазначено 222.",
        ),
        (
            WEEK + "[[moved]]\nday_off = 2027-08-23\nworks_on = 2027-08-23",
            "Години роботи, [[moved]] № 1: день перенесено на нього ж.",
        ),
        (
            WEEK + "[[moved]]\nday_off = 2027-08-23T08:00:00\nworks_on = 2027-08-28",
            "Години роботи, [[moved]] № 1: «day_off» має бути датою без часу",
        ),
        (WEEK + "[[day]]\non = 2026-12-31", "Години роботи, [[day]] № 1: немає ключа «hours»"),
        (
            WEEK + "[[closure]]\nfrom = 2026-12-29\nto = 2026-12-30",
            "Години роботи, [[closure]] № 1: немає ключа «reason».",
        ),
        (
            WEEK + "[[closure]]\nfrom = 2026-12-30\nto = 2026-12-29\nreason = 'ремонт'",
            "Години роботи, [[closure]] № 1: Зачинення має закінчуватися пізніше, ніж починається.",
        ),
        (
            WEEK + "[[closure]]\nfrom = 2026-12-29T08:00:00\nto = 2026-12-30\nreason = 'ремонт'",
            "Години роботи, [[closure]] № 1: «to» має бути датою з часом, а не «2026-12-30».",
        ),
        (
            WEEK + "[override]\nkind = 'shut'\nfrom = 2026-11-05T10:00:00\nuntil = 2026-11-05T14:00:00",
            "Години роботи, [override]: «kind» має бути open, break або closed, а не «shut».",
        ),
        (
            WEEK + "[override]\nkind = 'closed'\nfrom = 2026-11-05T14:00:00\nuntil = 2026-11-05T10:00:00",
            "Години роботи, [override]: Ручний режим має закінчуватися пізніше, ніж починається.",
        ),
        (
            WEEK + "[override]\nkind = 'closed'\nfrom = 2026-11-05T14:00:00",
            "Години роботи, [override]: немає ключа «until».",
        ),
    ],
)
def test_a_slip_is_answered_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(HoursError) as caught:
        read(text)
    assert str(caught.value).startswith(sentence)


WORDS = st.sampled_from(["", "open", "08:00-12:00", "24:00-24:00", "ремонт", "from", "٠٨:٠٠-٠٩:٠٠"])
PLAIN = st.recursive(
    st.booleans() | st.integers() | WORDS | st.dates() | st.datetimes() | st.times(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(WORDS, children, max_size=3),
    max_leaves=6,
)
KEYS = ("from", "to", "until", "kind", "reason", "on", "hours", "day_off", "works_on", "mon", "sun")
TABLES = st.dictionaries(st.sampled_from(KEYS), PLAIN, max_size=4)
NAMES = ("round_the_clock", "public_holidays", "week", "martial_law", "moved", "day", "closure", "override")


@given(st.dictionaries(st.sampled_from(NAMES), PLAIN | TABLES | st.lists(TABLES, max_size=2)))
def test_any_file_gives_a_calendar_or_the_named_error(mapping: dict[str, object]) -> None:
    try:
        assert isinstance(hours_file.from_toml(mapping), WorkCalendar)
    except SettingsError as error:
        assert str(error).startswith("Години роботи")
