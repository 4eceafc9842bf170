"""The rows of a month on a stick: how far it is, who had it written, and what is due by the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.casework.box.asked import MONTH, ask, take
from appliance.casework.box.exports import BROKEN_OFF, MonthExport, Stage, Written, due
from appliance.casework.entrance.accounts import BOX, Actor, Origin
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Community, Profile
from appliance.clock import Moment
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

OCTOBER = "2026-10"
WRITTEN = Written(5, 1000, "slukhavka-1/2026-10", "ab" * 32)


def at(*parts: int, trusted: bool = True) -> Moment:
    return replace(NOW, wall=datetime(*parts, tzinfo=UTC), trusted=trusted)  # type: ignore[misc, arg-type]


def founded(moment: Moment) -> None:
    Community.found("Менська громада", Profile.M, by=BOX, now=moment)


def test_who_asks_again_while_it_waits_waits_for_the_same() -> None:
    now = at(2026, 11, 3)
    first = MonthExport.ask(OCTOBER, by=Actor(Origin.CONSOLE), now=now)
    assert MonthExport.ask(OCTOBER, by=BOX, now=now).id == first.id
    first.begin(None, stick="", now=now)
    assert MonthExport.ask(OCTOBER, by=BOX, now=now).id != first.id


def test_what_had_begun_when_the_power_went_is_a_failure_and_what_waited_still_waits() -> None:
    now = at(2026, 11, 3)
    begun = MonthExport.ask(OCTOBER, by=BOX, now=now)
    begun.begin(None, stick="", now=now)
    MonthExport.ask("2026-09", by=BOX, now=now)
    assert MonthExport.break_off(now=now) == 1
    assert MonthExport.break_off(now=now) == 0
    waiting, broken = MonthExport.latest()
    assert (broken.stage, broken.fault, waiting.stage) == (Stage.FAILED, BROKEN_OFF, Stage.ASKED)
    assert [each.month for each in MonthExport.waiting()] == ["2026-09"]


def test_every_end_stands_in_the_journal() -> None:
    now = at(2026, 11, 3)
    done, failed = (MonthExport.ask(month, by=BOX, now=now) for month in (OCTOBER, "2026-09"))
    done.done(WRITTEN, now=now)
    failed.failed("На флешці не вистачило місця.", now=now)
    verbs = [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)]
    assert verbs == ["asked", "asked", "exported", "failed"]


def test_a_box_owes_no_month_from_before_it_was_there() -> None:
    assert due(at(2026, 11, 3)).months == ()  # nobody has founded it
    founded(at(2026, 10, 31, 23))  # November already in Kyiv
    assert due(at(2026, 11, 3)).months == ()
    assert due(at(2026, 12, 1)).months == ("2026-11",)


def test_a_box_founded_with_a_wrong_clock_owes_one_month_and_not_fifty_years() -> None:
    founded(at(1970, 1, 1, trusted=False))
    assert due(at(2026, 11, 3)).months == (OCTOBER,)


def test_no_more_than_a_year_is_owed() -> None:
    founded(at(2020, 1, 1))
    found = due(at(2026, 11, 3))
    assert (len(found.months), found.months[0], found.months[-1]) == (12, "2025-11", OCTOBER)


@pytest.mark.parametrize("trusted", [True, False])
def test_only_what_was_done_by_a_right_clock_is_owed_no_more(trusted: bool) -> None:
    founded(at(2026, 10, 5))
    MonthExport.ask(OCTOBER, by=BOX, now=at(2026, 11, 3, trusted=trusted)).done(WRITTEN, now=at(2026, 11, 3))
    assert (due(at(2026, 11, 4)).months == ()) is trusted
    MonthExport.ask(OCTOBER, by=BOX, now=at(2026, 11, 5)).failed("Не вдалося.", now=at(2026, 11, 5))
    assert (due(at(2026, 11, 6)).months == ()) is trusted


def test_a_request_is_taken_by_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    asked = tmp_path_factory.mktemp("state") / "asked"
    assert not take(asked, MONTH)
    ask(asked, MONTH)
    ask(asked, MONTH)
    assert [path.name for path in asked.iterdir()] == [MONTH]
    assert (take(asked, MONTH), take(asked, MONTH)) == (True, False)
