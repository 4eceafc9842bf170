"""The figures of a closed month as text: canonical JSON, so that the same figures have the same checksum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from appliance.casework.office.calendar import KYIV
from appliance.numbers import grouped, parse
from appliance.reports.tables import Cell, CellType, Chart, Column, Table

FORMAT = 1
UNKNOWN = "—"
NARROW = "\N{NO-BREAK SPACE}"

Figures = Mapping[str, tuple[tuple[tuple[str, str], ...], tuple[Table, ...]]]
"""Report → what its words meant, and its tables."""


def write_figures(figures: Figures) -> str:
    """Return the text."""
    told = {
        name: {"definitions": definitions, "tables": [_told(table) for table in tables]}
        for name, (definitions, tables) in figures.items()
    }
    return json.dumps({"format": FORMAT, "reports": told}, ensure_ascii=False, sort_keys=True, default=_iso)


def read_figures(text: str) -> Figures:
    """Return what `write_figures` has written."""
    return {
        name: (
            tuple((word, says) for word, says in told["definitions"]),
            tuple(_table(each) for each in told["tables"]),
        )
        for name, told in json.loads(text)["reports"].items()
    }


def text_of(cell: Cell, kind: CellType) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return UNKNOWN
    if isinstance(cell, datetime):
        return cell.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, str):
        return grouped(cell) if kind is CellType.PHONE and parse(cell, "").e164 == cell else cell
    match kind:
        case CellType.SHARE:
            return f"{cell * 100:.1f}{NARROW}%".replace(".", ",")
        case CellType.DECIMAL:
            return f"{cell:.2f}".replace(".", ",")
        case CellType.SECONDS:
            return lasting(cell)
        case _:
            return f"{cell:,}".replace(",", NARROW)


def lasting(seconds: float) -> str:
    """Return a length of time as 3:07, or 1:02:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _told(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "columns": [(column.title, column.type) for column in table.columns],
        "rows": table.rows,
        "total": table.total,
        "note": table.note,
        "chart": (table.chart.series, table.chart.upright) if table.chart else None,
    }


def _table(told: Mapping[str, Any]) -> Table:
    columns = tuple(Column(title, CellType(kind)) for title, kind in told["columns"])
    chart = Chart(tuple(told["chart"][0]), told["chart"][1]) if told["chart"] else None
    return Table(
        told["name"],
        told["title"],
        columns,
        tuple(_line(columns, line) for line in told["rows"]),
        None if told["total"] is None else _line(columns, told["total"]),
        told["note"],
        chart,
    )


def _line(columns: tuple[Column, ...], line: list[Any]) -> tuple[Cell, ...]:
    return tuple(_cell(cell, column.type) for column, cell in zip(columns, line, strict=True))


def _cell(cell: Cell, kind: CellType) -> Cell:
    """Return the cell; a total's «Разом» stands in a column of days, too."""
    if isinstance(cell, str) and kind in (CellType.DAY, CellType.MOMENT) and cell[:1].isdigit():
        return date.fromisoformat(cell) if kind is CellType.DAY else datetime.fromisoformat(cell)
    return cell


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no cell")
