"""The self-test that stands on the sheet of a shift's start is one of now (C-37, issue part 3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.self_tests import Finding, Outcome, SelfTest
from appliance.casework.entrance.accounts import BOX, Role
from tests.web.house import House, Visitor
from tests.web.pages.duty_house import daemon_of

BAD = Finding("disk", "Диск", Outcome.FAILED, "Вільно 0,1 ГБ.", "Покличте техніка.")
GOOD = Finding("clock", "Годинник", Outcome.OK, "Час звірено.")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def kept(house: House, *findings: Finding) -> None:
    with house.database():
        SelfTest.keep(findings, took_s=2.0, by=BOX, began=house.now())


@contextmanager
def asked_of(house: House) -> Iterator[list[int]]:
    """A daemon that begins self-tests; yields the accounts in whose name."""
    asked: list[int] = []

    def run(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request["account"])
        return {}

    with daemon_of(house, {"run_self_test": run}):
        yield asked


def sheet(visitor: Visitor) -> str:
    return visitor.get("/shifts/sign").text


@pytest.mark.row("J4", "B19")
def test_a_shift_that_begins_with_an_old_report_has_a_new_one_made(house: House) -> None:
    kept(house, BAD)
    house.clock.pass_by(2 * 3600 + 1)
    clerk = house.enter(Role.CLERK)
    with asked_of(house) as asked:
        page = sheet(clerk)
        assert asked == [clerk.account_id]
        assert "Самоперевірка триває</b>, почалася 23.11.2026 12:00" in page
        assert "Попередня: 23.11.2026 10:00: <b>несправностей 1" in page
        house.clock.pass_by(20)
        kept(house, GOOD)
        done = sheet(house.enter(Role.CLERK))
        assert "триває" not in done and "Попередня" not in done
        assert "23.11.2026 12:00: несправностей немає" in done
        assert len(asked) == 1


@pytest.mark.row("J4")
def test_a_report_of_the_last_two_hours_is_shown_with_its_time_and_nothing_is_begun(house: House) -> None:
    kept(house, GOOD)
    house.clock.pass_by(2 * 3600 - 1)
    with asked_of(house) as asked:
        assert "23.11.2026 10:00: несправностей немає" in sheet(house.enter(Role.CLERK))
        assert asked == []


@pytest.mark.row("J4")
def test_all_who_open_the_sheet_meanwhile_wait_for_the_same_self_test(house: House) -> None:
    with asked_of(house) as asked:
        for _ in range(3):
            page = sheet(house.enter(Role.CLERK))
            assert "триває" in page and "ще не було" not in page
            house.clock.pass_by(30)
        assert len(asked) == 1
        house.clock.pass_by(180)
        sheet(house.enter(Role.CLERK))
        assert len(asked) == 2, "one that left no report is asked for again"


@pytest.mark.row("J4")
def test_a_sheet_left_open_begins_no_self_tests_by_itself(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    kept(house, GOOD)
    house.clock.pass_by(3 * 3600)
    with asked_of(house) as asked:
        clerk = house.enter(Role.CLERK)
        page = clerk.get("/shifts/sign", X_Live="1").text
        assert asked == []
        assert "23.11.2026 10:00" in page and "триває" not in page


@pytest.mark.row("J4")
def test_a_box_that_does_not_run_is_said_beside_the_old_report(house: House) -> None:
    kept(house, GOOD)
    house.clock.pass_by(86400)
    page = sheet(house.enter(Role.CLERK))
    assert "Свіжої самоперевірки немає." in page and "Попередня: 23.11.2026 10:00" in page


@pytest.mark.row("J4", "J14")
def test_a_clock_that_nobody_trusts_ages_no_report_but_its_own_answer_is_taken(house: House) -> None:
    house.clock.moment = replace(house.now(), trusted=False)
    kept(house, BAD)
    with asked_of(house) as asked:
        assert "триває" in sheet(house.enter(Role.CLERK))
        kept(house, GOOD)
        assert "триває" not in sheet(house.enter(Role.CLERK))
        assert len(asked) == 1
        house.clock.pass_by(timedelta(hours=2).total_seconds())
        assert "триває" in sheet(house.enter(Role.CLERK))
        assert len(asked) == 2
