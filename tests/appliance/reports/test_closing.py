"""A closed month keeps what was issued: later rows change nothing in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.box.closed_months import JOURNAL_WORDS, CannotClose, ClosedMonth
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.reports.closing import close_month, issue_anew
from appliance.reports.kinds import reports
from appliance.reports.outputs.html import body
from appliance.reports.period import Month
from appliance.reports.sheets import Sheet, all_sheets, figures_of, sheet
from appliance.reports.snapshot import read_figures, write_figures
from tests.appliance.reports.busy_month import NAME, NEXT_DAY, OCTOBER, BusyMonth, register_of


@pytest.fixture(autouse=True)
def register(tmp_path: Path) -> Iterator[None]:
    with register_of(tmp_path / "slukhavka.db", BusyMonth(calls=60)):
        yield


def calls_sheet() -> Sheet:
    return sheet("dzvinky", OCTOBER, now=NEXT_DAY)


def lose_a_call() -> None:
    """A call that was made by mistake goes, as no verb of the office lets it."""
    gone = CallRecord.select().where(CallRecord.incoming, CallRecord.result == "MISSED").order_by(CallRecord.id)
    inside = gone.where(CallRecord.rang_at >= OCTOBER.start, CallRecord.rang_at < OCTOBER.end).first()
    assert inside is not None
    CallRecord.update(result="BUSY").where(CallRecord.id == inside.id).execute()


def test_figures_are_the_same_after_they_were_kept() -> None:
    figures = figures_of(OCTOBER, now=NEXT_DAY)
    text = write_figures(figures)
    assert read_figures(text) == figures
    assert write_figures(read_figures(text)) == text
    assert figures.keys() == {name for name, report in reports().items() if not report.is_list}


def test_what_is_kept_names_nobody() -> None:
    text = write_figures(figures_of(OCTOBER, now=NEXT_DAY))
    assert NAME not in text
    assert "+380" not in text
    assert "смс" not in text


@pytest.mark.row("I3")
def test_a_closed_month_shows_what_was_issued_and_says_what_would_be_counted_now() -> None:
    issued = calls_sheet().tables
    close_month(OCTOBER, by=BOX, now=NEXT_DAY)
    assert calls_sheet().changes == ()
    lose_a_call()
    drawn = calls_sheet()
    assert drawn.tables == issued
    told = {change.where: (change.issued, change.now) for change in drawn.changes}
    missed = told["Дзвінки разом, Пропущені"]
    assert int(missed[0].split()[1].rstrip(",")) == int(missed[1].split()[1].rstrip(",")) + 1
    page = body(drawn)
    assert "Після закриття місяця змінилося" in page
    assert missed[0] in page
    assert missed[1] in page


def test_every_report_of_a_closed_month_is_whole_when_nothing_has_changed() -> None:
    close_month(OCTOBER, by=BOX, now=NEXT_DAY)
    later = replace(NEXT_DAY, wall=datetime(2026, 12, 24, tzinfo=UTC))
    assert [each.report.name for each in all_sheets(OCTOBER, now=later) if each.changes] == []


def test_a_month_is_issued_anew_with_a_reason_only_and_the_first_issue_stays() -> None:
    first = close_month(OCTOBER, by=BOX, now=NEXT_DAY)
    with pytest.raises(CannotClose, match="нічого не змінилося"):
        issue_anew(OCTOBER, "просто так", by=BOX, now=NEXT_DAY)
    lose_a_call()
    with pytest.raises(CannotClose, match="Напишіть"):
        issue_anew(OCTOBER, "  а ", by=BOX, now=NEXT_DAY)
    second = issue_anew(OCTOBER, "помилковий дзвінок", by=BOX, now=NEXT_DAY)
    assert (second.issue, second.reason) == (2, "помилковий дзвінок")
    assert calls_sheet().changes == ()
    assert [each.figures for each in ClosedMonth.issues(OCTOBER.key)] == [second.figures, first.figures]
    entries = list(AuditEntry.select().where(AuditEntry.subject == "closed_month").order_by(AuditEntry.id))
    assert [entry.verb for entry in entries] == ["month_closed", "issued_anew"]
    assert {entry.verb for entry in entries} <= set(JOURNAL_WORDS)


def test_a_month_is_closed_once_when_it_is_over_and_the_clock_is_trusted() -> None:
    with pytest.raises(CannotClose, match="ще триває"):
        close_month(Month(2026, 11), by=BOX, now=NEXT_DAY)
    with pytest.raises(CannotClose, match="не звірений"):
        close_month(OCTOBER, by=BOX, now=replace(NEXT_DAY, trusted=False))
    with pytest.raises(CannotClose, match="ще не закрито"):
        issue_anew(OCTOBER, "причина тут", by=BOX, now=NEXT_DAY)
    close_month(OCTOBER, by=BOX, now=NEXT_DAY)
    with pytest.raises(CannotClose, match="уже закрито"):
        close_month(OCTOBER, by=BOX, now=NEXT_DAY)


def test_figures_that_somebody_has_touched_are_told_of() -> None:
    closed = close_month(OCTOBER, by=BOX, now=NEXT_DAY)
    assert closed.is_whole
    ClosedMonth.update(figures=closed.figures.replace('"Надійшло", 5', '"Надійшло", 6') + " ").execute()
    found = ClosedMonth.latest(OCTOBER.key)
    assert found is not None
    assert not found.is_whole
    assert "контрольна сума не збігається" in body(calls_sheet())


def test_an_empty_month_is_closed_too() -> None:
    assert close_month(Month(2026, 2), by=BOX, now=NEXT_DAY).issue == 1
    assert sheet("posluhy", Month(2026, 2), now=NEXT_DAY).changes == ()
