"""Which nights nobody answers in, and the alarm for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.hours import Closure
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.nights import moment_at, night_of, nights_from
from appliance.casework.staff.roster import RosterShift
from appliance.casework.staff.roster_watch import next_nights, watch
from appliance.clock import Moment
from tests.appliance.casework.duty import LONG, OFFICE, duty, kyiv, officer, who
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]


def at(text: str) -> Moment:
    return Moment(kyiv(text), 1000.0, True, "boot-1")


def alarms() -> list[str]:
    return [alarm.about for alarm in Alarm.standing() if alarm.kind == AlarmKind.NIGHT_WITHOUT_DUTY]


def open_alarms() -> list[str]:
    return [alarm.about for alarm in Alarm.standing() if alarm.cleared_at is None]


def spans(day: str) -> tuple[str, str]:
    night = night_of(date.fromisoformat(day), OFFICE)
    assert night is not None
    return f"{night.start.astimezone(KYIV):%d %H:%M}", f"{night.end.astimezone(KYIV):%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", ("23 17:00", "24 08:00")),
        ("2026-11-27", ("27 15:45", "28 08:00")),
        ("2026-11-28", ("28 08:00", "29 08:00")),
        ("2026-11-29", ("29 08:00", "30 08:00")),
    ],
)
def test_a_night_lasts_from_closing_to_opening_and_days_off_are_whole(day: str, expected: tuple[str, str]) -> None:
    assert spans(day) == expected


def test_nights_and_office_hours_leave_no_minute_of_a_year_out() -> None:
    closed = Closure(kyiv("2026-12-29 00:00"), kyiv("2026-12-31 00:00"), "ремонт")
    calendar = WorkCalendar(week=OFFICE.week, closures=(closed,))
    end = None
    for number in range(370):
        night = night_of(date(2026, 3, 1) + timedelta(days=number), calendar)
        assert night is not None
        if end is not None and end != night.start:
            hours = calendar.intervals(night.on)
            assert (hours[0][0], hours[-1][1]) == (end, night.start)
        end = night.end


def test_an_office_that_never_shuts_has_no_nights() -> None:
    assert nights_from(NOW.wall, WorkCalendar.round_the_clock(), 7) == []
    officer()
    assert not watch(NOW, WorkCalendar.round_the_clock())


def test_seven_nights_are_shown_the_one_that_goes_on_first() -> None:
    shown = [each.night.on for each in next_nights(at("2026-11-24 02:00"), OFFICE)]
    assert shown == [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
    assert next_nights(at("2026-11-24 08:00"), OFFICE)[0].night.on == date(2026, 11, 24)


def test_a_night_without_an_officer_raises_one_alarm_however_often_it_is_looked_at() -> None:
    duty(officer(), "2026-11-24 17:00", "2026-11-25 08:00")
    assert watch(at("2026-11-23 10:00"), OFFICE)
    assert not watch(at("2026-11-23 10:10"), OFFICE)
    assert alarms() == ["2026-11-23"]


def test_an_alarm_comes_when_the_night_is_24_hours_away_and_no_earlier() -> None:
    duty(officer(), "2026-11-23 17:00", "2026-11-24 08:00")
    assert not watch(at("2026-11-23 16:59"), OFFICE)
    assert alarms() == []
    assert watch(at("2026-11-23 17:00"), OFFICE)
    assert alarms() == ["2026-11-24"]
    assert "Ніч з 24.11: немає чергового" in Alarm.standing()[0].text


def test_who_takes_the_night_ends_the_alarm_and_who_leaves_it_raises_it_again() -> None:
    person = officer()
    now = at("2026-11-23 16:00")
    watch(now, OFFICE)
    assert open_alarms() == ["2026-11-23"]
    shift = duty(person, "2026-11-23 17:00", "2026-11-24 08:00")
    assert watch(now, OFFICE)
    assert open_alarms() == []
    RosterShift.remove(shift, by=who(), now=now)
    assert watch(now, OFFICE)
    assert open_alarms() == ["2026-11-23"]


def test_an_officer_who_leaves_the_directory_leaves_his_night_empty() -> None:
    person, _ = officer(), officer("Ірина", "0501112233")
    duty(person, "2026-11-23 17:00", "2026-11-24 08:00")
    assert not watch(at("2026-11-23 16:00"), OFFICE)
    DutyOfficer.remove(person, by=who(), now=NOW)
    assert watch(at("2026-11-23 16:00"), OFFICE)


def test_an_hour_that_nobody_takes_is_an_alarm_too() -> None:
    person = officer()
    duty(person, "2026-11-23 17:00", "2026-11-23 23:00")
    duty(person, "2026-11-24 00:00", "2026-11-24 08:00")
    now = at("2026-11-23 16:00")
    assert watch(now, OFFICE)
    assert "черговий є не весь час" in Alarm.standing()[0].text
    [(start, end)] = next_nights(now, OFFICE)[0].gaps
    assert (start, end) == (kyiv("2026-11-23 23:00"), kyiv("2026-11-24 00:00"))


def test_a_night_that_is_over_keeps_no_alarm_open() -> None:
    officer()
    watch(at("2026-11-23 20:00"), OFFICE)
    assert "2026-11-23" in open_alarms()
    watch(at("2026-11-24 08:00"), OFFICE)
    assert open_alarms() == ["2026-11-24"]


def test_an_office_without_duty_officers_is_not_reminded() -> None:
    assert not watch(at("2026-11-23 16:00"), OFFICE)
    person = officer()
    assert watch(at("2026-11-23 16:00"), OFFICE)
    DutyOfficer.remove(person, by=who(), now=NOW)
    assert watch(at("2026-11-23 16:00"), OFFICE)
    assert open_alarms() == []


@pytest.mark.parametrize("day", ["2026-10-24", "2027-03-27"])
def test_a_night_of_a_clock_change_is_covered_or_not_by_its_true_hours(day: str) -> None:
    calendar = WorkCalendar(week=(LONG,) * 7, public_holidays=False)
    next_day = date.fromisoformat(day) + timedelta(days=1)
    duty(officer(), f"{day} 17:00", f"{next_day} 08:00")
    assert next_nights(at(f"{day} 16:00"), calendar)[0].gaps == ()


def test_the_hour_that_comes_twice_means_the_first() -> None:
    twice, never = date(2026, 10, 25), date(2027, 3, 28)
    assert moment_at(twice, time(3, 30), OFFICE).isoformat() == "2026-10-25T00:30:00+00:00"
    assert moment_at(twice, time(3, 30, fold=1), OFFICE).isoformat() == "2026-10-25T00:30:00+00:00"
    assert moment_at(never, time(3, 30), OFFICE) == datetime.fromisoformat("2027-03-28T01:30:00+00:00")
