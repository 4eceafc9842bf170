"""Where the bars of a chart lie: one geometry for the screen and for paper.

Colours are those of Okabe and Ito, told apart by the colour-blind; each has a hatching, too, so that a black-and-white
print can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, log10

from appliance.reports.snapshot import text_of
from appliance.reports.tables import Cell, CellType, Column, Line, Table

WIDTH = 720.0
SHOWN = 16
"""So many rows of names are drawn; all are in the table."""
UPRIGHT_HEIGHT, LABELS_WIDTH, BAR, GAP, LEGEND, SIGN = 190.0, 250.0, 16.0, 7.0, 20.0, 6.1
BROAD, SLIM = "шщжмюфыШЩЖМЮФДWMw@%mЫ…—", "іїjlitfІЇ.,:;'|!() "


class Hatching(StrEnum):
    """How a colour is told from the others without colours."""

    NONE = "none"
    RISING = "rising"
    FALLING = "falling"
    LEVEL = "level"
    UPRIGHT = "upright"
    CROSSED = "crossed"


STYLES: tuple[tuple[str, Hatching], ...] = (
    ("#0072b2", Hatching.NONE),
    ("#56b4e9", Hatching.RISING),
    ("#e69f00", Hatching.FALLING),
    ("#d55e00", Hatching.CROSSED),
    ("#cc79a7", Hatching.LEVEL),
    ("#a0a0a0", Hatching.UPRIGHT),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar, in the style of its series; `says` for whoever points at it."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text: its point on the base line, and on which side of it the text lies: start, middle, end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a chart, `WIDTH` wide, y downwards. `rules`: straight lines, x1, y1, x2, y2. `key`: swatches by series."""

    height: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    rules: tuple[tuple[float, float, float, float], ...]
    key: tuple[Bar, ...]
    says: str


def drawing(table: Table) -> Drawing | None:
    """Return the chart of a table; None where it has none, or nothing to show."""
    if table.chart is None or not table.rows:
        return None
    series = [table.columns[at] for at in table.chart.series]
    sums = [sum(_figure(line[at]) for at in table.chart.series) for line in table.rows]
    if not any(sums):
        return None
    key, marks, top = _key(series)
    draw = _upright if table.chart.upright else _lying
    return draw(table, table.chart.series, sums, key, marks, top)


def _upright(
    table: Table, series: Sequence[int], sums: Sequence[float], key: tuple[Bar, ...], marks: list[Mark], top: float
) -> Drawing:
    """Draw rows as columns from the left to the right."""
    highest, step = _scale(max(sums))
    left, bottom = 14.0 + SIGN * len(str(highest)), top + UPRIGHT_HEIGHT
    rules = []
    for at in range(0, highest + 1, step):
        y = bottom - (bottom - top - 8) * at / highest
        rules.append((left, y, WIDTH, y))
        marks.append(Mark(left - 6, y + 4, str(at), "end"))
    pitch = (WIDTH - left) / len(table.rows)
    each = ceil(34 / pitch)
    bars: list[Bar] = []
    for at, line in enumerate(table.rows):
        x, y = left + pitch * at + pitch * 0.12, bottom
        for number, column in enumerate(series):
            tall = (bottom - top - 8) * _figure(line[column]) / highest
            if tall:
                y -= tall
                bars.append(Bar(x, y, pitch * 0.76, tall, number, _says(table, line, column)))
        if at % each == 0:
            marks.append(Mark(left + pitch * (at + 0.5), bottom + 15, _short(line[0]), "middle"))
    return Drawing(bottom + 22, tuple(bars), tuple(marks), tuple(rules), key, table.title)


def _lying(
    table: Table, series: Sequence[int], sums: Sequence[float], key: tuple[Bar, ...], marks: list[Mark], top: float
) -> Drawing:
    """Draw rows under each other, the bars to the right of their names."""
    rows = list(zip(table.rows, sums, strict=True))[:SHOWN]
    most = max(total for _, total in rows) or 1
    room = WIDTH - LABELS_WIDTH - 10 - SIGN * len(f"{most:,}")
    bars: list[Bar] = []
    for at, (line, total) in enumerate(rows):
        x, y = LABELS_WIDTH, top + at * (BAR + GAP)
        marks.append(Mark(LABELS_WIDTH - 8, y + BAR - 4, _cut(text_of(line[0], table.columns[0].type)), "end"))
        for number, column in enumerate(series):
            wide = room * _figure(line[column]) / most
            if wide:
                bars.append(Bar(x, y, wide, BAR, number, _says(table, line, column)))
                x += wide
        marks.append(Mark(x + 5, y + BAR - 4, text_of(round(total), CellType.NUMBER)))
    bottom = top + len(rows) * (BAR + GAP)
    if len(rows) < len(table.rows):
        marks.append(Mark(LABELS_WIDTH, bottom + 10, f"показано перші {SHOWN} з {len(table.rows)}"))
        bottom += 16
    rule = (LABELS_WIDTH, top - 3, LABELS_WIDTH, top + len(rows) * (BAR + GAP) - GAP + 3)
    return Drawing(bottom, tuple(bars), tuple(marks), (rule,), key, table.title)


def _key(series: Sequence[Column]) -> tuple[tuple[Bar, ...], list[Mark], float]:
    """Return the swatches, their words, and where the chart begins; a single series needs none."""
    if len(series) < 2:
        return (), [], 8.0
    bars, marks, x, y = [], [], 0.0, 2.0
    for number, column in enumerate(series):
        wide = 26 + SIGN * 1.12 * len(column.title)
        if x + wide > WIDTH:
            x, y = 0.0, y + LEGEND
        bars.append(Bar(x, y, 14, 12, number, column.title))
        marks.append(Mark(x + 19, y + 10, column.title))
        x += wide
    return tuple(bars), marks, y + LEGEND + 8


def _scale(highest: float) -> tuple[int, int]:
    """Return the top of an axis and its step, both whole and round."""
    rough = max(highest / 4, 1)
    ten: int = 10 ** floor(log10(rough))
    step = next(part * ten for part in (1, 2, 5, 10) if part * ten >= rough)
    return ceil(highest / step) * step, step


def _figure(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _says(table: Table, line: Line, column: int) -> str:
    name, head = text_of(line[0], table.columns[0].type), table.columns[column]
    return f"{name}: {head.title.lower()} {text_of(line[column], head.type)}"


def _short(cell: Cell) -> str:
    """Return the label of a column: the day of the month, the hour."""
    text = text_of(cell, CellType.TEXT)
    return text[:2].lstrip("0") or "0"


def _cut(text: str) -> str:
    """Return the beginning of a text that surely fits before the bars, in DejaVu's letters."""
    room, kept = LABELS_WIDTH - 20, ""
    for sign in text:
        room -= 10.5 if sign in BROAD else 4.5 if sign in SLIM else 8.5 if sign.isupper() else 7.3
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += sign
    return text
