"""What a report is made of: tables of typed cells, drawn alike by every form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from appliance.numbers import masked, parse
from appliance.reports.period import Period

Cell = str | int | float | date | datetime | None
"""By the type of its column; None is shown as a dash: there is nothing to count, or it is not known."""
Line = tuple[Cell, ...]


class CellType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    """A whole number."""
    DECIMAL = "decimal"
    """Two places."""
    SHARE = "share"
    """0 to 1."""
    SECONDS = "seconds"
    """A length of time."""
    DAY = "day"
    """A date of the calendar."""
    MOMENT = "moment"
    """With its zone."""
    PHONE = "phone"
    """E.164, or as it came."""


WORDY = (CellType.TEXT, CellType.PHONE, CellType.DAY, CellType.MOMENT)
"""What is written from the left."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `personal`: it says who somebody is, or what he said."""

    title: str
    type: CellType = CellType.NUMBER
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of some columns, one on another, over the rows. `upright`: rows are times, from the left to the right."""

    series: tuple[int, ...]
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `name` is a part of a file's name, [a-z0-9-]; `total` is a last row that sums up."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    total: Line | None = None
    note: str = ""
    chart: Chart | None = None

    @property
    def lines(self) -> Iterator[Line]:
        """The rows, and the total after them."""
        yield from self.rows
        if self.total is not None:
            yield self.total

    @property
    def is_personal(self) -> bool:
        """Whether it holds anybody's data."""
        return any(column.personal for column in self.columns)

    def impersonal(self) -> Table:
        """Return it without the columns that are personal. Charts are of figures, which are first."""
        kept = [at for at, column in enumerate(self.columns) if not column.personal]
        return self._of(kept) if len(kept) < len(self.columns) else self

    def masked(self) -> Table:
        """Return it as a list shows it: telephones hidden but for a few digits, other personal columns left out."""
        kept = [at for at, column in enumerate(self.columns) if not column.personal or column.type is CellType.PHONE]
        lean = self._of(kept)
        phones = {at for at, column in enumerate(lean.columns) if column.personal}
        rows = tuple(
            tuple(_hidden(cell) if at in phones else cell for at, cell in enumerate(line)) for line in lean.rows
        )
        return replace(lean, rows=rows)

    def _of(self, kept: list[int]) -> Table:
        total = None if self.total is None else tuple(self.total[at] for at in kept)
        rows = tuple(tuple(line[at] for at in kept) for line in self.rows)
        return replace(self, columns=tuple(self.columns[at] for at in kept), rows=rows, total=total)


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report. `definitions`: what its words mean, printed under it.

    `is_list`: rows one by one, as they stand now; it is never among the figures that a closed month keeps.
    """

    name: str
    title: str
    place: int
    definitions: tuple[tuple[str, str], ...]
    gather: Callable[[Period], tuple[Table, ...]]
    is_list: bool = False


def share(part: float, whole: float) -> float | None:
    """Return a part of 1; None where there is no whole."""
    return part / whole if whole else None


def mean(total: float, count: int) -> float | None:
    """Return the mean; None of nothing."""
    return total / count if count else None


def _hidden(cell: Cell) -> Cell:
    return masked(parse(cell, "")) if isinstance(cell, str) and cell else cell
