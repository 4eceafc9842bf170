"""Brings the database file to the shape this code needs: numbered steps, each applied once, each in one transaction."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import apsw
from playhouse.apsw_ext import APSWDatabase

from appliance.casework import migrations
from appliance.casework.sqlite import DatabaseUnavailable, database_at, named_errors

FILE_MODE = 0o660
"""Daemon and console are two users of one group."""

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+")
_TABLE = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"


class DatabaseTooNew(DatabaseUnavailable):
    """A later version of the product has written this file; this one must not touch it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, its file's name, its SQL."""

    number: int
    name: str
    sql: str


def migrate(path: Path, steps: Sequence[Migration] | None = None) -> list[str]:
    """Create the file if there is none, apply the steps it lacks, return their names.

    `steps` are those of this code unless given. Raises DatabaseTooNew, DatabaseUnavailable.
    """
    steps = found() if steps is None else steps
    _create(path)
    database = database_at(path)
    with named_errors(path):
        database.connect()
        try:
            _refuse_newer(database, steps)
            return [step.name for step in steps if _apply(database, step)]
        finally:
            database.close()


def found() -> list[Migration]:
    """Return the steps of this code in their order."""
    names = sorted(file.stem for file in Path(migrations.__path__[0]).glob("*.py") if _NAME.fullmatch(file.stem))
    return [Migration(int(name[:4]), name, import_module(f"{migrations.__name__}.{name}").SQL) for name in names]


def _create(path: Path) -> None:
    """Make an empty file with our mode before SQLite would make one with its own, and make its name last."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
    except FileExistsError:
        return
    except OSError as error:
        raise DatabaseUnavailable(f"Файл бази даних не вдається створити: {error.strerror}.") from error
    os.fchmod(descriptor, FILE_MODE)
    os.close(descriptor)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def _refuse_newer(database: APSWDatabase, steps: Sequence[Migration]) -> None:
    connection = _raw(database)
    if not connection.table_exists(None, "migration"):
        return
    known = max((step.number for step in steps), default=0)
    newest = connection.execute("SELECT max(number) FROM migration").get or 0
    if newest > known:
        raise DatabaseTooNew(
            f"Базу даних записала новіша версія програми (крок {newest}, а ця знає {known}). "
            "Поверніть новішу версію або відновіть давнішу копію бази."
        )


def _apply(database: APSWDatabase, step: Migration) -> bool:
    connection = _raw(database)
    with database.atomic("IMMEDIATE"):
        connection.execute(_TABLE)
        if connection.execute("SELECT 1 FROM migration WHERE number = ?", (step.number,)).get:
            return False
        connection.execute(step.sql)
        connection.execute("INSERT INTO migration VALUES (?, ?)", (step.number, step.name))
    return True


def _raw(database: APSWDatabase) -> apsw.Connection:
    return cast(apsw.Connection, database.connection())  # type: ignore[no-untyped-call]
