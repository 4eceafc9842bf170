"""What is given away: nothing in it runs, cells are what they say, the letters are there, and it opens elsewhere."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.utils.escape import unescape  # type: ignore[import-untyped]

from appliance.casework.box.closed_months import ClosedMonth
from appliance.reports.drawing.words import clean, heading
from appliance.reports.month import names_of
from appliance.reports.outputs import form_of, forms
from appliance.reports.outputs.csv import RUNS, of_table
from appliance.reports.outputs.html import body
from appliance.reports.period import Month
from appliance.reports.sheets import Difference, Sheet
from appliance.reports.snapshot import text_of
from appliance.reports.tables import CellType, Chart, Column, Report, Table

BOOK = "2026-10-proba"
TABLE, OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))
VALUES = ("date-value", "time-value", "value")
PHONE = "+380662838182"
MADE = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
DEEDS = ("1+1", "cmd|'/c calc'!A0", 'HYPERLINK("http://x";"клац")', "SUM(A1:A9)", '"лапки"; і крапка з комою', "А1")
STARTS = (
    *("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"),
    *(" =", "  +", "\ufeff=", "\u200b=", "'=", "\x00=", "=\x00"),
)
PAYLOADS = tuple(f"{start}{deed}{more}" for start in STARTS for deed in DEEDS for more in ("", "\r\nдруге; рядок"))[
    :200
]


def sheet_of(*tables: Table, title: str = "Проба") -> Sheet:
    report = Report("proba", title, 1, (("Слово", "що воно означає: ґава, єнот, їжак, іній."),), lambda _period: ())
    return Sheet(report, Month(2026, 10), tables, "Менська громада", MADE, report.definitions)


TYPES = Table(
    "typy",
    "Усі види",
    (
        Column("Дата", CellType.DAY),
        Column("Мить", CellType.MOMENT),
        Column("Телефон", CellType.PHONE, personal=True),
        Column("Скільки"),
        Column("Частка", CellType.SHARE),
        Column("Середня", CellType.DECIMAL),
        Column("Тривалість", CellType.SECONDS),
        Column("Текст", CellType.TEXT),
    ),
    ((date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), PHONE, 1234, 0.125, 4.5, 93784.0, "ґ є і ї"),),
    chart=Chart((3,)),
)
HOSTILE = Table("klopit", "Клопіт", (Column("Текст", CellType.TEXT),), tuple((payload,) for payload in PAYLOADS))


def cells_of(sheet: Sheet, page: str) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(form_of("xlsx").render(sheet)[""]))
    return book, book[page]


def read_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(of_table(table).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 200


@pytest.mark.row("I10")
def test_a_workbook_runs_nothing_and_gives_every_text_back() -> None:
    _, page = cells_of(sheet_of(HOSTILE), "Клопіт")
    found = [row[0] for row in page.iter_rows(min_row=2)]
    assert {cell.data_type for cell in found} == {"s"}
    assert [unescape(cell.value) for cell in found] == [clean(payload) for payload in PAYLOADS]


@pytest.mark.row("I10")
def test_a_csv_runs_nothing_and_gives_every_text_back() -> None:
    _, *rows = read_csv(HOSTILE)
    for (cell,), payload in zip(rows, PAYLOADS, strict=True):
        assert cell[0] == "'"
        assert cell[1:] == clean(payload)


def test_no_cell_of_a_csv_begins_with_what_runs_whatever_stands_before_it() -> None:
    for cell in (row[0] for row in read_csv(HOSTILE)[1:]):
        assert cell[:1] not in RUNS


def test_harmless_texts_stand_in_a_csv_as_they_are() -> None:
    texts = ("вул. Ґонти, 5", 'сказав: "добре"', "рядок; ще", "два\nрядки", "'лапка", "", "  відступ")
    table = replace(HOSTILE, rows=tuple((text,) for text in texts))
    assert [row[0] for row in read_csv(table)[1:]] == list(texts)


def test_a_csv_is_what_excel_in_ukraine_opens() -> None:
    written = of_table(TYPES)
    assert written.startswith("\ufeff".encode())
    assert written.count(b"\r\n") == 2
    line = written.decode("utf-8-sig").splitlines()[1]
    assert line == "2026-10-25;2026-10-25 03:30:00;'+380662838182;1234;12,5%;4,50;26:03:04;ґ є і ї"


@pytest.mark.row("I10")
def test_a_workbook_has_real_dates_and_telephones_as_text() -> None:
    book, page = cells_of(sheet_of(TYPES), "Усі види")
    cells = [page.cell(2, at) for at in range(1, 9)]
    assert [cell.is_date for cell in cells] == [True, True, False, False, False, False, True, False]
    assert cells[0].value == datetime(2026, 10, 25)  # noqa: DTZ001 (a cell has no zone)
    assert cells[1].value == datetime(2026, 10, 25, 3, 30)  # noqa: DTZ001
    assert (cells[2].value, cells[2].data_type, cells[2].number_format) == (PHONE, "s", "@")
    assert [cell.value for cell in cells[3:6]] == [1234, 0.125, 4.5]
    assert cells[4].number_format == "0.0%"
    assert cells[6].value.total_seconds() == pytest.approx(93784)
    assert page.freeze_panes == "A2"
    assert "що воно означає" in str(book["Про звіт"]["B5"].value)


def test_the_same_report_is_the_same_file() -> None:
    for form in forms().values():
        assert form.render(sheet_of(TYPES)) == form.render(sheet_of(TYPES))


def test_statistics_have_no_personal_column_and_lists_no_whole_telephone() -> None:
    assert [column.title for column in TYPES.impersonal().columns if column.personal] == []
    assert PHONE not in repr(TYPES.impersonal())
    hidden = TYPES.masked().rows[0][2]
    assert isinstance(hidden, str)
    assert hidden.endswith("82")
    assert "2838" not in hidden.replace(" ", "")


def test_what_comes_from_outside_is_text_in_a_page_too() -> None:
    table = replace(HOSTILE, rows=(("<script>alert(1)</script>",), ('"><svg onload=x>',)), title="<b>")
    page = body(sheet_of(table))
    assert "<script>" not in page
    assert "<svg onload" not in page
    assert "<b>" not in page


def test_a_pdf_shows_every_letter_of_the_alphabet_and_what_the_words_mean(tmp_path: Path) -> None:
    letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ ’ʼ№«»–…"
    changed = (Difference("Дзвінки разом, Надійшло", "дзвінків 10", "дзвінків 9"),)
    drawn = replace(sheet_of(replace(TYPES, note=letters)), changes=changed)
    text = pdf_text(drawn, tmp_path)
    for words in ("ґ є і ї", *letters.split(), "Менська громада", "жовтень 2026", "Складено 02.11.2026 09:00"):
        assert words in text
    for words in (
        "що воно означає: ґава",
        "Керівник",
        "Сторінка 1 з 1",
        "066 283 81 82",
        "Після закриття місяця змінилося",
    ):
        assert words in text


def test_a_long_table_is_on_many_pages_each_with_its_head(tmp_path: Path) -> None:
    rows = tuple((f"рядок {at} " + "дуже довгий текст " * (at % 30), "слово" * 60) for at in range(60))
    table = Table("dovha", "Довга", (Column("Перший", CellType.TEXT), Column("Другий", CellType.TEXT)), rows)
    text = pdf_text(sheet_of(table), tmp_path)
    pages = text.split("\f")[:-1]
    assert len(pages) > 3
    assert sum("Перший" in page for page in pages) >= len(pages) - 1
    assert f"Сторінка {len(pages)} з {len(pages)}" in pages[-1]
    assert all(f"рядок {at}" in text for at in range(60))


CARD = ("дзвінок", "звернення", "відмовлено у прийнятті", "Задорожна Олександра Володимирівна", PHONE, "Суть " * 40)


def test_a_list_of_rows_lies_across_breaks_no_word_and_puts_long_texts_below_their_row(tmp_path: Path) -> None:
    titles = ("Як", "Порядок", "Стан", "Заявник", "Телефон", "Суть")
    kinds = tuple(CellType.PHONE if title == "Телефон" else CellType.TEXT for title in titles)
    ours = (*(Column(title, kind) for title, kind in zip(titles, kinds, strict=True)),)
    plain = tuple(Column(f"Стовпець{at}", CellType.TEXT) for at in range(7))
    table = Table("kartky", "Картки", (*ours, *plain), tuple((*CARD, *("два слова",) * 7) for _ in range(30)))
    drawn = sheet_of(table)
    text = pdf_text(replace(drawn, report=replace(drawn.report, is_list=True)), tmp_path)
    sizes = subprocess.run(["/usr/bin/pdfinfo", "x.pdf"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert b"Page size:       841.89 x 595.28 pts" in sizes
    for whole in ("Олександра", "Володимирівна", "відмовлено", "066 283 81 82"):
        assert text.count(whole) == 30, whole
    assert text.count("Суть: Суть Суть") == 30
    assert text.count("Суть") == 30 * 41, "nothing of it is cut, and no head stands over what is below"


def test_a_heading_ends_with_one_full_stop_whatever_was_typed() -> None:
    issued = replace(sheet_of(TYPES), closed=ClosedMonth(
        month="2026-10", issue=2, figures="{}", sha256="ab" * 32, reason="Вилучено помилкові дзвінки.",
        closed_at=sheet_of(TYPES).made_at, clock_trusted=True, origin="box",
    ))  # fmt: skip
    assert all(".." not in line and ".;" not in line for line in heading(issued))
    assert "дзвінки. Контрольна сума" in " ".join(heading(issued))


def pdf_text(sheet: Sheet, directory: Path) -> str:
    (directory / "x.pdf").write_bytes(form_of("pdf").render(sheet)[""])
    told = subprocess.run(
        ["/usr/bin/pdftotext", "-layout", "x.pdf", "-"], cwd=directory, capture_output=True, timeout=60, check=True
    )
    return told.stdout.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.row("I10")
def test_libreoffice_opens_them_with_the_right_cells_and_no_formula(tmp_path: Path) -> None:
    """One run over all files, into the flat form, where every cell says its type."""
    drawn = sheet_of(TYPES, HOSTILE)
    names = []
    for extension in ("xlsx", "csv"):
        for name, written in names_of(drawn, form_of(extension)):
            (tmp_path / name).write_bytes(written)
            names.append(name)
    convert(tmp_path, names)
    book, plain, hostile = (flat_cells(tmp_path / f"{name}.fods") for name in (BOOK, f"{BOOK}-typy", f"{BOOK}-klopit"))
    assert not [cell for cells in (book, plain, hostile) for cell in cells if cell.formula]
    for cells in (book, plain):
        assert ("date", "2026-10-25") in [cell[:2] for cell in cells]
        assert ("date", "2026-10-25T03:30:00") in [cell[:2] for cell in cells]
        assert ("time", "PT26H03M04S") in [cell[:2] for cell in cells]
        assert ("percentage", "0.125") in [cell[:2] for cell in cells]
        assert ("float", "4.5") in [cell[:2] for cell in cells]
        assert "ґ є і ї" in [cell.text for cell in cells if cell.type == "string"]
    assert PHONE in [cell.text for cell in book if cell.type == "string"]
    assert f"'{PHONE}" in [cell.text for cell in plain if cell.type == "string"]
    assert {cell.type for cell in hostile} == {"string"}
    assert len(hostile) == len(PAYLOADS) + 1


class FlatCell(NamedTuple):
    """A cell as LibreOffice has understood it."""

    type: str
    value: str
    text: str
    formula: str


def flat_cells(path: Path) -> list[FlatCell]:
    """Return the cells that hold something."""
    found = []
    for cell in ElementTree.parse(path).iter(f"{TABLE}table-cell"):  # noqa: S314 (LibreOffice has written it)
        kind = cell.get(f"{OFFICE}value-type", "")
        value = next((cell.get(f"{OFFICE}{name}", "") for name in VALUES if cell.get(f"{OFFICE}{name}")), "")
        text = "".join(cell.itertext()).strip()
        if kind:
            found.append(FlatCell(kind, value, text, cell.get(f"{TABLE}formula", "")))
    return found


def convert(directory: Path, names: list[str]) -> None:
    """`;`, no mark of a text, UTF-8, from the first line, each column as it is guessed, in Ukrainian."""
    command = ["/usr/bin/soffice", f"-env:UserInstallation=file://{directory}/profile", "--headless", "--norestore"]
    command += ["--infilter=CSV:59,34,76,1,,1058,false,true", "--convert-to", "fods", *names]
    subprocess.run(command, cwd=directory, capture_output=True, timeout=120, check=True)


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        (None, CellType.NUMBER, "—"),
        (12345, CellType.NUMBER, "12\N{NO-BREAK SPACE}345"),
        (0.5, CellType.SHARE, "50,0\N{NO-BREAK SPACE}%"),
        (4.256, CellType.DECIMAL, "4,26"),
        (65.2, CellType.SECONDS, "1:05"),
        (3725, CellType.SECONDS, "1:02:05"),
        (date(2026, 10, 5), CellType.DAY, "05.10.2026"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), CellType.MOMENT, "25.10.2026 03:30"),
        (PHONE, CellType.PHONE, "066 283 81 82"),
        ("104", CellType.PHONE, "104"),
        ("Разом", CellType.DAY, "Разом"),
    ],
)
def test_a_cell_is_written_as_people_read_it(cell: Any, kind: CellType, shown: str) -> None:
    assert text_of(cell, kind) == shown
