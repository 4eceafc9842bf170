"""Whether a database file is whole, and what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from appliance.casework.box.row_counts import row_counts, tables
from appliance.casework.sqlite import BUSY_TIMEOUT_S, DatabaseUnavailable, named_errors, require_sqlite
from appliance.errors import SlukhavkaError

OUR_TABLES = frozenset({"migration", "call_record"})
"""What any register of ours has, since its first step."""
READ_BYTES = 1024 * 1024


class NotWhole(SlukhavkaError):
    """The file is no register, or not a whole one; the text says what was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a whole file holds: its last step of migration, and the rows of every table.

    `loose`: rows that point to what is not there. Such a file is whole; somebody should look at it.
    """

    migration: int
    counts: dict[str, int]
    loose: int


def checked(path: Path) -> Found:
    """Read the whole file: every page, every index, every reference. Raises NotWhole, OSError.

    The file must be nobody's at the moment: a copy, or the register of a box that stands still.
    """
    require_sqlite()
    path.stat()
    try:
        with named_errors(path):
            return _checked(path)
    except DatabaseUnavailable as error:
        raise NotWhole(f"{path.name}: {error}") from error


def _checked(path: Path) -> Found:
    with opened(path) as connection:
        if fault := fault_of(connection, thorough=True):
            raise NotWhole(f"{path.name}: {fault}")
        counts = row_counts(connection)
        if not counts:
            raise NotWhole(f"{path.name}: файл порожній.")
        return Found(
            migration=int(connection.execute("SELECT max(number) FROM migration").get or 0),
            counts=counts,
            loose=len(connection.execute("PRAGMA foreign_key_check").fetchall()),
        )


@contextmanager
def opened(path: Path, *, write: bool = True) -> Iterator[apsw.Connection]:
    """Open a file that may hold anything, for as long as the block lasts. What SQLite raises passes through."""
    flags = apsw.SQLITE_OPEN_READWRITE if write else apsw.SQLITE_OPEN_READONLY
    connection = apsw.Connection(str(path), flags=flags)
    try:
        connection.set_busy_timeout(int(BUSY_TIMEOUT_S * 1000))
        connection.execute("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0").fetchall()
        yield connection
    finally:
        connection.close()


def fault_of(connection: apsw.Connection, *, thorough: bool) -> str:
    """Return what is wrong with a register, a Ukrainian sentence; "" for a whole one and for an empty file.

    `thorough` also compares every index with its table, which takes some times longer.
    """
    check = "integrity_check" if thorough else "quick_check"
    if faults := [str(row[0]) for row in connection.execute(f"PRAGMA {check}(3)") if row[0] != "ok"]:
        return f"Файл бази даних пошкоджений ({'; '.join(faults)[:200]})."
    if strange := connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')").get:
        return f"У базі даних є чуже: «{str(strange)[:60]}»."
    names = tables(connection)
    if names and not names >= OUR_TABLES:
        return "На місці бази даних лежить чужа база."
    return ""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            found.update(block)
    return found.hexdigest()
