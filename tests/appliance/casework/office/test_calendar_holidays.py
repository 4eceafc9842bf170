"""Public holidays, the days off they move, the short day before them, and martial law which turns all three off."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.holidays import Period, holidays, moved_days_off, orthodox_easter
from appliance.casework.office.hours import MovedDay, SpecialDay, day_hours

FULL = day_hours("08:00-12:00", "12:45-17:00")
PEACE = WorkCalendar(week=(FULL, FULL, FULL, FULL, day_hours("08:00-12:00", "12:45-15:45"), (), ()))
WAR = replace(PEACE, martial_law=(Period(date(2022, 2, 24)),))


def days_off(calendar: WorkCalendar, first: date, last: date) -> list[str]:
    """Return the weekdays from `first` to `last` on which nobody works."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [f"{day:%d.%m}" for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]


def closes(calendar: WorkCalendar, day: date) -> str:
    return str(calendar.plan(day).hours[-1]).partition("–")[2]


def test_easter_is_the_orthodox_one_and_trinity_the_fiftieth_day() -> None:
    for easter in (date(2026, 4, 12), date(2027, 5, 2), date(2028, 4, 16), date(2024, 5, 5), date(2025, 4, 20)):
        assert orthodox_easter(easter.year) == easter
        assert holidays(easter.year)[easter] == "Великдень"
        assert holidays(easter.year)[easter + timedelta(days=49)] == "Трійця"


def test_easter_agrees_with_the_tables_of_the_moon_for_two_centuries() -> None:
    """The Paschal full moon of the Julian tables by the golden number, then the next Sunday."""
    full_moons = "5.4 25.3 13.4 2.4 22.3 10.4 30.3 18.4 7.4 27.3 15.4 4.4 24.3 12.4 1.4 21.3 9.4 29.3 17.4"
    for year in range(1901, 2100):
        day, month = map(int, full_moons.split()[year % 19].split("."))
        moon = date(year, month, day) + timedelta(days=13)
        assert orthodox_easter(year) == moon + timedelta(days=7 - (moon.weekday() + 1) % 7)


def test_the_holidays_of_today_are_the_eleven_of_article_73() -> None:
    assert [f"{day:%d.%m}" for day in holidays(2027)] == [
        "01.01", "08.03", "01.05", "02.05", "08.05", "20.06", "28.06", "15.07", "24.08", "01.10", "25.12",
    ]  # fmt: skip


def test_the_holidays_of_2021_are_those_of_their_own_law() -> None:
    assert [f"{day:%d.%m}" for day in holidays(2021)] == [
        "01.01", "07.01", "08.03", "01.05", "02.05", "09.05", "20.06", "28.06", "24.08", "14.10", "25.12",
    ]  # fmt: skip


def test_2023_changed_its_holidays_on_the_way() -> None:
    days = [f"{day:%d.%m}" for day in holidays(2023)]
    assert [day for day in days if day in {"07.01", "08.05", "09.05", "15.07", "28.07", "01.10", "14.10"}] == [
        "07.01",
        "09.05",
        "28.07",
        "01.10",
    ]


def test_a_may_saturday_and_easter_sunday_give_monday_and_tuesday_off() -> None:
    assert days_off(PEACE, date(2027, 4, 26), date(2027, 5, 7)) == ["03.05", "04.05"]
    assert PEACE.plan(date(2027, 5, 3)).reason == "перенесений вихідний день: День праці"
    assert PEACE.plan(date(2027, 5, 4)).reason == "перенесений вихідний день: Великдень"


def test_2021_had_the_days_off_that_it_had() -> None:
    """The days off published for 2021: 3, 4 and 10 May, 21 and 28 June, 27 December beside the holidays themselves."""
    found = days_off(PEACE, date(2021, 1, 1), date(2021, 12, 31))
    assert found == [
        "01.01", "07.01", "08.03", "03.05", "04.05", "10.05", "21.06", "28.06", "24.08", "14.10", "27.12",
    ]  # fmt: skip


def test_a_holiday_on_a_weekday_closes_the_office_and_says_its_name() -> None:
    state = PEACE.state(datetime(2027, 8, 24, 10, tzinfo=KYIV))
    assert state.reason == "святковий день: День Незалежності України"
    assert state.opens_at == datetime(2027, 8, 25, 8, tzinfo=KYIV)


def test_the_day_before_a_holiday_is_an_hour_shorter() -> None:
    assert closes(PEACE, date(2027, 8, 23)) == "16:00"
    assert closes(PEACE, date(2027, 8, 25)) == "17:00"
    assert closes(PEACE, date(2027, 4, 30)) == "14:45"


def test_a_friday_before_a_holiday_on_sunday_is_not_shortened() -> None:
    assert closes(PEACE, date(2026, 4, 10)) == "15:45"


def test_under_martial_law_all_three_rules_are_off() -> None:
    assert days_off(WAR, date(2026, 1, 1), date(2028, 12, 31)) == []
    assert closes(WAR, date(2027, 8, 23)) == "17:00"
    assert not WAR.is_working_day(date(2027, 5, 2))


def test_the_end_of_martial_law_changes_no_day_before_it() -> None:
    ended = replace(PEACE, martial_law=(Period(date(2022, 2, 24), date(2027, 5, 2)),))
    day = date(2022, 2, 24)
    while day <= date(2027, 5, 2):
        assert ended.plan(day) == WAR.plan(day)
        day += timedelta(days=1)
    while day <= date(2028, 12, 31):
        assert ended.plan(day) == (WAR if day in {date(2027, 5, 3), date(2027, 5, 4)} else PEACE).plan(day)
        day += timedelta(days=1)


def test_past_terms_stay_when_martial_law_ends() -> None:
    ended = replace(PEACE, martial_law=(Period(date(2022, 2, 24), date(2027, 12, 31)),))
    start, amount = datetime(2027, 8, 23, 15, tzinfo=KYIV), timedelta(hours=8)
    assert ended.add_working_time(start, amount) == WAR.add_working_time(start, amount)
    assert ended.add_working_time(start, amount) < PEACE.add_working_time(start, amount)


def test_a_day_off_is_not_moved_into_martial_law_and_the_eve_within_it_is_not_shortened() -> None:
    begins = replace(PEACE, martial_law=(Period(date(2027, 5, 4)),))
    assert days_off(begins, date(2027, 4, 26), date(2027, 12, 31)) == ["03.05"]
    ends = replace(PEACE, martial_law=(Period(date(2027, 1, 1), date(2027, 8, 23)),))
    assert closes(ends, date(2027, 8, 23)) == "17:00"
    assert not ends.is_working_day(date(2027, 8, 24))


def test_a_working_saturday_is_no_day_off_to_be_moved() -> None:
    six_days = replace(PEACE, week=(*PEACE.week[:5], day_hours("09:00-13:00"), ()))
    assert days_off(six_days, date(2027, 4, 26), date(2027, 5, 7)) == ["03.05"]
    assert not six_days.is_working_day(date(2027, 5, 1))


def test_a_weekday_without_reception_is_not_a_day_off_of_the_law() -> None:
    tuesdays = replace(PEACE, week=((), FULL, (), (), (), (), ()))
    assert tuesdays.is_working_day(date(2027, 8, 31))
    assert "2027-06-29" not in map(str, moved_days_off(2027, frozenset({5, 6})))
    assert tuesdays.is_working_day(date(2027, 6, 29))


def test_christmas_at_the_year_s_end_moves_its_day_off_and_new_year_too() -> None:
    assert days_off(PEACE, date(2027, 12, 20), date(2028, 1, 10)) == ["27.12", "03.01"]


def test_a_day_off_is_not_moved_onto_another_day_off() -> None:
    taken = replace(PEACE, moved_days=(MovedDay(date(2027, 6, 21), date(2027, 6, 26)),))
    assert days_off(taken, date(2027, 6, 21), date(2027, 6, 25)) == ["21.06", "22.06"]


def test_a_special_day_is_stronger_than_a_holiday() -> None:
    calendar = replace(PEACE, special_days=(SpecialDay(date(2027, 8, 24), day_hours("09:00-13:00"), "чергування"),))
    assert closes(calendar, date(2027, 8, 24)) == "13:00"


def test_an_office_that_keeps_no_holidays_has_no_short_days_either() -> None:
    calendar = replace(PEACE, public_holidays=False)
    assert days_off(calendar, date(2027, 1, 1), date(2027, 12, 31)) == []
    assert closes(calendar, date(2027, 8, 23)) == "17:00"
