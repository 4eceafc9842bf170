"""The database of the daemon: one file, one thread, and a daemon that lives on when the file does not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from playhouse.apsw_ext import APSWDatabase

from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable, named_errors

__all__ = ["Database", "DatabaseUnavailable", "reading"]

REOPEN_PAUSE_S = 5.0
READER_BUSY_MS = 2000

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Database:
    """Runs casework verbs in the one database thread. Opening happens there, may fail, and is tried again.

    `prepare` (the daemon's start-up check, or `migrate`) makes the file ready before the first successful opening and
    never after it: a file that vanishes later is an alarm, not a reason for an empty log. `fault` is "" while the
    database works, else the Ukrainian sentence of the last failure.
    """

    def __init__(
        self,
        path: Path,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        prepare: Callable[[Path], object] | None = None,
        prepare_checks: bool = False,
    ) -> None:
        """Bind the tables to `path`; nothing is opened yet. `prepare_checks`: a file it lets pass is whole.

        Raises SqliteTooOld.
        """
        self.fault = ""
        self._path = path
        self._monotonic = monotonic
        self._prepare = prepare
        self._prepare_checks = prepare_checks
        self._peewee: APSWDatabase = bind(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._tried_at_s: float | None = None
        self._file: tuple[int, int] | None = None

    async def run(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `verb(*args, **kwargs)`, run in the database thread. Raises DatabaseUnavailable.

        A verb once begun runs to its end, also when whoever awaits it is cancelled.
        """
        job = partial(self._run, partial(verb, *args, **kwargs))
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, job))

    async def close(self) -> None:
        """Finish what is queued, close the file and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _run(self, verb: Callable[[], T]) -> T:
        try:
            self._ensure_open()
            with named_errors(self._path):
                answer = verb()
        except DatabaseUnavailable as failure:
            self._note(failure)
            raise
        self.fault = ""
        return answer

    def _ensure_open(self) -> None:
        if not self._peewee.is_closed():
            if _identity(self._path) == self._file:
                return
            self._close()
        now_s = self._monotonic()
        if self._tried_at_s is not None and now_s - self._tried_at_s < REOPEN_PAUSE_S:
            raise DatabaseUnavailable(self.fault or "Базу даних щойно закрито через збій.")
        self._tried_at_s = now_s
        self._open()

    def _open(self) -> None:
        if prepared := self._prepare is not None and self._file is None:
            self._prepare(self._path)
        with named_errors(self._path):
            self._peewee.connect()
            known = prepared and self._prepare_checks
            found = "ok" if known else self._peewee.pragma("quick_check(1)")
        if found != "ok":
            raise DatabaseUnavailable("Файл бази даних пошкоджений.")
        self._file = _identity(self._path)

    def _note(self, failure: DatabaseUnavailable) -> None:
        if self.fault != str(failure):
            _log.error("database %s: %s", self._path, failure, exc_info=failure)
        self.fault = str(failure)
        if not failure.passing:
            self._close()

    def _close(self) -> None:
        try:
            with named_errors(self._path):
                self._peewee.close()
        except DatabaseUnavailable:
            _log.exception("the database did not close cleanly")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Open the bound database for this thread, read only, for as long as one page takes. Raises DatabaseUnavailable."""
    database = bind(path)
    with named_errors(path):
        database.connect()
        try:
            database.pragma("query_only", 1)
            database.pragma("busy_timeout", READER_BUSY_MS)
            yield
        finally:
            database.close()
