"""`slukhavka report`: which there are, one, all of a month, closing it, and what was asked for in the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.box.report_runs import ReportRun
from appliance.casework.entrance.accounts import BOX
from appliance.casework.row import bind
from appliance.cli import main
from appliance.clock import Moment, SystemClock
from appliance.reports.kinds import reports
from appliance.reports.outputs import csv as csv_form
from appliance.settings import read_settings
from tests.appliance.reports.busy_month import NAME, NEXT_DAY, OCTOBER, BusyMonth, register_of
from tests.appliance.test_cli import settings

__all__ = ["settings"]

Command = Callable[..., int]


@pytest.fixture
def register(settings: Path) -> Path:
    """A register with a busy month."""
    path = read_settings(settings).database
    with register_of(path, BusyMonth(calls=24)):
        return path


@pytest.fixture
def command(settings: Path, register: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, at a trusted clock in the month after the busy one."""
    monkeypatch.setattr("appliance.reports.month.forms", lambda: {"csv": csv_form})
    monkeypatch.setattr(SystemClock, "now", lambda _clock: Moment(datetime(2026, 11, 2, tzinfo=UTC), 1.0, True, "b"))
    monkeypatch.setattr("os.nice", lambda _by: 0)
    return lambda *words: main(["--settings", str(settings), "report", *map(str, words)])


def test_it_tells_which_reports_there_are(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command() == 0
    assert "dzvinky: Дзвінки" in capsys.readouterr().out


def test_one_report_is_written_without_personal_data_unless_asked(command: Command, tmp_path: Path) -> None:
    plain, whole = tmp_path / "plain", tmp_path / "whole"
    assert command("2026-10", "--kind", "reiestr", "--form", "csv", "--into", plain) == 0
    assert command("2026-10", "--kind", "reiestr", "--form", "csv", "--into", whole, "--personal") == 0
    cards = "2026-10-reiestr-kartky.csv"
    assert NAME not in (plain / cards).read_text(encoding="utf-8-sig")
    assert NAME in (whole / cards).read_text(encoding="utf-8-sig")


def test_all_of_a_month_is_written_and_told(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("2026-10", "--into", tmp_path / "all") == 0
    told = capsys.readouterr()
    assert all(Path(line).exists() for line in told.out.splitlines())
    written = len(reports()) + 1
    assert told.err.endswith(f"Складено {written} з {written}\n")


def test_a_month_is_closed_once_and_issued_anew_only_when_it_has_changed(
    command: Command, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("2026-11", "--close") == 1
    assert "ще триває" in capsys.readouterr().err
    assert command("2026-10", "--close") == 0
    assert command("2026-10", "--anew", "просто так") == 1
    with bind(register).connection_context():
        assert [each.issue for each in ClosedMonth.issues("2026-10")] == [1]


@pytest.mark.parametrize(
    "words", [("2026-13",), ("2026-10", "--kind", "x"), ("2026-10", "--kind", "dzvinky", "--form", "x")]
)
def test_what_does_not_exist_is_refused(command: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert command(*words, "--into", tmp_path / "none") == 1


def test_what_was_asked_for_in_the_console_is_worked_off(command: Command, register: Path) -> None:
    with bind(register).connection_context():
        run = ReportRun.ask(OCTOBER.key, by=BOX, now=NEXT_DAY)
    assert command("--due") == 0
    with bind(register).connection_context():
        assert ReportRun.get_by_id(run.id).is_done
    assert (register.parent / "reports" / str(run.id) / "statystyka.zip").exists()
