"""Works on the box itself: they end by themselves, callers hear of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.casework.box.maintenance import LONGEST_S, SPOKEN, BadMaintenance, Maintenance, NewMaintenance
from appliance.casework.entrance.accounts import BOX
from appliance.casework.notices.told import told
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

AN_HOUR = NewMaintenance("заміна модема", 3600)


def test_it_ends_by_itself() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    assert Maintenance.running(later(3599)) is not None
    assert Maintenance.running(later(3600)) is None


def test_it_ends_in_time_also_when_the_wall_is_set_back_meanwhile() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    assert Maintenance.running(replace(later(4000), wall=datetime(2020, 1, 1, tzinfo=UTC))) is None


def test_a_clock_that_is_set_right_meanwhile_does_not_end_it_early() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=replace(NOW, wall=datetime(1970, 1, 1, tzinfo=UTC), trusted=False))
    assert Maintenance.running(later(3599)) is not None


@pytest.mark.parametrize("years", [-1, 1])
def test_after_a_restart_with_a_wild_clock_it_is_over_rather_than_endless(years: int) -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    wild = NOW.wall.replace(year=NOW.wall.year + years)
    assert Maintenance.running(replace(NOW, boot_id="boot-2", wall=wild)) is None


def test_one_at_a_time_and_the_next_after_the_end() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    with pytest.raises(BadMaintenance):
        Maintenance.begin(AN_HOUR, by=BOX, now=later(10))
    Maintenance.begin(AN_HOUR, by=BOX, now=later(3700))
    assert [each.ended_at is None for each in Maintenance.latest(5)] == [True, False]


@pytest.mark.parametrize(
    "wrong", [NewMaintenance("", 3600), NewMaintenance("x", LONGEST_S + 1), NewMaintenance("x", 0)]
)
def test_a_reason_and_an_end_are_compulsory(wrong: NewMaintenance) -> None:
    with pytest.raises(BadMaintenance):
        Maintenance.begin(wrong, by=BOX, now=NOW)


def heard(seconds: float) -> list[str]:
    at = later(seconds).wall
    return [each["text"] for each in told(at)["notices"] if each["since"] <= at.isoformat() < each["until"]]


def test_callers_hear_of_it_until_its_end() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    assert heard(3599) == [SPOKEN]
    assert heard(3600) == []


def test_ended_by_hand_nobody_hears_of_it_any_more() -> None:
    Maintenance.begin(AN_HOUR, by=BOX, now=NOW)
    assert Maintenance.end(by=BOX, now=later(60)) is not None
    assert heard(61) == []
    assert Maintenance.end(by=BOX, now=later(70)) is None
