"""The table of rows, read from `rows.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROWS = Path(__file__).with_name("rows.toml")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the product must do. `clauses` like "K 4.2.1"; `claimed` when tests are to prove it in every run."""

    number: str
    title: str
    clauses: tuple[str, ...]
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together, in the order of their numbers."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All sections; `documents` gives the regulation behind each code of a clause."""

    documents: dict[str, str]
    sections: tuple[Section, ...]

    @property
    def rows(self) -> list[Row]:
        """Every row, section by section."""
        return [row for section in self.sections for row in section.rows]


def load(path: Path = ROWS) -> Table:
    """Read the table. A missing or misspelt key raises KeyError or TypeError with its name."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = (Section(section["title"], tuple(_row(**row) for row in section["rows"])) for section in raw["sections"])
    return Table(raw["documents"], tuple(sections))


def _row(*, number: str, title: str, clauses: list[str], claimed: bool = False) -> Row:
    return Row(number, title, tuple(clauses), claimed)
