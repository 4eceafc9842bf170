"""Who stands in the roster, at which hours, and what refuses an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.staff.duty_officers import AlreadyDutyOfficer, Contact, DutyOfficer, NoSuchDutyOfficer
from appliance.casework.staff.operators import BadReach, NoSuchOperator
from appliance.casework.staff.roster import LONGEST, BadShift, NoSuchShift, Planned, RosterShift
from appliance.clock import Moment
from tests.appliance.casework.duty import duty, kyiv, officer, who
from tests.appliance.casework.register import NOW, later, opened, operator

__all__ = ["opened"]

MONDAY = date(2026, 11, 23)


def names(at: str) -> list[str]:
    return [person.name for shift in RosterShift.duty_at(kyiv(at)) for person in shift.answering]


def test_who_answers_tonight_is_the_officer_and_then_his_stand_in() -> None:
    duty(officer(), "2026-11-23 17:00", "2026-11-24 08:00", stand_in=officer("Ірина Заступниця", "0501112233"))
    assert names("2026-11-23 16:59") == []
    assert names("2026-11-23 17:00") == ["Степан Черговий", "Ірина Заступниця"]
    assert names("2026-11-24 08:00") == []


def test_who_left_answers_no_more_and_his_stand_in_still_does() -> None:
    left = officer()
    duty(left, "2026-11-23 17:00", "2026-11-24 08:00", stand_in=officer("Ірина Заступниця", "0501112233"))
    DutyOfficer.remove(left, by=who(), now=NOW)
    assert names("2026-11-23 20:00") == ["Ірина Заступниця"]
    with pytest.raises(NoSuchDutyOfficer):
        duty(left, "2026-11-25 17:00", "2026-11-26 08:00")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("2026-10-24 20:00", "2026-10-25 08:00", 13), ("2027-03-27 20:00", "2027-03-28 08:00", 11)],
)
def test_a_night_of_a_clock_change_is_kept_with_its_true_length(start: str, end: str, hours: int) -> None:
    shift = RosterShift.numbered(duty(officer(), start, end)).planned
    assert shift.ends_at - shift.starts_at == timedelta(hours=hours)
    assert (shift.starts_at.tzinfo, shift.ends_at.tzinfo) == (UTC, UTC)
    assert shift.starts_at.astimezone(KYIV).hour == 20
    assert shift.ends_at.astimezone(KYIV).hour == 8


@pytest.mark.parametrize("turn", ["2026-10-25 03:30", "2027-03-28 03:30"])
def test_shifts_that_meet_in_the_hour_of_a_clock_change_leave_nobody_out(turn: str) -> None:
    first, second = officer(), officer("Ірина Заступниця", "0501112233")
    day = date.fromisoformat(turn[:10])
    duty(first, f"{day - timedelta(days=1)} 20:00", turn)
    duty(second, turn, f"{day} 08:00")
    at = kyiv(f"{day} 00:00")
    while at < kyiv(f"{day} 08:00"):
        assert len(RosterShift.duty_at(at)) == 1
        at += timedelta(minutes=15)


def test_a_week_is_copied_by_the_wall_clock_over_the_change_of_clocks() -> None:
    for day in range(19, 26):
        start = date(2026, 10, day)
        duty(officer(f"Черговий {day}"), f"{start} 20:00", f"{start + timedelta(days=1)} 08:00")
    copied = RosterShift.copy_week(date(2026, 10, 19), date(2026, 10, 26), by=who(), now=NOW)
    assert copied == 7
    week = RosterShift.between(kyiv("2026-10-26 00:00"), kyiv("2026-11-02 20:00"))
    shown = [
        shift.planned.starts_at.astimezone(KYIV) for shift in week if shift.planned.starts_at > kyiv("2026-10-26 12:00")
    ]
    assert [at.hour for at in shown] == [20] * 7
    assert {at.date() for at in shown} == {date(2026, 10, 26) + timedelta(days=n) for n in range(7)}


def test_a_copied_week_passes_over_who_is_taken_or_has_left() -> None:
    busy, left, free = officer("А"), officer("Б", "0501112233"), officer("В", "0631112233")
    for person, day in ((busy, 23), (left, 24), (free, 25)):
        duty(person, f"2026-11-{day} 17:00", f"2026-11-{day + 1} 08:00")
    duty(busy, "2026-11-30 12:00", "2026-12-01 12:00")
    DutyOfficer.remove(left, by=who(), now=NOW)
    assert RosterShift.copy_week(MONDAY, MONDAY + timedelta(days=7), by=who(), now=NOW) == 1
    assert RosterShift.copy_week(MONDAY, MONDAY + timedelta(days=7), by=who(), now=NOW) == 0
    with pytest.raises(BadShift, match="понеділок"):
        RosterShift.copy_week(MONDAY, MONDAY + timedelta(days=8), by=who(), now=NOW)


def test_an_operator_has_shifts_too_and_they_answer_no_night() -> None:
    number = operator("Олена Коваль", "0671234567")
    start, end = kyiv("2026-11-23 08:00"), kyiv("2026-11-23 17:00")
    shift = RosterShift.plan(Planned(start, end, operator=number), by=who(), now=NOW)
    found = RosterShift.numbered(shift)
    assert (found.person and found.person.name, found.duty) == ("Олена Коваль", False)
    assert RosterShift.duty_at(NOW.wall) == []
    with pytest.raises(NoSuchOperator):
        RosterShift.plan(Planned(start, end, operator=99), by=who(), now=NOW)


def test_nobody_has_two_shifts_at_once() -> None:
    person = officer()
    duty(person, "2026-11-23 17:00", "2026-11-24 08:00")
    with pytest.raises(BadShift, match="вже має зміну"):
        duty(person, "2026-11-24 07:00", "2026-11-24 09:00")
    duty(person, "2026-11-24 08:00", "2026-11-24 09:00")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_at": kyiv("2026-11-23 17:00")}, "пізніше"),
        ({"ends_at": kyiv("2026-11-23 17:00") + LONGEST + timedelta(minutes=1)}, "31 день"),
        ({"officer": None}, "одну людину"),
        ({"operator": 1}, "одну людину"),
        ({"stand_in": 1}, "іншою людиною"),
        ({"officer": None, "operator": 1, "stand_in": 1}, "лише черговому"),
    ],
)
def test_an_impossible_shift_is_refused_with_its_reason(change: dict[str, object], said: str) -> None:
    officer()
    planned = Planned(kyiv("2026-11-23 17:00"), kyiv("2026-11-24 08:00"), officer=1)
    with pytest.raises(BadShift, match=said):
        RosterShift.plan(replace(planned, **change), by=who(), now=NOW)  # type: ignore[arg-type]


def test_of_two_who_change_a_shift_the_second_is_told() -> None:
    shift = duty(officer(), "2026-11-23 17:00", "2026-11-24 08:00")
    planned = RosterShift.numbered(shift).planned
    RosterShift.change(shift, 1, replace(planned, note="перша"), by=who(), now=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        RosterShift.change(shift, 1, replace(planned, note="друга"), by=who("Інша"), now=later(5))
    assert (told.value.by_name, told.value.theirs["note"], told.value.version) == ("Ганна Старша", "перша", 2)
    RosterShift.change(shift, 2, replace(planned, note="друга"), by=who("Інша"), now=later(9))
    assert RosterShift.numbered(shift).planned.note == "друга"


def test_a_struck_shift_is_gone_from_the_roster_and_stays_in_the_journal() -> None:
    shift = duty(officer(), "2026-11-23 17:00", "2026-11-24 08:00")
    RosterShift.remove(shift, by=who(), now=NOW)
    assert names("2026-11-23 20:00") == []
    with pytest.raises(NoSuchShift):
        RosterShift.numbered(shift)
    last = AuditEntry.last_of("roster_shift", shift)
    assert last is not None
    assert (last.verb, last.account_id) == ("removed", who().account)


def test_a_shift_of_a_month_ago_that_still_goes_on_is_found() -> None:
    duty(officer(), "2026-10-24 08:00", "2026-11-24 08:00")
    assert names("2026-11-24 07:59") == ["Степан Черговий"]


@pytest.mark.parametrize("mobile", ["112", "0900123456", "201", "+48123456789"])
def test_a_number_that_the_box_may_not_dial_enters_no_directory(mobile: str) -> None:
    with pytest.raises(BadReach):
        officer(mobile=mobile)


def test_the_directory_has_no_two_of_one_name_and_tells_who_changed_it() -> None:
    number = officer()
    with pytest.raises(AlreadyDutyOfficer):
        officer(mobile="0501112233")
    contact = Contact.read("Степан Черговий", "050 111 22 33", "", is_chief=True)
    DutyOfficer.change(number, 1, contact, by=who(), now=NOW)
    with pytest.raises(ChangedMeanwhile):
        DutyOfficer.change(number, 1, contact, by=who(), now=NOW)
    last = AuditEntry.last_of("duty_officer", number)
    assert last is not None
    assert last.change == {"mobile": ["+380671112233", "+380501112233"], "is_chief": [False, True]}
    DutyOfficer.remove(number, by=who(), now=NOW)
    assert DutyOfficer.standing() == []
    assert officer() != number


def test_a_shift_tells_whether_the_clock_was_trusted() -> None:
    moment = Moment(datetime(2026, 11, 23, tzinfo=UTC), 5.0, False, "b")
    planned = Planned(kyiv("2026-11-23 17:00"), kyiv("2026-11-24 08:00"), officer=officer())
    shift = RosterShift.plan(planned, by=who(), now=moment)
    assert RosterShift.get_by_id(shift).clock_trusted is False
