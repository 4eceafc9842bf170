"""A report as a workbook: a sheet that explains it, then a sheet for each table; what is text stays text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it says no types

from appliance.casework.office.calendar import KYIV
from appliance.reports.drawing import words
from appliance.reports.drawing.words import clean
from appliance.reports.sheets import Sheet
from appliance.reports.snapshot import text_of
from appliance.reports.tables import WORDY, Cell, CellType, Column, Table

EXTENSION = "xlsx"

ABOUT = "Про звіт"
NAME_MAX = 31
DAY_S = 86_400
TEXT_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
LOOKS: Mapping[CellType, dict[str, Any]] = {
    CellType.TEXT: {"text_wrap": True, "num_format": "@"},
    CellType.PHONE: {"num_format": "@"},
    CellType.NUMBER: {"num_format": "#,##0"},
    CellType.DECIMAL: {"num_format": "0.00"},
    CellType.SHARE: {"num_format": "0.0%"},
    CellType.SECONDS: {"num_format": "[h]:mm:ss"},
    CellType.DAY: {"num_format": "dd.mm.yyyy", "align": "left"},
    CellType.MOMENT: {"num_format": "dd.mm.yyyy hh:mm", "align": "left"},
}
WIDTHS: Mapping[CellType, int] = {CellType.MOMENT: 17, CellType.DAY: 12, CellType.PHONE: 18}
TEXT_WIDTH, LEAST_WIDTH = 60, 10


class Book:
    """One workbook that is being written."""

    def __init__(self, sheet: Sheet) -> None:
        """Begin it; the moment in it is the report's, so the same report is the same file."""
        self.file = io.BytesIO()
        self._book = xlsxwriter.Workbook(self.file, TEXT_ONLY)
        self._sheet = sheet
        made = sheet.made_at.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": sheet.title, "company": sheet.community, "created": made})
        self._looks: dict[tuple[CellType, bool], Any] = {}
        self._head = self._book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF1", "bottom": 1}
        )
        self._quiet = self._book.add_format({"italic": True, "font_color": "#56646F"})

    def bytes(self) -> bytes:
        """Write everything and return the file."""
        self._about()
        for table in self._sheet.tables:
            self._table(table)
        self._book.close()
        return self.file.getvalue()

    def _about(self) -> None:
        page = self._page(ABOUT)
        bold = self._book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        title = self._book.add_format({"bold": True, "font_size": 14})
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, clean(self._sheet.title), title)
        at = 1
        for line in words.heading(self._sheet):
            page.write_string(at, 0, clean(line))
            at += 1
        at += 1
        for word, says in self._sheet.definitions:
            page.write_string(at, 0, clean(word), bold)
            page.write_string(at, 1, clean(says), wrapped)
            at += 1
        at = self._changes(page, at + 1, bold, wrapped)
        for who in words.SIGNATURES:
            page.write_string(at + 1, 0, who)
            page.write_string(at + 1, 1, "____________________ / ____________________ /")
            at += 2

    def _changes(self, page: Any, at: int, bold: Any, wrapped: Any) -> int:
        if not self._sheet.changes:
            return at
        page.write_string(at, 0, f"{words.CHANGED}. {words.CHANGED_MEANS}", bold)
        for each in self._sheet.changes:
            at += 1
            page.write_string(at, 0, clean(each.where), wrapped)
            page.write_string(at, 1, clean(f"видано: {each.issued or '—'}; тепер: {each.now or '—'}"), wrapped)
        return at + 1

    def _table(self, table: Table) -> None:
        page = self._page(table.title)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        for at, column in enumerate(table.columns):
            page.set_column(at, at, _width(table, at, column))
            page.write_string(0, at, clean(column.title), self._head)
        row = 0
        for row, line in enumerate(table.lines, start=1):
            is_total = table.total is not None and row == len(table.rows) + 1
            for at, (cell, column) in enumerate(zip(line, table.columns, strict=True)):
                self._cell(page, row, at, cell, column.type, is_total)
        if table.note:
            page.write_string(row + 2, 0, clean(table.note), self._quiet)

    def _cell(self, page: Any, row: int, at: int, cell: Cell, kind: CellType, is_total: bool) -> None:
        look = self._look(kind, is_total)
        if cell is None:
            page.write_blank(row, at, None, look)
        elif isinstance(cell, str):
            page.write_string(row, at, clean(cell), look)
        elif isinstance(cell, datetime):
            page.write_datetime(row, at, cell.astimezone(KYIV).replace(tzinfo=None), look)
        elif isinstance(cell, date):
            page.write_datetime(row, at, datetime.combine(cell, time()), look)
        else:
            page.write_number(row, at, cell / DAY_S if kind is CellType.SECONDS else cell, look)

    def _look(self, kind: CellType, is_total: bool) -> Any:
        if (kind, is_total) not in self._looks:
            more = {"bold": True, "top": 1} if is_total else {}
            self._looks[kind, is_total] = self._book.add_format({"valign": "top", **LOOKS[kind], **more})
        return self._looks[kind, is_total]

    def _page(self, title: str) -> Any:
        page = self._book.add_worksheet(_sheet_name(title))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&F&RСторінка &P з &N")
        return page


def render(sheet: Sheet) -> Mapping[str, bytes]:
    """Return the workbook."""
    return {"": Book(sheet).bytes()}


def _sheet_name(title: str) -> str:
    return "".join("-" if sign in r"[]:*?/\'" else sign for sign in title)[:NAME_MAX]


def _width(table: Table, at: int, column: Column) -> float:
    if column.type in WIDTHS:
        return WIDTHS[column.type]
    longest = max((len(text_of(line[at], column.type)) for line in table.lines), default=0)
    head = max(map(len, column.title.split()))
    return min(max(longest, head, LEAST_WIDTH) + 2, TEXT_WIDTH if column.type in WORDY else 20)
