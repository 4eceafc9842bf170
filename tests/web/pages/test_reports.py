"""Reports in the console: seen by whom, taken by whom, closed, written by a process that can be stopped."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.box.report_runs import BROKEN_OFF, ReportRun
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AccessEntry
from appliance.reports.kinds import reports
from appliance.reports.outputs import csv as csv_form
from appliance.reports.runs import archive_of, break_off, files_of, work_off
from tests.appliance.reports.busy_month import NAME, OCTOBER, BusyMonth
from tests.web.house import House, path_of

CALLS, REGISTER = "/reports/2026-10/dzvinky", "/reports/2026-10/reiestr"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house's register with a busy month, to be copied."""
    house = House(tmp_path_factory.mktemp("filled"), profile=None)
    with house.database():
        BusyMonth(calls=60).fill()
    return house.settings.database


@pytest.fixture
def house(tmp_path: Path, filled: Path) -> House:
    (tmp_path / filled.name).write_bytes(filled.read_bytes())
    house = House(tmp_path, profile=None)
    house.clock.moment = replace(house.clock.moment, wall=datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    return house


def exports(house: House) -> list[str]:
    with house.database():
        return [entry.subject_id for entry in AccessEntry.select().where(AccessEntry.how == "exported")]


def test_every_report_of_a_month_opens_with_what_its_words_mean(house: House) -> None:
    head = house.enter(Role.HEAD)
    listed = head.get("/reports?month=2026-10").text
    for report in reports().values():
        assert f"/reports/2026-10/{report.name}" in listed
        page = head.get(f"/reports/2026-10/{report.name}")
        assert page.status_code == 200
        assert report.definitions[0][1].split(".")[0].replace("'", "&#39;") in page.text


def test_a_page_has_charts_that_need_neither_style_nor_script(house: House) -> None:
    page = house.enter(Role.HEAD).get(CALLS).text
    assert page.count("<svg") == 4
    assert "style=" not in page.partition("<main")[2]
    assert "onclick" not in page


def test_the_register_shows_masked_telephones_and_nobody_s_name_or_words(house: House) -> None:
    page = house.enter(Role.CLERK).get(REGISTER).text
    assert "+38 ••• •• " in page or "•••" in page
    assert NAME not in page
    assert "HYPERLINK" not in page
    assert "смс" not in page


@pytest.mark.row("H8")
def test_files_are_taken_only_with_the_right_and_have_no_personal_data_by_themselves(house: House) -> None:
    clerk, head = house.enter(Role.CLERK), house.enter(Role.HEAD)
    assert clerk.get(CALLS).status_code == 200
    assert clerk.get(f"{CALLS}/xlsx").status_code == 403
    assert clerk.post(f"{REGISTER}/csv").status_code == 403
    taken = head.get(f"{REGISTER}/html")
    assert taken.status_code == 200
    assert NAME not in taken.text
    assert exports(house) == []


def test_whoever_takes_personal_data_away_is_written_down(house: House) -> None:
    taken = house.enter(Role.HEAD).post(f"{REGISTER}/csv")
    with zipfile.ZipFile(io.BytesIO(taken.data)) as pack:
        cards = pack.read("2026-10-reiestr-kartky.csv").decode("utf-8-sig")
    assert NAME in cards
    assert exports(house) == ["2026-10 reiestr"]


@pytest.mark.parametrize("extension", ["html", "xlsx", "pdf", "csv"])
def test_a_file_says_by_its_name_what_it_is(house: House, extension: str) -> None:
    told = house.enter(Role.SUPERVISOR).get(f"{CALLS}/{extension}").headers["Content-Disposition"]
    assert told.partition("filename=")[2] in (f'"2026-10-dzvinky.{extension}"', '"2026-10-dzvinky-csv.zip"')


@pytest.mark.parametrize("address", ["2026-12/dzvinky", "2026-13/dzvinky", "2026-10/nothing", "٢٠٢٦-10/dzvinky"])
def test_what_is_no_report_is_not_found(house: House, address: str) -> None:
    assert house.enter(Role.HEAD).get(f"/reports/{address}").status_code == 404


def test_a_month_that_still_goes_on_says_so_and_cannot_be_closed(house: House) -> None:
    head = house.enter(Role.HEAD)
    assert "Незавершений місяць" in head.get("/reports/2026-11/dzvinky").text
    assert head.post("/reports/2026-11/close").status_code == 303
    assert "Місяць ще триває" in head.get("/reports?month=2026-11").text


def test_a_closed_month_shows_what_was_issued_and_says_what_has_changed(house: House) -> None:
    chief = house.enter(Role.SUPERVISOR)
    chief.post("/reports/2026-10/close")
    before = chief.get(CALLS).text
    assert "Після закриття" not in before
    with house.database():
        CallRecord.delete().where(CallRecord.result == "BUSY", CallRecord.uid.not_in([])).execute()
    after = chief.get(CALLS).text
    assert "Після закриття місяця змінилося" in after
    assert chief.post("/reports/2026-10/anew", reason="").status_code == 422
    answer = chief.post("/reports/2026-10/anew", reason="Вилучено помилкові дзвінки")
    assert path_of(answer) == "/reports?month=2026-10"
    assert "Після закриття" not in chief.get(CALLS).text
    assert "Вилучено помилкові дзвінки" in chief.get(CALLS).text
    with house.database():
        assert [each.issue for each in ClosedMonth.issues("2026-10")] == [2, 1]


def test_a_month_is_not_closed_while_the_clock_is_not_trusted(house: House) -> None:
    head = house.enter(Role.HEAD)
    house.clock.moment = replace(house.clock.moment, trusted=False)
    head.post("/reports/2026-10/close")
    assert "Годинник Слухавки не звірений" in head.get("/reports?month=2026-10").text
    with house.database():
        assert ClosedMonth.latest("2026-10") is None


def test_all_of_a_month_is_written_by_a_process_and_taken_in_two_parts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.reports.month.forms", lambda: {"csv": csv_form})
    head = house.enter(Role.HEAD)
    head.post("/reports/2026-10/write")
    assert "Чекає на початок" in head.get("/reports?month=2026-10").text
    with house.database():
        run = ReportRun.due()
        assert run is not None
        assert work_off(house.settings.box.state, house.clock, lambda: None) == 1
    page = head.get("/reports?month=2026-10").text
    assert "Статистика (ZIP)" in page
    with (
        head.get(f"/reports/runs/{run.id}/statystyka.zip") as figures,
        zipfile.ZipFile(io.BytesIO(figures.data)) as pack,
    ):
        assert "statystyka/2026-10-dzvinky-razom.csv" in pack.namelist()
    assert exports(house) == []
    with head.post(f"/reports/runs/{run.id}/osobysti.zip") as taken:
        assert taken.status_code == 200
    assert exports(house) == ["2026-10"]
    head.post(f"/reports/runs/{run.id}/remove")
    assert head.get(f"/reports/runs/{run.id}/statystyka.zip").status_code == 404


def test_the_console_loads_nothing_that_draws_pdf_or_workbooks(house: House) -> None:
    program = "import sys, web.pages.reports.routes; print(*{'fpdf', 'xlsxwriter', 'fontTools'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_run_that_waits_is_stopped_at_once(house: House) -> None:
    head = house.enter(Role.HEAD)
    head.post("/reports/2026-10/write")
    with house.database():
        run = ReportRun.latest(OCTOBER.key)
        assert run is not None
    head.post(f"/reports/runs/{run.id}/stop")
    assert "Зупинено." in head.get("/reports?month=2026-10").text
    with house.database():
        assert work_off(house.settings.box.state, house.clock, lambda: None) == 0
    assert not archive_of(house.settings.box.state, run.id, "statystyka").exists()


WRITER = """
import sys, time
from pathlib import Path
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.reports.runs import work_off
def tell():
    print("at work", flush=True)
    time.sleep(600)
state = Path(sys.argv[1])
with bind(state / "slukhavka.db").connection_context():
    work_off(state, SystemClock(), tell)
"""


@contextmanager
def writing(state: Path) -> Iterator[None]:
    """A process has begun to write, and is killed at the end of the block."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(state)], stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"at work\n"
            yield
        finally:
            writer.kill()


def test_a_run_whose_process_was_killed_reads_as_broken_off_and_is_begun_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.reports.month.forms", lambda: {"csv": csv_form})
    state, head = house.settings.box.state, house.enter(Role.HEAD)
    head.post("/reports/2026-10/write")
    with writing(state):
        page = head.get("/reports?month=2026-10").text
        assert "Складено 0 з " in page
        assert "Чекає на початок" not in page
        with house.database():
            break_off(state, now=house.clock.now())
            run = ReportRun.latest(OCTOBER.key)
            assert run is not None
            assert run.ended_at is None
    page = head.get("/reports?month=2026-10").text
    assert BROKEN_OFF in page
    assert "Скласти всі звіти" in page
    assert files_of(state, run.id).exists()
    head.post("/reports/2026-09/write")  # what broke off is in nobody's way
    assert not files_of(state, run.id).exists()
    with house.database():
        assert ReportRun.get_by_id(run.id).fault == BROKEN_OFF
        assert work_off(state, house.clock, lambda: None) == 1
    assert BROKEN_OFF in head.get("/reports?month=2026-10").text
    head.post("/reports/2026-10/write")
    with house.database():
        assert work_off(state, house.clock, lambda: None) == 1
    assert "Статистика (ZIP)" in head.get("/reports?month=2026-10").text


def test_looking_at_the_reports_writes_nothing_on_the_disk(house: House) -> None:
    head = house.enter(Role.HEAD)
    before = sorted(path.name for path in house.settings.box.state.iterdir())
    assert head.get("/reports?month=2026-10").status_code == 200
    assert sorted(path.name for path in house.settings.box.state.iterdir()) == before


def test_what_a_power_cut_left_of_a_run_is_taken_away_by_whoever_writes_next(house: House) -> None:
    state = house.settings.box.state
    with house.database():
        run = ReportRun.ask(OCTOBER.key, by=BOX, now=house.clock.now())
        ReportRun.progress(run.id, 3, 40, now=house.clock.now())
        files_of(state, run.id).mkdir(parents=True)
        assert work_off(state, house.clock, lambda: None) == 0
        assert ReportRun.get_by_id(run.id).fault == BROKEN_OFF
    assert not files_of(state, run.id).exists()
