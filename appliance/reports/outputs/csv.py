"""A report as CSV for spreadsheets: UTF-8 with its mark, `;` and a decimal comma, as they stand in Ukraine; RFC 4180.

A cell that a spreadsheet would run begins with an apostrophe, and so does one that begins with an apostrophe before
such a sign: whoever takes one apostrophe away has the text again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime

from appliance.casework.office.calendar import KYIV
from appliance.reports.drawing.words import clean
from appliance.reports.sheets import Sheet
from appliance.reports.tables import Cell, CellType, Table

EXTENSION = "csv"
RUNS = "=+-@\t\r\n|%＝＋－＠−"
"""What a spreadsheet may take for a formula's beginning, in any width."""
_BEFORE = " '\"\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u200a\u200b\u2060\u202f\u3000\ufeff"
"""What may stand before it unseen."""


def render(sheet: Sheet) -> Mapping[str, bytes]:
    """Return a file for each table, named as the table is."""
    return {table.name: of_table(table) for table in sheet.tables}


def of_table(table: Table) -> bytes:
    """Return one table; the first line names the columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(column.title) for column in table.columns])
    for line in table.lines:
        writer.writerow([_written(cell, column.type) for cell, column in zip(line, table.columns, strict=True)])
    return file.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    text = clean(text)
    begins = text.lstrip(_BEFORE)[:1]
    return f"'{text}" if begins and begins in RUNS else text


def _written(cell: Cell, kind: CellType) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, datetime):
        return cell.astimezone(KYIV).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return _figure(cell, kind)


def _figure(cell: float, kind: CellType) -> str:
    match kind:
        case CellType.SHARE:
            return f"{cell * 100:.1f}%".replace(".", ",")
        case CellType.DECIMAL:
            return f"{cell:.2f}".replace(".", ",")
        case CellType.SECONDS:
            hours, rest = divmod(round(cell), 3600)
            return f"{hours}:{rest // 60:02}:{rest % 60:02}"
        case _:
            return str(cell)
