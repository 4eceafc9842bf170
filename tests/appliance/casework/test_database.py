"""The database thread, on real files that break in real ways."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import peewee
import pytest

from appliance.casework import row, sqlite
from appliance.casework.database import REOPEN_PAUSE_S, Database, DatabaseUnavailable, reading
from appliance.casework.migrate import migrate
from appliance.casework.row import Row, write
from appliance.casework.sqlite import SqliteTooOld, require_sqlite
from tests.fakes.virtual_time import run_virtually


class Note(Row):
    """A table of this test."""

    id = peewee.AutoField()
    text = peewee.TextField()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "slukhavka.db"
    migrate(file)
    return file


def using(path: Path, body: Callable[[Database], Awaitable[None]], *, prepare: bool = False) -> None:
    """Run `body` with a database on the virtual loop, and close the database after it."""

    async def main() -> None:
        clock = asyncio.get_running_loop().time
        database = Database(path, monotonic=clock, prepare=migrate if prepare else None)
        try:
            await body(database)
        finally:
            await database.close()

    run_virtually(main)


async def elsewhere(job: Callable[..., object], *args: object) -> None:
    """Run what blocks in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        await asyncio.get_running_loop().run_in_executor(pool, job, *args)


def pragma(name: str) -> object:
    return row.Row._meta.database.pragma(name)


def note(text: str) -> int:
    with write():
        Note.create_table(safe=True)
        return int(Note.create(text=text).id)


def texts() -> list[str]:
    return [found.text for found in Note.select()]


def test_a_commit_survives_a_power_cut_and_keys_are_watched(path: Path) -> None:
    async def body(database: Database) -> None:
        assert await database.run(pragma, "journal_mode") == "wal"
        assert await database.run(pragma, "synchronous") == 2
        assert await database.run(pragma, "foreign_keys") == 1

    using(path, body)


def refusal_of(sql: str) -> str:
    """Run it as it is and return what SQLite has against it."""
    try:
        row.Row._meta.database.connection().execute(sql).fetchall()
    except apsw.SQLError as error:
        return str(error)
    return ""


def test_no_statement_can_break_the_file_whoever_slips_it_in(path: Path) -> None:
    async def body(database: Database) -> None:
        await database.run(refusal_of, "PRAGMA writable_schema = ON")
        for table in ("sqlite_master", "person_search_data"):
            refused = await database.run(refusal_of, f"DELETE FROM {table}")  # noqa: S608  (named here)
            assert refused == f"table {table} may not be modified"
        await database.run(refusal_of, "PRAGMA journal_mode = off")
        assert await database.run(pragma, "journal_mode") == "wal"

    using(path, body)


def test_rows_without_end_fill_their_own_bound_and_not_the_disk(path: Path) -> None:
    async def body(database: Database) -> None:
        bound = await database.run(pragma, "max_page_count")
        size = await database.run(pragma, "page_size")
        assert int(str(bound)) * int(str(size)) == 2 * 1024**3

    using(path, body)


def modes(directory: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()}


def test_group_may_write_every_file_and_strangers_none(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    mask = os.umask(0o077)
    try:
        migrate(path)

        async def body(database: Database) -> None:
            await database.run(note, "так")
            assert modes(tmp_path) == {"slukhavka.db": 0o660, "slukhavka.db-shm": 0o660, "slukhavka.db-wal": 0o660}

        using(path, body)
    finally:
        os.umask(mask)


def test_every_verb_runs_in_one_thread_that_is_not_the_loops(path: Path) -> None:
    async def body(database: Database) -> None:
        threads = {await database.run(threading.get_ident) for _ in range(5)}
        assert len(threads) == 1
        assert threads != {threading.get_ident()}

    using(path, body)


def test_a_verb_once_begun_ends_though_nobody_waits_for_it(path: Path) -> None:
    async def body(database: Database) -> None:
        held, begun = threading.Event(), threading.Event()

        def slow() -> None:
            begun.set()
            held.wait(60)
            note("записано")

        waiting = asyncio.create_task(database.run(slow))
        queued = asyncio.create_task(database.run(note, "теж"))
        await elsewhere(begun.wait, 60)
        waiting.cancel()
        queued.cancel()
        held.set()
        assert await database.run(texts) == ["записано", "теж"]

    using(path, body)


def test_a_verb_that_fails_half_way_leaves_nothing_and_its_error_passes_through(path: Path) -> None:
    async def body(database: Database) -> None:
        def half() -> None:
            with write():
                note("половина")
                raise LookupError("далі ні")

        await database.run(note, "перше")
        with pytest.raises(LookupError):
            await database.run(half)
        assert await database.run(texts) == ["перше"]
        assert database.fault == ""

    using(path, body)


def test_an_old_sqlite_is_refused_by_name() -> None:
    require_sqlite("3.51.3")
    with pytest.raises(SqliteTooOld, match=r"3\.46\.1"):
        require_sqlite("3.46.1")


def test_a_missing_file_is_named_and_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"

    async def body(database: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="Файлу бази даних немає"):
            await database.run(texts)
        assert not path.exists()

    using(path, body)


def test_a_directory_in_its_place_is_named(tmp_path: Path) -> None:
    async def body(database: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="лежить каталог"):
            await database.run(texts)

    using(tmp_path, body)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    path.write_bytes(b"no database at all " * 1000)

    async def body(database: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="пошкоджений"):
            await database.run(texts)

    using(path, body, prepare=True)


def fill(path: Path) -> None:
    async def body(database: Database) -> None:
        for number in range(50):
            await database.run(note, f"{number} " * 2000)

    using(path, body)


def mend(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 7 // 8)  # among the rows that came last
        file.write(b"\xff" * 4096 * 2)


def test_a_damaged_page_is_found_when_the_file_is_opened_whatever_is_asked(path: Path) -> None:
    fill(path)
    damage(path)

    async def body(database: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="пошкоджений"):
            await database.run(threading.get_ident)
        assert "пошкоджений" in database.fault

    using(path, body)


def test_a_file_damaged_while_it_is_used_is_closed_and_serves_again_once_it_is_mended(path: Path) -> None:
    fill(path)
    whole = path.read_bytes()

    async def body(database: Database) -> None:
        assert len(await database.run(texts)) == 50
        await database.run(pragma, "shrink_memory")
        damage(path)
        with pytest.raises(DatabaseUnavailable, match="пошкоджений"):
            await database.run(texts)
        with pytest.raises(DatabaseUnavailable, match="пошкоджений"):
            await database.run(threading.get_ident)
        mend(path, whole)
        await asyncio.sleep(REOPEN_PAUSE_S)
        assert len(await database.run(texts)) == 50

    using(path, body)


def test_a_full_disk_is_named_and_the_database_works_again_when_there_is_room(path: Path) -> None:
    async def body(database: Database) -> None:
        await database.run(note, "перше")
        await database.run(lambda: row.Row._meta.database.pragma("max_page_count", 1))
        with pytest.raises(DatabaseUnavailable, match="не лишилося місця"):
            await database.run(note, "багато" * 10_000)
        await database.run(lambda: row.Row._meta.database.pragma("max_page_count", 100_000))
        await database.run(note, "друге")
        assert await database.run(texts) == ["перше", "друге"]
        assert database.fault == ""

    using(path, body)


READ_ONLY = """
import asyncio, os, sys
from pathlib import Path
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.row import write

if os.geteuid() == 0:
    os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)

def change():
    with write():
        pass

async def main():
    try:
        await Database(Path(sys.argv[1])).run(change)
    except DatabaseUnavailable as failure:
        sys.stdout.buffer.write(str(failure).encode())

asyncio.run(main())
"""


def test_a_directory_that_is_read_only_is_named() -> None:
    # Not pytest's directory: the child gives up root's rights and must still be able to look in.
    with TemporaryDirectory() as name:
        directory, path = Path(name), Path(name, "slukhavka.db")
        migrate(path)
        path.chmod(0o444)
        directory.chmod(0o555)
        child = subprocess.run([sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, check=True)
        directory.chmod(0o755)
    assert child.stdout.decode() == "У базу даних не можна писати: файл або каталог лише для читання."


def test_a_directory_where_nothing_can_be_made_is_named() -> None:
    with pytest.raises(DatabaseUnavailable, match="не вдається створити"):
        migrate(Path("/proc/slukhavka.db"))


def test_opening_is_tried_again_but_not_more_often_than_the_pause(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"

    async def body(database: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="немає"):
            await database.run(texts)
        migrate(path)
        with pytest.raises(DatabaseUnavailable, match="немає"):
            await database.run(note, "зарано")
        assert database.fault
        await asyncio.sleep(REOPEN_PAUSE_S)
        await database.run(note, "саме час")
        assert database.fault == ""

    using(path, body)


def move(old: Path, new: Path) -> None:
    old.rename(new)


def test_a_file_that_vanishes_is_an_alarm_and_not_a_new_empty_log(path: Path) -> None:
    hidden = path.with_name("hidden")

    async def body(database: Database) -> None:
        await database.run(note, "було")
        move(path, hidden)
        await asyncio.sleep(REOPEN_PAUSE_S)
        with pytest.raises(DatabaseUnavailable, match="немає"):
            await database.run(note, "нікуди")
        assert path.name not in modes(path.parent)
        move(hidden, path)
        await asyncio.sleep(REOPEN_PAUSE_S)
        assert await database.run(texts) == ["було"]

    using(path, body, prepare=True)


HOLD = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
connection.execute("PRAGMA locking_mode = exclusive")
connection.execute("BEGIN EXCLUSIVE; CREATE TABLE held (x); COMMIT")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_file_locked_by_another_process_is_named_and_serves_once_it_is_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()

        async def body(database: Database) -> None:
            with pytest.raises(DatabaseUnavailable, match="зайнята"):
                await database.run(texts)
            await elsewhere(other.communicate)
            await asyncio.sleep(REOPEN_PAUSE_S)
            await database.run(note, "вільно")

        using(path, body)


def test_a_page_can_read_and_not_write(path: Path) -> None:
    row.bind(path)
    with pytest.raises(DatabaseUnavailable, match="лише для читання"), reading(path):
        note("зі сторінки")


def test_daemon_and_console_share_a_process_without_sharing_a_connection(path: Path) -> None:
    async def body(database: Database) -> None:
        await database.run(note, "демон")
        with reading(path):
            assert texts() == ["демон"]
        await database.run(note, "ще раз")

    using(path, body)
