"""What a workload has promised to somebody: at each promise a mark in the trace, and beside it all rows there are.

What a reader sees when a promise is made must be there after any later power cut, until something changes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

MARKS = "marks"
Rows = dict[str, str]
"""By table and key the columns of a row, both as JSON."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The rows at the time, and what more was promised. `what`: in a word, for whoever reads of a loss.

    `files`: what must be there, by path the least size; `contents`: files that must be as they were, in hex;
    `published`: the revision that callers hear, or a later one; `notices`: texts that they hear before it; `gone`:
    files that must not be there any more.
    """

    what: str
    rows: Rows
    files: Mapping[str, int] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    published: int = 0
    notices: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    """Recordings that must have a row after the start, though they had none yet."""


class Marks:
    """The promises of one workload."""

    def __init__(self, database: Path, directory: Path) -> None:
        """Keep them in `directory`, outside of what is recorded."""
        directory.mkdir(exist_ok=True)
        self._directory = directory
        self._database = database
        self._count = 0
        self._mark = os.open(directory / MARKS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def told(self, what: str, **more: Any) -> None:
        """Something was promised just now."""
        self._count += 1
        kept = {"what": what, "rows": self._rows(), **more}
        (self._directory / f"{self._count}.json").write_text(json.dumps(kept), encoding="utf-8")
        os.write(self._mark, f"{self._count}\n".encode())

    def _rows(self) -> Rows | None:
        """None when the register cannot be read: a promise made meanwhile rests on files."""
        try:
            connection = apsw.Connection(str(self._database), flags=apsw.SQLITE_OPEN_READWRITE)
        except apsw.CantOpenError:
            return None
        try:
            return rows_of(connection)
        finally:
            connection.close()


def promises(directory: Path) -> list[Promise]:
    """Return what was promised, in order."""
    found: list[Promise] = []
    for number in range(1, len(list(directory.glob("*.json"))) + 1):
        told = json.loads((directory / f"{number}.json").read_text(encoding="utf-8"))
        rows = told.pop("rows")
        for name in ("gone", "messages", "notices"):
            told[name] = tuple(told.get(name, ()))
        found.append(Promise(rows=found[-1].rows if rows is None else rows, **told))
    return found


def rows_of(connection: apsw.Connection) -> Rows:
    """Return every row of the register."""
    connection.execute("BEGIN")
    try:
        return dict(_rows(connection))
    finally:
        connection.execute("ROLLBACK")


def _rows(connection: apsw.Connection) -> Iterable[tuple[str, str]]:
    tables = connection.execute("PRAGMA main.table_list").fetchall()
    for name in sorted(str(row[1]) for row in tables if row[2] == "table"):
        if name.startswith("sqlite_"):
            continue
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        keys = [at for at, column in enumerate(columns) if column[-1]] or range(len(columns))
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
            plain = [value.hex() if isinstance(value, bytes) else value for value in row]
            yield json.dumps([name, *(plain[at] for at in keys)]), json.dumps(plain)
