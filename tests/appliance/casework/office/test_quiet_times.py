"""When the box disturbs nobody."""

from __future__ import annotations

import pytest

from appliance.casework.office.holidays import HOLIDAYS
from appliance.casework.office.hours import HoursError
from appliance.casework.office.quiet_times import GREAT_HOLIDAYS, QuietTimes, night_of
from appliance.settings import PanelSettings
from tests.appliance.casework.duty import kyiv

PLAIN = QuietTimes()


@pytest.mark.row("K2")
@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-11-23 07:59", True),
        ("2026-11-23 08:00", False),
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 09:01", False),
        ("2026-11-23 21:59", False),
        ("2026-11-23 22:00", True),
        ("2026-11-24 02:00", True),
        ("2026-11-28 12:00", False),  # a Saturday
        ("2026-11-29 12:00", True),  # a Sunday
        ("2026-12-25 12:00", True),  # Christmas
        ("2027-01-01 12:00", True),
        ("2026-08-24 12:00", False),  # Independence day is a day off, not a quiet one
        ("2026-10-25 12:00", True),
        ("2026-10-26 08:30", False),  # after the clock change
    ],
)
def test_quiet_are_the_night_sundays_great_holidays_and_the_minute_of_silence(at: str, quiet: bool) -> None:
    assert PLAIN.at(kyiv(at)) is quiet


def test_easter_moves_and_is_kept() -> None:
    monday_rules = QuietTimes(sundays=False)
    assert monday_rules.at(kyiv("2027-05-02 12:00"))
    assert monday_rules.at(kyiv("2027-06-20 12:00"))  # Trinity
    assert not monday_rules.at(kyiv("2027-05-09 12:00"))


def test_the_great_holidays_are_names_that_the_calendar_knows() -> None:
    assert {holiday.name for holiday in HOLIDAYS} >= GREAT_HOLIDAYS


def test_each_rule_can_be_switched_off() -> None:
    loud = QuietTimes(night_of(""), sundays=False, great_holidays=False, minute_of_silence=False)
    for at in ("2026-11-24 02:00", "2026-11-29 12:00", "2026-12-25 12:00", "2026-11-23 09:00"):
        assert not loud.at(kyiv(at))


def test_a_night_that_ends_before_midnight_is_a_night_too() -> None:
    early = QuietTimes(night_of("13:00-14:30"))
    assert early.at(kyiv("2026-11-23 13:00"))
    assert not early.at(kyiv("2026-11-23 14:30"))
    assert not early.at(kyiv("2026-11-23 23:00"))


def test_a_night_that_cannot_be_is_a_sentence() -> None:
    for text in ("22", "25:00-08:00", "22:00-08:60", "²:00-08:00"):
        with pytest.raises(HoursError, match="слід записати так"):
            night_of(text)
        assert list(PanelSettings(night=text).faults()) == [
            f"«night»: Ніч слід записати так: «22:00-08:00», а не «{text}»."
        ]
    assert list(PanelSettings().faults()) == []
    assert PanelSettings(night="21:00–07:00").quiet.night == (21 * 60, 7 * 60)
