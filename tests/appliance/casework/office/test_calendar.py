"""When the office works, what it says of itself at any moment, and that an order by hand ends by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.hours import (
    Closure,
    Hours,
    HoursError,
    MovedDay,
    NaiveTimeError,
    NoWorkingTimeError,
    OfficeKind,
    OfficeState,
    Override,
    SpecialDay,
    day_hours,
    shortened,
)

FULL = day_hours("08:00-12:00", "12:45-17:00")
FRIDAY = day_hours("08:00-12:00", "12:45-15:45")
SLOBOZHANSKE = WorkCalendar(week=(FULL, FULL, FULL, FULL, FRIDAY, (), ()))
ALWAYS = WorkCalendar.round_the_clock()
OPEN, BREAK, CLOSED = OfficeKind.OPEN, OfficeKind.BREAK, OfficeKind.CLOSED


def kyiv(year: int, month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KYIV, fold=fold)


def told(calendar: WorkCalendar, at: datetime) -> tuple[OfficeKind, str, str, str]:
    """Return the state with its times as the wall clock in Kyiv shows them."""
    state = calendar.state(at)
    for moment in (state.until, state.opens_at):
        assert moment is None or moment.tzinfo is UTC
    until, opens_at = (
        moment.astimezone(KYIV).strftime("%d.%m %H:%M") if moment else "" for moment in (state.until, state.opens_at)
    )
    return state.kind, until, opens_at, state.reason


def test_after_a_short_friday_the_office_opens_on_monday_at_eight() -> None:
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 6, 15, 50)) == (CLOSED, "09.11 08:00", "09.11 08:00", "")


def test_at_lunch_there_is_a_break_until_a_quarter_to_one() -> None:
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 12, 12, 10)) == (BREAK, "12.11 12:45", "12.11 12:45", "")


def test_an_open_office_says_until_when() -> None:
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 12, 8)) == (OPEN, "12.11 12:00", "", "")
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 12, 13)) == (OPEN, "12.11 17:00", "", "")


def test_the_moment_of_closing_is_closed_and_the_moment_of_opening_is_open() -> None:
    assert not SLOBOZHANSKE.is_open(kyiv(2026, 11, 12, 17))
    assert SLOBOZHANSKE.is_open(kyiv(2026, 11, 12, 8))
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 12, 12))[0] is BREAK
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 12, 12, 45))[0] is OPEN


def test_intervals_that_touch_are_one() -> None:
    calendar = WorkCalendar(week=(day_hours("08:00-10:00", "10:00-12:00", "12:00-17:00"),) * 7, public_holidays=False)
    assert calendar.intervals(date(2026, 11, 12)) == [(kyiv(2026, 11, 12, 8), kyiv(2026, 11, 12, 17))]
    assert told(calendar, kyiv(2026, 11, 12, 9)) == (OPEN, "12.11 17:00", "", "")


def test_a_day_off_says_so() -> None:
    assert told(SLOBOZHANSKE, kyiv(2026, 11, 7, 10)) == (CLOSED, "09.11 08:00", "09.11 08:00", "вихідний день")


def test_an_override_closes_the_office_says_why_and_ends_by_itself() -> None:
    order = Override(CLOSED, kyiv(2026, 11, 5, 10), kyiv(2026, 11, 5, 14), "Аварія на електромережі.")
    calendar = replace(SLOBOZHANSKE, override=order)
    assert told(calendar, kyiv(2026, 11, 5, 9, 59)) == (OPEN, "05.11 10:00", "", "")
    assert told(calendar, kyiv(2026, 11, 5, 10)) == (CLOSED, "05.11 14:00", "05.11 14:00", "Аварія на електромережі.")
    assert not calendar.is_open(kyiv(2026, 11, 5, 13, 59))
    assert told(calendar, kyiv(2026, 11, 5, 14)) == (OPEN, "05.11 17:00", "", "")


def test_an_override_past_closing_time_names_the_next_opening() -> None:
    order = Override(CLOSED, kyiv(2026, 11, 5, 15), kyiv(2026, 11, 5, 20))
    assert told(replace(SLOBOZHANSKE, override=order), kyiv(2026, 11, 5, 16))[1:3] == ("05.11 20:00", "06.11 08:00")


def test_an_override_can_open_the_office_at_night_or_over_lunch() -> None:
    night = replace(SLOBOZHANSKE, override=Override(OPEN, kyiv(2026, 11, 5, 16), kyiv(2026, 11, 6, 1), "Штаб."))
    assert told(night, kyiv(2026, 11, 5, 16, 30)) == (OPEN, "06.11 01:00", "", "Штаб.")
    assert told(night, kyiv(2026, 11, 6, 1)) == (CLOSED, "06.11 08:00", "06.11 08:00", "")
    lunch = replace(SLOBOZHANSKE, override=Override(OPEN, kyiv(2026, 11, 5, 11), kyiv(2026, 11, 5, 12, 30)))
    assert told(lunch, kyiv(2026, 11, 5, 11, 30))[:2] == (OPEN, "05.11 12:30")
    assert told(lunch, kyiv(2026, 11, 5, 12, 30))[:2] == (BREAK, "05.11 12:45")


def test_an_override_can_be_a_break() -> None:
    order = Override(BREAK, kyiv(2026, 11, 5, 10), kyiv(2026, 11, 5, 10, 20))
    assert told(replace(SLOBOZHANSKE, override=order), kyiv(2026, 11, 5, 10, 5))[:2] == (BREAK, "05.11 10:20")


def test_an_override_does_not_move_a_term() -> None:
    order = Override(CLOSED, kyiv(2026, 11, 5, 8), kyiv(2026, 11, 6, 8))
    start, amount = kyiv(2026, 11, 5, 9), timedelta(hours=5)
    overridden = replace(SLOBOZHANSKE, override=order)
    assert overridden.add_working_time(start, amount) == SLOBOZHANSKE.add_working_time(start, amount)


def test_a_closure_of_two_hours_is_cut_out_of_the_day_and_out_of_working_time() -> None:
    closure = Closure(kyiv(2026, 11, 10, 14), kyiv(2026, 11, 10, 16), "санітарна година")
    calendar = replace(SLOBOZHANSKE, closures=(closure,))
    assert told(calendar, kyiv(2026, 11, 10, 15)) == (CLOSED, "10.11 16:00", "10.11 16:00", "санітарна година")
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in calendar.intervals(date(2026, 11, 10))] == [
        "08:00-12:00",
        "12:45-14:00",
        "16:00-17:00",
    ]
    assert calendar.add_working_time(kyiv(2026, 11, 10, 13), timedelta(hours=2)) == kyiv(2026, 11, 10, 17)


def test_lunch_before_a_closure_is_no_break_because_nobody_comes_back() -> None:
    closure = Closure(kyiv(2026, 11, 10, 12, 45), kyiv(2026, 11, 11), "немає світла")
    calendar = replace(SLOBOZHANSKE, closures=(closure,))
    assert told(calendar, kyiv(2026, 11, 10, 12, 10))[:3] == (CLOSED, "11.11 08:00", "11.11 08:00")


def test_a_closure_of_days_leaves_them_working_days_of_the_law() -> None:
    closure = Closure(kyiv(2026, 11, 9), kyiv(2026, 11, 12), "ремонт")
    calendar = replace(SLOBOZHANSKE, closures=(closure,))
    assert calendar.intervals(date(2026, 11, 10)) == []
    assert calendar.is_working_day(date(2026, 11, 10))


def test_a_moved_working_day_takes_its_hours_with_it() -> None:
    calendar = replace(SLOBOZHANSKE, moved_days=(MovedDay(date(2026, 11, 6), date(2026, 11, 14)),))
    assert told(calendar, kyiv(2026, 11, 6, 10)) == (
        CLOSED,
        "09.11 08:00",
        "09.11 08:00",
        "вихідний день: робочий день перенесено",
    )
    assert told(calendar, kyiv(2026, 11, 14, 15))[:2] == (OPEN, "14.11 15:45")


def test_a_special_day_has_its_own_hours_or_none() -> None:
    short = SpecialDay(date(2026, 11, 10), day_hours("08:00-12:00"), "скорочений день")
    off = SpecialDay(date(2026, 11, 11), (), "День села")
    calendar = replace(SLOBOZHANSKE, special_days=(short, off))
    assert told(calendar, kyiv(2026, 11, 10, 12, 30)) == (CLOSED, "12.11 08:00", "12.11 08:00", "скорочений день")
    assert told(calendar, kyiv(2026, 11, 11, 12, 30))[3] == "День села"


def test_a_line_that_never_closes_is_open_at_every_hour_of_both_clock_changes() -> None:
    for start in (kyiv(2026, 10, 24), kyiv(2027, 3, 27), kyiv(2026, 12, 31), kyiv(2027, 8, 23)):
        for minutes in range(0, 3 * 24 * 60, 30):
            at = start.astimezone(UTC) + timedelta(minutes=minutes)
            assert ALWAYS.state(at) == OfficeState(OPEN, until=None)


def test_round_the_clock_working_time_is_time_by_the_clock() -> None:
    start = kyiv(2026, 10, 24, 12)
    assert ALWAYS.working_time_between(start, kyiv(2026, 10, 26)) == timedelta(hours=37)
    assert ALWAYS.add_working_time(start, timedelta(hours=24)) == kyiv(2026, 10, 25, 11)
    assert ALWAYS.add_working_time(kyiv(2027, 3, 27, 12), timedelta(hours=24)) == kyiv(2027, 3, 28, 13)


def test_hours_to_midnight_go_on_into_the_next_day() -> None:
    night = WorkCalendar(week=(day_hours("00:00-04:00", "20:00-24:00"),) * 7, public_holidays=False)
    assert told(night, kyiv(2026, 11, 5, 22))[:2] == (OPEN, "06.11 04:00")
    assert night.state(kyiv(2026, 10, 24, 22)).until == kyiv(2026, 10, 25, 4)


def test_hours_across_the_changed_hour_last_as_long_as_the_clock_says() -> None:
    night = WorkCalendar(week=(day_hours("02:00-05:00"),) * 7, public_holidays=False)

    def length(day: date) -> timedelta:
        return night.working_time_between(night.end_of_day(day - timedelta(days=1)), night.end_of_day(day))

    assert length(date(2026, 10, 24)) == timedelta(hours=3)
    assert length(date(2026, 10, 25)) == timedelta(hours=4)
    assert length(date(2027, 3, 28)) == timedelta(hours=2)


def test_an_interval_that_the_spring_night_skips_is_no_working_time() -> None:
    skipped = WorkCalendar(week=(day_hours("03:30-04:00"),) * 7, public_holidays=False)
    assert skipped.intervals(date(2027, 3, 28)) == []


def test_the_calendar_works_without_any_clock_change() -> None:
    fixed = replace(SLOBOZHANSKE, zone=timezone(timedelta(hours=2)))
    state = fixed.state(datetime(2027, 7, 1, 5, 30, tzinfo=UTC))
    assert state.opens_at == datetime(2027, 7, 1, 6, tzinfo=UTC)


def test_an_office_without_hours_sees_no_opening_and_no_end_of_a_term() -> None:
    shut = WorkCalendar(week=((),) * 7)
    assert shut.state(kyiv(2026, 11, 5)) == OfficeState(CLOSED, None, None, "вихідний день")
    with pytest.raises(NoWorkingTimeError):
        shut.add_working_time(kyiv(2026, 11, 5), timedelta(minutes=1))
    with pytest.raises(NoWorkingTimeError):
        shut.add_working_days(date(2026, 11, 5), 1)


def test_a_moment_without_its_zone_is_refused() -> None:
    naive = datetime(2026, 11, 5, 10)  # noqa: DTZ001
    for ask in (
        lambda: SLOBOZHANSKE.state(naive),
        lambda: SLOBOZHANSKE.is_open(naive),
        lambda: SLOBOZHANSKE.add_working_time(naive, timedelta(hours=1)),
        lambda: SLOBOZHANSKE.working_time_between(naive, kyiv(2026, 11, 5)),
        lambda: Closure(naive, kyiv(2026, 11, 6), "ремонт"),
        lambda: Override(CLOSED, kyiv(2026, 11, 4), naive),
    ):
        with pytest.raises(NaiveTimeError):
            ask()


def test_a_term_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        SLOBOZHANSKE.add_working_time(kyiv(2026, 11, 5), timedelta(minutes=-1))
    with pytest.raises(ValueError, match="negative"):
        SLOBOZHANSKE.add_working_days(date(2026, 11, 5), -1)


def test_impossible_hours_are_refused_in_words() -> None:
    for text in ("17:00-08:00", "08:00-08:00", "08:00-25:00", "08:70-09:00", "8-17", ""):
        with pytest.raises(HoursError, match="Інтервал"):
            Hours.parse(text)
    with pytest.raises(HoursError, match="«08:00–12:00» і «11:00–13:00» накладаються"):
        day_hours("11:00-13:00", "08:00-12:00")
    with pytest.raises(HoursError, match="сім днів"):
        WorkCalendar(week=(FULL,))


def test_an_hour_off_the_day_is_an_hour_of_work() -> None:
    assert shortened(FULL) == day_hours("08:00-12:00", "12:45-16:00")
    assert shortened(day_hours("08:00-12:00", "13:00-13:30")) == day_hours("08:00-11:30")
    assert shortened(day_hours("08:00-12:00", "13:00-14:00")) == day_hours("08:00-12:00")
    assert shortened(day_hours("08:00-09:00")) == ()
