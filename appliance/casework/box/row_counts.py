"""How many rows every table of a register has: what a copy, an archive and the bundle for support are compared by."""

from __future__ import annotations

import apsw


def tables(connection: apsw.Connection) -> set[str]:
    """Return the names of the tables whose rows count: not those that an index of words keeps for itself."""
    found = connection.execute("PRAGMA main.table_list").fetchall()
    names = (str(name) for _, name, kind, *_ in found if kind == "table")
    return {name for name in names if not name.startswith("sqlite_")}


def row_counts(connection: apsw.Connection) -> dict[str, int]:
    """Return the rows of every table, by its name."""
    names = sorted(tables(connection))
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').get) for name in names}  # noqa: S608  (names of ours)
