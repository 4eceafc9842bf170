"""The office hours as a row: changed by verbs, never to something that cannot be followed (B1 13, B3 28/29)."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import Actor, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.office import hours_file
from appliance.casework.office.holidays import Period
from appliance.casework.office.hours import (
    ALL_DAY,
    Closure,
    HoursError,
    MovedDay,
    OfficeKind,
    SpecialDay,
    day_hours,
)
from appliance.casework.office.hours_document import from_json, to_json
from appliance.casework.office.office_hours import JOURNAL_WORDS, OfficeHours
from appliance.casework.versions import TextVersion
from appliance.clock import Moment
from tests.appliance.casework.duty import LONG, OFFICE, SHORT, kyiv, who
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

WEEK = {"week": {day: ["08:00-12:00", "12:45-17:00"] for day in ("mon", "tue", "wed", "thu")}}
WEEK["week"]["fri"] = ["08:00-12:00", "12:45-15:45"]


def editor() -> Actor:
    return who("Ірина Редактор", Role.EDITOR)


def begun() -> OfficeHours:
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    return OfficeHours.standing()


def now_is(text: str) -> Moment:
    return later((kyiv(text) - NOW.wall).total_seconds())


def test_an_office_that_has_written_no_hours_has_none() -> None:
    assert OfficeHours.current() is None
    with pytest.raises(HoursError, match="ще не записано"):
        OfficeHours.set_week(1, OFFICE.week, by=editor(), now=NOW)


def test_the_hours_of_a_file_are_kept_whole() -> None:
    example = tomllib.loads((hours_file.__doc__ or "").split("```toml")[1].split("```")[0])
    OfficeHours.begin(example, by=editor(), now=NOW)
    assert OfficeHours.standing().mapping() == example
    assert OfficeHours.standing().calendar() == hours_file.from_toml(example)
    assert from_json(to_json(example)) == example


def test_hours_that_cannot_be_followed_are_not_begun() -> None:
    with pytest.raises(HoursError, match="жодної робочої години"):
        OfficeHours.begin({"week": {}}, by=editor(), now=NOW)
    assert OfficeHours.current() is None


def test_a_week_is_set_with_lunch_as_a_gap() -> None:
    OfficeHours.set_week(begun().version, (SHORT, LONG, (), (), LONG, (), ()), by=editor(), now=NOW)
    assert OfficeHours.standing().calendar().week == (SHORT, LONG, (), (), LONG, (), ())


def test_two_people_at_one_week_see_each_other() -> None:
    seen = begun().version
    OfficeHours.set_week(seen, (SHORT,) * 7, by=who("Петро", Role.HEAD), now=NOW)
    with pytest.raises(ChangedMeanwhile, match="Петро") as refused:
        OfficeHours.set_week(seen, (LONG,) * 7, by=editor(), now=NOW)
    assert refused.value.theirs["week"] == (SHORT,) * 7


def test_a_week_without_an_hour_changes_nothing() -> None:
    seen = begun()
    with pytest.raises(HoursError, match="жодної робочої години"):
        OfficeHours.set_week(seen.version, ((),) * 7, by=editor(), now=NOW)
    assert OfficeHours.standing().calendar() == seen.calendar()


def test_a_line_that_never_closes_returns_to_its_week() -> None:
    week = begun().calendar().week
    OfficeHours.round_the_clock(True, by=editor(), now=NOW)
    assert OfficeHours.standing().calendar().week == (ALL_DAY,) * 7
    OfficeHours.round_the_clock(False, by=editor(), now=NOW)
    assert OfficeHours.standing().calendar().week == week


def test_days_of_their_own_come_and_go() -> None:
    begun()
    eve = SpecialDay(date(2026, 12, 31), day_hours("08:00-12:00"), "скорочений день")
    OfficeHours.add_special_day(eve, by=editor(), now=NOW)
    moved = MovedDay(date(2027, 8, 23), date(2027, 8, 28))
    OfficeHours.move_day(moved, by=editor(), now=NOW)
    repair = Closure(kyiv("2026-12-29 00:00"), kyiv("2026-12-31 00:00"), "ремонт")
    hour = Closure(kyiv("2026-12-01 14:00"), kyiv("2026-12-01 16:00"), "санітарна година")
    for closure in (repair, hour):
        OfficeHours.close(closure, by=editor(), now=NOW)
    calendar = OfficeHours.standing().calendar()
    assert (calendar.special_days, calendar.moved_days) == ((eve,), (moved,))
    assert set(calendar.closures) == {repair, hour}
    OfficeHours.remove_special_day(eve.on, by=editor(), now=NOW)
    OfficeHours.unmove_day(moved.day_off, by=editor(), now=NOW)
    for closure in (repair, hour):
        OfficeHours.remove_closure(closure, by=editor(), now=NOW)
    assert OfficeHours.standing().calendar() == hours_file.from_toml(WEEK)


def test_one_date_has_one_hours_of_its_own() -> None:
    begun()
    OfficeHours.add_special_day(SpecialDay(date(2026, 12, 31), ()), by=editor(), now=NOW)
    with pytest.raises(HoursError, match="вже записано"):
        OfficeHours.add_special_day(SpecialDay(date(2026, 12, 31), SHORT), by=editor(), now=NOW)


def test_a_closure_says_why() -> None:
    begun()
    with pytest.raises(HoursError, match="чому"):
        OfficeHours.close(Closure(NOW.wall, NOW.wall + timedelta(hours=1), " "), by=editor(), now=NOW)


def test_the_end_of_martial_law_leaves_the_days_before_it_as_they_were() -> None:
    begun()
    OfficeHours.begin_martial_law(date(2022, 2, 24), by=editor(), now=NOW)
    with pytest.raises(HoursError, match="триває"):
        OfficeHours.begin_martial_law(date(2023, 2, 24), by=editor(), now=NOW)
    OfficeHours.end_martial_law(date(2026, 12, 31), by=editor(), now=NOW)
    calendar = OfficeHours.standing().calendar()
    assert calendar.martial_law == (Period(date(2022, 2, 24), date(2026, 12, 31)),)
    assert calendar.plan(date(2026, 12, 25)).hours == SHORT
    assert calendar.plan(date(2027, 1, 1)).hours == ()
    with pytest.raises(HoursError, match="не записано"):
        OfficeHours.end_martial_law(date(2027, 1, 31), by=editor(), now=NOW)


def test_an_order_by_hand_holds_and_ends_by_itself() -> None:
    begun()
    at = now_is("2026-11-26 10:00")
    OfficeHours.order(OfficeKind.CLOSED, kyiv("2026-11-26 14:00"), "Аварія.", by=editor(), now=at)
    hours = OfficeHours.standing()
    assert hours.calendar().state(at.wall).kind is OfficeKind.CLOSED
    ordered = hours.override_at(at.wall)
    assert ordered and (ordered.until, ordered.reason) == (kyiv("2026-11-26 14:00"), "Аварія.")
    assert hours.override_at(kyiv("2026-11-26 14:00")) is None
    assert hours.calendar().state(kyiv("2026-11-26 14:00")).kind is OfficeKind.OPEN


def test_an_order_is_ended_by_hand() -> None:
    begun()
    OfficeHours.order(OfficeKind.OPEN, NOW.wall + timedelta(hours=1), by=editor(), now=NOW)
    OfficeHours.end_order(by=editor(), now=later(60))
    assert OfficeHours.standing().calendar().override is None
    OfficeHours.end_order(by=editor(), now=later(61))
    assert AuditEntry.select().where(AuditEntry.verb == "ended_order").count() == 1


@pytest.mark.parametrize(("hours", "sentence"), [(0, "минув"), (-1, "минув"), (24 * 8, "сім днів")])
def test_an_order_has_an_end_that_is_near(hours: float, sentence: str) -> None:
    begun()
    with pytest.raises(HoursError, match=sentence):
        OfficeHours.order(OfficeKind.CLOSED, NOW.wall + timedelta(hours=hours), by=editor(), now=NOW)


def test_every_change_is_in_the_journal_in_words() -> None:
    test_days_of_their_own_come_and_go()
    OfficeHours.begin(WEEK, by=editor(), now=NOW)
    OfficeHours.order(OfficeKind.CLOSED, NOW.wall + timedelta(hours=1), by=editor(), now=NOW)
    entries = list(AuditEntry.select().where(AuditEntry.subject == "office_hours"))
    assert len(entries) == 11
    assert {entry.verb for entry in entries} <= set(JOURNAL_WORDS)
    versions = TextVersion.history("office_hours", 1)
    assert len(versions) == 11
    assert versions[0].document == OfficeHours.standing().document
