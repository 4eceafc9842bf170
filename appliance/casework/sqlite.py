"""How the product opens SQLite, and what it calls the ways in which SQLite can fail.

The settings and their reasons: WAL with synchronous FULL loses no acknowledged row in any replayed power cut; the
rest keeps a damaged or hostile file from doing more than failing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from appliance.errors import SlukhavkaError

OLDEST_SQLITE = (3, 51, 3)
"""The first release without the WAL-reset corruption."""

BUSY_TIMEOUT_S = 5.0
MOST_PAGES = 2 * 1024**3 // 4096
"""2 GiB: far more than the rows of a council's calls, and less than any card has left beside the system. Rows sent
without end come to this bound before they have taken the disk from recordings, copies and whoever logs in to delete."""

PRAGMAS = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", "on"),
    ("cell_size_check", "on"),
    ("trusted_schema", "off"),
    ("mmap_size", 0),
    ("secure_delete", "on"),
    ("temp_store", "memory"),
    ("max_page_count", MOST_PAGES),
)

FAILURES: dict[type[apsw.Error], str] = {
    apsw.BusyError: "База даних зайнята іншою програмою.",
    apsw.LockedError: "База даних зайнята іншою програмою.",
    apsw.FullError: "На диску не лишилося місця для бази даних.",
    apsw.ReadOnlyError: "У базу даних не можна писати: файл або каталог лише для читання.",
    apsw.PermissionsError: "До бази даних немає доступу.",
    apsw.CantOpenError: "Базу даних не вдається відкрити.",
    apsw.CorruptError: "Файл бази даних пошкоджений.",
    apsw.NotADBError: "Файл бази даних пошкоджений: це не база.",
    apsw.IOError: "Диск із базою даних не читається або не пишеться.",
    apsw.SQLError: "База даних має не ту будову, якої чекає програма.",
}
_PASSING = (apsw.BusyError, apsw.LockedError, apsw.FullError)
_MISTAKES_OF_OURS = (peewee.IntegrityError, peewee.ProgrammingError, peewee.DataError)


class SqliteTooOld(SlukhavkaError):
    """The SQLite library has the WAL-reset bug; nothing may be written with it."""


class DatabaseUnavailable(SlukhavkaError):
    """The database cannot serve now; the text is a Ukrainian sentence. `passing`: the open connection is still good."""

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.passing = passing


def require_sqlite(version: str = apsw.sqlitelibversion()) -> None:
    """Raise SqliteTooOld unless the SQLite library of this process is safe in WAL mode."""
    if tuple(int(part) for part in version.split(".")[:3]) < OLDEST_SQLITE:
        oldest = ".".join(str(part) for part in OLDEST_SQLITE)
        raise SqliteTooOld(f"SQLite {version} застаріла: потрібна {oldest} або новіша.")


def database_at(path: Path) -> APSWDatabase:
    """Return a peewee database for the file, not opened. Opening never creates the file: only `migrate` does."""
    require_sqlite()
    return _Defended(  # type: ignore[no-untyped-call]  # peewee says no types
        str(path),
        pragmas=PRAGMAS,
        timeout=BUSY_TIMEOUT_S,
        flags=apsw.SQLITE_OPEN_READWRITE,
        autoconnect=False,
    )


class _Defended(APSWDatabase):
    """Each connection refuses what only harms: a schema written by hand, shadow tables, a journal switched off."""

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        conn.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        super()._add_conn_hooks(conn)  # type: ignore[no-untyped-call]  # peewee says no types


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Turn every way the file or the disk can fail into DatabaseUnavailable; mistakes of the code pass through."""
    try:
        yield
    except _MISTAKES_OF_OURS:
        raise
    except (peewee.PeeweeException, apsw.Error) as error:
        # peewee raises its own class while handling apsw's, and apsw's says more.
        cause = error if isinstance(error, apsw.Error) else error.__context__
        raise DatabaseUnavailable(_sentence(cause, path), passing=isinstance(cause, _PASSING)) from error
    except UnicodeDecodeError as error:
        # Every text in it was written as UTF-8: what is none has been damaged on the disk.
        raise DatabaseUnavailable(FAILURES[apsw.CorruptError]) from error


def _sentence(cause: BaseException | None, path: Path) -> str:
    if isinstance(cause, apsw.CantOpenError):
        if path.is_dir():
            return "На місці бази даних лежить каталог."
        if not path.exists():
            return "Файлу бази даних немає."
    for kind, sentence in FAILURES.items():
        if isinstance(cause, kind):
            return sentence
    return f"База даних не працює: {cause}."
