"""When a term is due: by the clock, in working time, in calendar and working days, in a month of the Law."""

from calendar import isleap
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.casework.office import terms
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.holidays import Period
from appliance.casework.office.hours import Closure, NaiveTimeError, SpecialDay, day_hours
from appliance.casework.office.terms import Term, TermUnit, add_calendar_month

FULL = day_hours("08:00-12:00", "12:45-17:00")
PEACE = WorkCalendar(week=(FULL, FULL, FULL, FULL, day_hours("08:00-12:00", "12:45-15:45"), (), ()))
WAR = replace(PEACE, martial_law=(Period(date(2022, 2, 24)),))
ALWAYS = WorkCalendar.round_the_clock()
EEST, EET = timezone(timedelta(hours=3)), timezone(timedelta(hours=2))


def kyiv(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KYIV)


# C-14: by the clock


def test_an_sos_on_the_autumn_night_is_due_two_hours_later_by_the_clock() -> None:
    due = terms.SOS.due_at(datetime(2026, 10, 25, 2, 30, tzinfo=EEST), WAR)
    assert due == datetime(2026, 10, 25, 3, 30, tzinfo=EET)
    assert due.astimezone(KYIV).isoformat() == "2026-10-25T03:30:00+02:00"


def test_an_emergency_across_the_autumn_night_is_due_an_hour_earlier_by_the_wall() -> None:
    assert terms.EMERGENCY.due_at(kyiv(2026, 10, 24, 12), WAR) == kyiv(2026, 10, 25, 11)


def test_the_same_terms_across_the_spring_night() -> None:
    assert terms.SOS.due_at(datetime(2027, 3, 28, 2, 30, tzinfo=EET), WAR) == datetime(2027, 3, 28, 5, 30, tzinfo=EEST)
    assert terms.EMERGENCY.due_at(kyiv(2027, 3, 27, 12), WAR) == kyiv(2027, 3, 28, 13)


def wall_by_hand(minutes: int) -> tuple[date, int, int]:
    """Return Kyiv's date, minute of the day and offset for minutes of UTC since 1970, by the rule of КМУ № 509."""
    day, minute = divmod(minutes, 1440)
    year = 1970
    while day >= (length := 366 if isleap(year) else 365):
        day, year = day - length, year + 1
    is_leap = isleap(year)
    january_first = (4 + (year - 1969) // 4 + (year - 1970)) % 7 if year > 1970 else 4  # Thursday is 4, Sunday 0
    last_march, last_october = 89 + is_leap, 303 + is_leap  # of the year, from 0: 31 March and 31 October
    spring = last_march - (january_first + last_march) % 7
    autumn = last_october - (january_first + last_october) % 7
    is_summer = (spring, 60) <= (day, minute) < (autumn, 60)
    offset = 3 if is_summer else 2
    carried, wall = divmod(minute + offset * 60, 1440)
    return date(year, 1, 1) + timedelta(days=day + carried), wall, offset


def test_for_every_day_of_five_years_elapsed_terms_agree_with_a_calculation_by_hand() -> None:
    first = (datetime(2026, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
    for minutes in range(first, first + 1826 * 1440, 210):
        since = datetime.fromtimestamp(minutes * 60, UTC)
        for term in (terms.SOS, terms.EMERGENCY, terms.ACCEPT_URGENT):
            due = term.due_at(since.astimezone(KYIV), WAR).astimezone(KYIV)
            day, wall, offset = wall_by_hand(minutes + term.amount)
            assert (due.date(), due.hour * 60 + due.minute) == (day, wall)
            assert due.utcoffset() == timedelta(hours=offset)


def test_for_every_day_of_five_years_days_end_at_midnight_by_hand() -> None:
    first = (datetime(2026, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1)
    for number in range(first, first + 1826):
        received = datetime.fromtimestamp(number * 86400 + 12 * 3600, UTC)
        due = terms.ORDINARY.due_at(received, WAR)
        minutes = int(due.timestamp()) // 60
        assert wall_by_hand(minutes)[:2] == (date(1970, 1, 1) + timedelta(days=number + 6), 0)
        assert wall_by_hand(minutes - 1)[:2] == (date(1970, 1, 1) + timedelta(days=number + 5), 1439)


# C-15: calendar days


def test_the_fifth_calendar_day_ends_at_midnight_even_on_a_saturday() -> None:
    assert terms.ORDINARY.due_at(kyiv(2026, 11, 2, 14, 10), WAR) == kyiv(2026, 11, 8, 0, 0)


def test_with_roll_over_it_ends_with_the_hours_of_monday() -> None:
    assert terms.ORDINARY.due_at(kyiv(2026, 11, 2, 14, 10), WAR, roll_over=True) == kyiv(2026, 11, 9, 17)


def test_roll_over_leaves_a_working_day_alone() -> None:
    assert terms.ORDINARY.due_at(kyiv(2026, 11, 3, 14), WAR, roll_over=True) == kyiv(2026, 11, 9, 17)
    assert terms.ORDINARY.due_at(kyiv(2026, 11, 4, 14), WAR, roll_over=True) == kyiv(2026, 11, 10)


def test_roll_over_passes_a_holiday_and_keeps_a_short_day() -> None:
    received = kyiv(2027, 8, 19, 9)
    assert terms.ORDINARY.due_at(received, PEACE, roll_over=True) == kyiv(2027, 8, 25, 17)
    assert terms.ORDINARY.due_at(received, WAR, roll_over=True) == kyiv(2027, 8, 25)
    assert terms.ORDINARY.due_at(kyiv(2027, 8, 16, 9), PEACE, roll_over=True) == kyiv(2027, 8, 23, 16)


def test_a_call_after_midnight_kyiv_time_counts_from_kyiv_s_date() -> None:
    late = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)
    assert terms.ORDINARY.due_at(late, WAR) == kyiv(2026, 11, 8)


def test_a_day_that_ends_on_the_autumn_night_has_twenty_five_hours() -> None:
    assert WAR.end_of_day(date(2026, 10, 25)) - WAR.end_of_day(date(2026, 10, 24)) == timedelta(hours=25)
    assert WAR.end_of_day(date(2027, 3, 28)) - WAR.end_of_day(date(2027, 3, 27)) == timedelta(hours=23)


# C-16: working hours


def test_eight_working_hours_from_thursday_afternoon_end_on_friday() -> None:
    assert PEACE.add_working_time(kyiv(2026, 11, 5, 15), timedelta(hours=8)) == kyiv(2026, 11, 6, 14, 45)


def test_eight_working_hours_from_friday_afternoon_end_on_monday() -> None:
    assert PEACE.add_working_time(kyiv(2026, 11, 6, 15), timedelta(hours=8)) == kyiv(2026, 11, 9, 16)


def test_a_start_on_a_day_off_counts_from_the_next_opening() -> None:
    assert terms.ACCEPT.due_at(kyiv(2026, 11, 7, 11), WAR) == kyiv(2026, 11, 9, 10)
    assert terms.ACCEPT.due_at(kyiv(2026, 11, 9, 11), WAR) == kyiv(2026, 11, 9, 13, 45)


def test_a_holiday_counts_or_not_by_the_switch() -> None:
    start = kyiv(2027, 8, 23, 15)
    assert WAR.add_working_time(start, timedelta(hours=3)) == kyiv(2027, 8, 24, 9)
    assert PEACE.add_working_time(start, timedelta(hours=3)) == kyiv(2027, 8, 25, 10)


def test_working_time_across_the_clock_change_is_what_was_worked() -> None:
    assert WAR.working_time_between(kyiv(2026, 10, 23, 15), kyiv(2026, 10, 26, 9)) == timedelta(hours=1, minutes=45)


# C-17: three regimes


def test_the_law_gives_fifteen_days_or_a_month_and_forty_five_at_most() -> None:
    received = kyiv(2026, 12, 31, 10)
    assert terms.LAW_WITHOUT_STUDY.due_at(received, WAR) == kyiv(2027, 1, 16)
    assert terms.LAW.due_at(received, WAR) == kyiv(2027, 2, 1)
    assert terms.LAW_AT_MOST.due_at(received, WAR) == kyiv(2027, 2, 15)
    assert terms.LAW_FORWARDING.due_at(received, WAR) == kyiv(2027, 1, 6)


def test_every_extension_of_a_month_has_room_within_forty_five_days() -> None:
    for number in range(366):
        received = kyiv(2028, 1, 1, 10) + timedelta(days=number)
        assert terms.LAW.due_at(received, WAR) < terms.LAW_AT_MOST.due_at(received, WAR)


def test_a_request_gives_the_days_of_the_regulation() -> None:
    received = kyiv(2026, 11, 2, 14, 10)
    assert terms.MEDIUM.due_at(received, WAR) == kyiv(2026, 11, 18)
    assert [term.clause for term in (terms.SOS, terms.EMERGENCY, terms.ORDINARY, terms.MEDIUM)] == [
        "K 4.2.1",
        "K 4.2.2",
        "K 4.2.3.1",
        "K 4.2.3.2",
    ]


def test_information_is_given_within_five_working_days_or_twenty() -> None:
    received = kyiv(2026, 11, 5, 10)
    assert terms.INFORMATION.due_at(received, WAR) == kyiv(2026, 11, 13)
    assert terms.INFORMATION_EXTENDED.due_at(received, WAR) == kyiv(2026, 12, 4)
    assert terms.INFORMATION.due_at(kyiv(2026, 11, 7, 10), WAR) == kyiv(2026, 11, 14)
    assert terms.INFORMATION.due_at(kyiv(2027, 4, 29, 10), PEACE) == kyiv(2027, 5, 12)
    assert terms.INFORMATION.due_at(kyiv(2027, 4, 29, 10), WAR) == kyiv(2027, 5, 7)


def test_a_month_ends_on_the_same_number_or_on_the_last_day() -> None:
    for year in (2026, 2027, 2028):
        lengths = dict(enumerate((31, 29 if year == 2028 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))
        for month, length in lengths.items():
            for number in range(1, length + 1):
                found = add_calendar_month(date(year, month, number))
                following = 1 if month == 12 else month + 1
                assert (found.year, found.month) == (year + (month == 12), following)
                assert found.day == (number if number <= lengths[following] else lengths[following])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 1, 29), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_of_the_law_by_example(day: date, expected: date) -> None:
    assert add_calendar_month(day) == expected


def test_a_term_refuses_a_moment_without_its_zone() -> None:
    naive = datetime(2026, 11, 5, 10)  # noqa: DTZ001
    for unit in TermUnit:
        with pytest.raises(NaiveTimeError):
            Term(1, unit).due_at(naive, WAR)


# properties

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=200))
BUSY = replace(
    PEACE,
    closures=(Closure(kyiv(2027, 5, 5, 10), kyiv(2027, 5, 12, 14), "ремонт"),),
    special_days=(SpecialDay(date(2027, 5, 13), day_hours("22:00-24:00")),),
    martial_law=(Period(date(2022, 2, 24), date(2027, 4, 30)),),
)
NIGHTS = WorkCalendar(week=(day_hours("00:00-06:30", "21:00-24:00"),) * 7)
CALENDARS = st.sampled_from([PEACE, WAR, ALWAYS, BUSY, NIGHTS])


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_working_time_added_and_measured_is_the_same(
    calendar: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    assert calendar.working_time_between(start, calendar.add_working_time(start, amount)) == amount


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_a_longer_term_is_never_due_earlier(
    calendar: WorkCalendar, start: datetime, amount: timedelta, more: timedelta
) -> None:
    due = calendar.add_working_time(start, amount)
    assert due <= calendar.add_working_time(start, amount + more)
    assert calendar.add_working_time(due, more) == calendar.add_working_time(start, amount + more) or not more


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkCalendar, start: datetime, later: timedelta, amount: timedelta
) -> None:
    assert calendar.add_working_time(start, amount) <= calendar.add_working_time(start + later, amount)


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_working_time_adds_up_and_never_passes_the_clock(
    calendar: WorkCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    whole = calendar.working_time_between(start, end)
    assert whole == calendar.working_time_between(start, middle) + calendar.working_time_between(middle, end)
    assert timedelta(0) <= whole <= first + second
    assert calendar.working_time_between(end, start) == -whole


@given(CALENDARS, MOMENTS)
def test_the_state_holds_until_it_says_and_the_opening_comes_when_it_says(calendar: WorkCalendar, at: datetime) -> None:
    state, moment = calendar.state(at), timedelta(microseconds=1)
    assert (state.kind == "open") == calendar.is_open(at)
    if state.until:
        assert state.until > at
        assert calendar.is_open(state.until - moment) == calendar.is_open(at)
        assert calendar.state(state.until - moment).kind == state.kind
    if state.opens_at:
        assert calendar.is_open(state.opens_at)
        assert not calendar.is_open(state.opens_at - moment)


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.integers(0, 30))
def test_working_days_added_can_be_counted_again(calendar: WorkCalendar, start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(calendar.is_working_day(day) for day in days) == count
