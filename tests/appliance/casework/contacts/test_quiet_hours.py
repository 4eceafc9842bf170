"""When the line is quiet: told once two weeks are known, in working hours alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.quiet_hours import calls_by_hour, quietest
from appliance.casework.office.calendar import WorkCalendar
from appliance.clock import Moment
from tests.appliance.casework.busy_days import enter_calls
from tests.appliance.casework.duty import OFFICE
from tests.appliance.casework.register import NOW, call, opened

__all__ = ["opened"]

FLAT = {(day, hour): 10 for day in range(5) for hour in range(8, 17)}


def test_calls_are_counted_by_the_hour_of_kyiv_and_only_incoming_ones() -> None:
    enter_calls(NOW, days=21)
    CallRecord.begin(call(incoming=False))
    CallRecord.begin(call(at=replace(NOW, trusted=False)))
    counted = calls_by_hour(NOW)
    assert counted[0, 9] == 9, "three Mondays, three calls in each hour"
    assert counted[0, 14] == 3
    assert (6, 9) not in counted
    assert quietest(counted, OFFICE) == (14, 16)


def test_of_less_than_two_weeks_nothing_is_told() -> None:
    enter_calls(NOW, days=13)
    assert calls_by_hour(NOW) == {}
    assert quietest({}, OFFICE) is None


def test_what_was_long_ago_does_not_count() -> None:
    enter_calls(Moment(NOW.wall - timedelta(days=100), 1.0, True, "boot-0"), days=21)
    assert calls_by_hour(NOW) == {}


@pytest.mark.parametrize(
    ("quiet", "told"),
    [
        ({(day, hour): 2 for day in range(5) for hour in (10, 11)}, (10, 12)),
        ({(day, hour): 8 for day in range(5) for hour in (10, 11)}, None),
        ({(day, hour): 0 for day in range(5) for hour in (11, 13)}, None),
        ({(day, 12): 0 for day in range(5)}, None),
        ({(4, hour): 0 for hour in (15, 16)}, None),
    ],
    ids=["stands out", "hardly fewer", "no two in a row", "the break is no such hour", "Friday is short"],
)
def test_two_hours_in_a_row_are_told_when_they_stand_out(
    quiet: dict[tuple[int, int], int], told: tuple[int, int] | None
) -> None:
    assert quietest(FLAT | quiet, OFFICE) == told


def test_a_line_that_never_closes_is_quiet_at_night_and_few_calls_say_nothing() -> None:
    always = WorkCalendar.round_the_clock()
    busy = {(day, hour): 5 for day in range(7) for hour in range(24)}
    assert quietest(busy | {(day, hour): 0 for day in range(7) for hour in (2, 3)}, always) == (2, 4)
    assert quietest({(0, 9): 39}, always) is None
