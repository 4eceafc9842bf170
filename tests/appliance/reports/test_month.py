"""A month as files: whole or not at all; what is personal lies apart; an empty month is a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.box.report_runs import OtherMonthIsWritten, ReportRun
from appliance.casework.entrance.accounts import BOX
from appliance.clock import Moment
from appliance.reports.kinds import NoSuchReport, report_named, reports
from appliance.reports.month import PERSONAL, STATISTICS, Stopped, write_month
from appliance.reports.outputs import Form, forms
from appliance.reports.outputs import csv as csv_form
from appliance.reports.period import BadMonth, Month
from appliance.reports.runs import archive_of, files_of, work_off
from appliance.reports.sheets import all_sheets, sheet
from tests.appliance.reports.busy_month import NAME, NEXT_DAY, OCTOBER, BusyMonth, register_of
from tests.web.house import SetClock


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    with register_of(tmp_path / "slukhavka.db", None):
        yield tmp_path


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    with register_of(tmp_path / "slukhavka.db", BusyMonth(calls=40)):
        yield tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only CSV is written, where the forms themselves are not the question."""
    monkeypatch.setattr("appliance.reports.month.forms", lambda: {"csv": csv_form})


def test_an_empty_month_is_written_in_every_form(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    light = {extension: form for extension, form in forms().items() if extension != "pdf"}
    monkeypatch.setattr("appliance.reports.month.forms", lambda: light)
    seen: list[tuple[int, int]] = []
    files = write_month(Month(2026, 9), empty / "month", now=NEXT_DAY, on_progress=lambda *how: seen.append(how))
    assert {file.suffix for file in files} == {f".{extension}" for extension in light}
    assert all(file.stat().st_size for file in files)
    assert seen[0] == (0, seen[-1][1])
    assert [done for done, _ in seen] == list(range(len(seen)))
    assert sorted(path.name for path in (empty / "month").iterdir()) == [PERSONAL, STATISTICS]


@pytest.mark.parametrize("name", ["dzvinky", "posluhy", "reiestr"])
def test_an_empty_month_is_drawn_on_paper(empty: Path, name: str) -> None:
    drawn = sheet(name, Month(2026, 9), now=NEXT_DAY)
    assert forms()["pdf"].render(drawn)[""].startswith(b"%PDF-")


def test_every_report_is_there_under_a_plain_name(busy: Path, quick: None) -> None:
    files = write_month(OCTOBER, busy / "month", now=NEXT_DAY)
    assert all(file.exists() and re.fullmatch(r"2026-10-[a-z0-9._-]+", file.name) for file in files)
    figures = [file.name for file in files if file.parent.name == STATISTICS]
    for name, report in reports().items():
        assert any(file.startswith(f"2026-10-{name}") for file in figures)
        assert re.fullmatch("[a-z0-9-]+", report.name)


@pytest.mark.row("H8")
def test_what_is_somebody_s_data_is_in_the_personal_part_alone(busy: Path, quick: None) -> None:
    for file in write_month(OCTOBER, busy / "month", now=NEXT_DAY):
        text = file.read_text(encoding="utf-8-sig")
        personal = NAME in text or "смс" in text or "+380" in text or "нотатка" in text
        assert not (personal and file.parent.name == STATISTICS), file
    cards = (busy / "month" / PERSONAL / "2026-10-reiestr-kartky.csv").read_text(encoding="utf-8-sig")
    assert NAME in cards


@pytest.mark.parametrize("at", [0, 3])
def test_a_stopped_month_leaves_nothing_half_written(busy: Path, quick: None, at: int) -> None:
    asked = iter([False] * at + [True])
    with pytest.raises(Stopped):
        write_month(OCTOBER, busy / "month", now=NEXT_DAY, stopped=lambda: next(asked))
    assert list((busy / "month").glob("**/*")) == []


def test_a_form_that_fails_leaves_nothing_and_what_was_whole_before_stays(
    busy: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write_month(OCTOBER, busy / "month", now=NEXT_DAY)
    monkeypatch.setattr("appliance.reports.month.names_of", _no_room)
    with pytest.raises(OSError, match="No space"):
        write_month(OCTOBER, busy / "month", now=NEXT_DAY)
    assert sorted(before) == sorted(path for path in (busy / "month").glob("*/*") if path.is_file())


def _no_room(*_about: object) -> None:
    raise OSError(28, "No space left on device")


def test_all_reports_of_a_month_are_of_one_moment(busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sights: list[bool] = []

    def one_sight() -> nullcontext[None]:
        sights.append(True)
        return nullcontext()

    monkeypatch.setattr("appliance.reports.sheets.one_sight", one_sight)
    all_sheets(OCTOBER, now=NEXT_DAY)
    assert sights == [True]


def test_a_month_that_goes_on_says_so(empty: Path) -> None:
    begun = Moment(datetime(2026, 10, 31, 21, 59, tzinfo=UTC), 1.0, False, "b")
    drawn = sheet("dzvinky", OCTOBER, now=begun)
    assert [said.split(":")[0] for said in drawn.standing] == [
        "Незавершений місяць",
        "Годинник Слухавки не звірений",
    ]
    assert sheet("dzvinky", OCTOBER, now=NEXT_DAY).standing == ()


def test_every_kind_says_what_its_words_mean() -> None:
    for report in reports().values():
        assert len(report.definitions) >= 3
        assert all(word and says.endswith(".") for word, says in report.definitions)


def test_what_is_no_report_and_no_month_has_a_name() -> None:
    with pytest.raises(NoSuchReport, match="dzvinky"):
        report_named("nothing")
    for text in ("2026-13", "2026-1", "2026", "1999-12", "2200-01", "", "2026-10\n"):
        with pytest.raises(BadMonth):
            Month.read(text)


@pytest.mark.parametrize(
    ("month", "hours"), [(Month(2026, 10), 745), (Month(2026, 3), 743), (Month(2026, 2), 672), (Month(2027, 12), 744)]
)
def test_a_month_lasts_as_long_as_in_kyiv(month: Month, hours: int) -> None:
    assert (month.end - month.start).total_seconds() == hours * 3600
    assert Month.of(month.start) == month != Month.of(month.end)
    assert Month.of(month.end).previous == month
    assert len(month.days) in (28, 31)


def test_a_form_is_found_by_its_file() -> None:
    assert set(forms()) == {"html", "xlsx", "csv", "pdf"}
    form: Form = forms()["csv"]
    assert form.EXTENSION == "csv"


def test_a_run_is_written_told_of_and_takes_the_place_of_the_one_before(busy: Path, quick: None) -> None:
    clock, told = SetClock(NEXT_DAY), []
    first = ReportRun.ask(OCTOBER.key, by=BOX, now=NEXT_DAY)
    assert ReportRun.ask(OCTOBER.key, by=BOX, now=NEXT_DAY).id == first.id
    with pytest.raises(OtherMonthIsWritten):
        ReportRun.ask("2026-09", by=BOX, now=NEXT_DAY)
    assert work_off(busy, clock, lambda: told.append(1)) == 1
    assert ReportRun.get_by_id(first.id).is_done
    assert told
    archives = [archive_of(busy, first.id, part) for part in (STATISTICS, PERSONAL)]
    assert sorted(files_of(busy, first.id).iterdir()) == sorted(archives)
    second = ReportRun.ask("2026-09", by=BOX, now=NEXT_DAY)
    assert work_off(busy, clock, lambda: None) == 1
    assert not archives[0].exists()
    assert archive_of(busy, second.id, STATISTICS).exists()


def test_a_run_that_is_stopped_in_its_middle_leaves_no_file(busy: Path, quick: None) -> None:
    run = ReportRun.ask(OCTOBER.key, by=BOX, now=NEXT_DAY)
    stop = lambda: ReportRun.stop(run.id, by=BOX, now=NEXT_DAY)  # noqa: E731
    assert work_off(busy, SetClock(NEXT_DAY), stop) == 1
    ended = ReportRun.get_by_id(run.id)
    assert (ended.fault, ended.is_done) == ("Зупинено.", False)
    assert not files_of(busy, run.id).exists()


def test_a_run_that_fails_says_why(busy: Path, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.reports.month.names_of", _no_room)
    run = ReportRun.ask(OCTOBER.key, by=BOX, now=NEXT_DAY)
    work_off(busy, SetClock(NEXT_DAY), lambda: None)
    assert "No space left" in ReportRun.get_by_id(run.id).fault
    assert not files_of(busy, run.id).exists()
    assert ReportRun.due() is None
