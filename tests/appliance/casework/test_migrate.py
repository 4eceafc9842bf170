"""Migrations, on real files."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest

from appliance.casework import sqlite
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.migrate import DatabaseTooNew, Migration, found, migrate
from appliance.casework.sqlite import DatabaseUnavailable

FIRST = Migration(1, "0001_first", "CREATE TABLE first (x INTEGER) STRICT; CREATE TABLE second (x INTEGER) STRICT;")
BROKEN = Migration(2, "0002_broken", "CREATE TABLE third (x INTEGER) STRICT; CREATE TABLE nonsense (((;")


def tables(path: Path) -> set[str]:
    connection = apsw.Connection(str(path))
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    finally:
        connection.close()


def test_each_step_is_applied_once(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    names = [step.name for step in found()]
    assert names[0] == "0001_calls"
    assert migrate(path) == names
    assert migrate(path) == []


def test_the_steps_make_the_tables_that_the_models_read(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    migrate(path)
    connection = apsw.Connection(str(path))
    for model in (CallRecord, VoiceMessage):
        columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({model._meta.table_name})")}
        assert columns == set(model._meta.columns)
    connection.close()


def test_numbers_of_steps_are_unique_and_without_gaps() -> None:
    assert [step.number for step in found()] == list(range(1, len(found()) + 1))


def test_a_step_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    with pytest.raises(DatabaseUnavailable):
        migrate(path, [FIRST, BROKEN])
    assert tables(path) == {"migration", "first", "second"}
    assert migrate(path, [FIRST]) == []


def test_a_newer_database_is_refused_with_a_sentence_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    migrate(path, [FIRST, Migration(2, "0002_later", "CREATE TABLE later (x INTEGER) STRICT;")])
    before = tables(path)
    with pytest.raises(DatabaseTooNew, match="новіша версія програми"):
        migrate(path, [FIRST])
    assert tables(path) == before


def test_two_processes_that_migrate_at_once_apply_each_step_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 60.0)  # a slow disk keeps the others waiting for every step
    path = tmp_path / "slukhavka.db"
    path.touch()
    apsw.Connection(str(path)).execute("PRAGMA journal_mode = wal").get  # noqa: B018
    with ThreadPoolExecutor(4) as pool:
        applied = [name for names in pool.map(migrate, [path] * 4) for name in names]
    assert sorted(applied) == [step.name for step in found()]  # whoever reports first


def test_messages_are_never_given_a_number_again(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    migrate(path)
    connection = apsw.Connection(str(path))
    schema = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'voice_message'").get
    connection.close()
    assert "PRIMARY KEY AUTOINCREMENT" in str(schema)
