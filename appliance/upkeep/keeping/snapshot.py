"""A consistent copy of a living database, made beside calls without one of their commits waiting for it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import apsw

from appliance.casework.migrate import FILE_MODE
from appliance.casework.sqlite import BUSY_TIMEOUT_S, named_errors, require_sqlite

SLICE_PAGES = 256
"""A mebibyte at a time: a memory card takes it in some ten milliseconds."""
PAUSE_S = 0.01
"""Between two slices the card belongs to the calls."""
LEFT_BYTES = 32 * 1024 * 1024
"""What a copy leaves of the disk: while it fills the last of it, neither register nor recordings could be written."""


def snapshot(database: Path, into: Path, *, pause: Callable[[], None] = lambda: time.sleep(PAUSE_S)) -> Path:
    """Write the database at `database`, as it is this moment, to the file `into` and return `into`.

    The copy is one file without a log beside it, and synced. Its name is the caller's to make last: write a `.part`,
    then rename. Raises DatabaseUnavailable, OSError: also when it would not leave the calls their room.
    """
    require_sqlite()
    into.unlink(missing_ok=True)
    _must_fit(database, into)
    os.close(os.open(into, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    into.chmod(FILE_MODE)
    with named_errors(database):
        _copy(database, into, pause)
    descriptor = os.open(into, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return into


def free_bytes(place: Path) -> int:
    """Return what is free where `place` is. Raises OSError."""
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def _must_fit(database: Path, into: Path) -> None:
    files = (database, database.with_name(f"{database.name}-wal"))
    size = sum(path.stat().st_size for path in files if path.exists())
    if size + LEFT_BYTES > free_bytes(into.parent):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into))


def _copy(database: Path, into: Path, pause: Callable[[], None]) -> None:
    source = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
    target = apsw.Connection(str(into), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        source.set_busy_timeout(int(BUSY_TIMEOUT_S * 1000))
        target.execute("PRAGMA synchronous = OFF")
        # One read transaction over all slices: in WAL it holds up no writer, and no writer makes the copy begin anew.
        source.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
        with target.backup("main", source, "main") as backup:
            while not backup.step(SLICE_PAGES):
                pause()
        target.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        target.close()
        source.close()
