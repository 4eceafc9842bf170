"""Copies of the register: checked, kept by number, none given up before a newer one was checked."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.copies import copies_of, newest_verified
from appliance.casework.sqlite import DatabaseUnavailable
from appliance.settings import KeepingSettings, Settings
from appliance.upkeep.keeping import copies
from appliance.upkeep.keeping import snapshot as snapshots
from appliance.upkeep.keeping.checking import NotWhole, checked, digest
from appliance.upkeep.keeping.copies import make_copy
from appliance.upkeep.keeping.keeper import tell_age
from appliance.upkeep.keeping.snapshot import snapshot
from tests.appliance.upkeep.keeping.lived_in import NOW, damage, later, opened_register, settings_in, untrusted


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def write_something(settings: Settings) -> None:
    with opened_register(settings):
        Alarm.raise_alarm(AlarmKind.DISK_FULL, "x", now=NOW)
        Alarm.clear(AlarmKind.DISK_FULL, now=NOW)


def test_a_copy_holds_every_row_and_says_what_it_holds(settings: Settings) -> None:
    with opened_register(settings):
        Alarm.raise_alarm(AlarmKind.DISK_FULL, "x", now=NOW)
    copy = make_copy(settings, NOW)
    assert copy.counts["alarm"] == 1
    assert copy.sha256 == digest(copy.path)
    assert copy.counts == checked(copy.path).counts
    assert newest_verified(settings) == copy
    assert copy.path.stat().st_mode & 0o777 == 0o660
    assert sorted(path.name for path in settings.copies.glob("copy-*")) == ["copy-00000001.db", "copy-00000001.json"]


def test_a_copy_is_one_file_that_needs_no_log(settings: Settings) -> None:
    copy = make_copy(settings, NOW)
    reader = apsw.Connection(f"file:{copy.path}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    assert reader.execute("SELECT max(number) FROM migration").get == copy.migration
    reader.close()


def test_a_copy_leaves_the_calls_their_room_or_is_not_begun(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = settings.database.stat().st_size
    monkeypatch.setattr(snapshots, "free_bytes", lambda _place: size + snapshots.LEFT_BYTES - 1)
    with pytest.raises(OSError, match="space"):
        make_copy(settings, NOW)
    assert [path.name for path in settings.copies.iterdir()] == [".lock"]
    monkeypatch.setattr(snapshots, "free_bytes", lambda _place: 2 * size + snapshots.LEFT_BYTES)
    make_copy(settings, NOW)


def filled(writer: apsw.Connection, pages: int) -> None:
    writer.execute("CREATE TABLE filling (x BLOB)")
    writer.executemany("INSERT INTO filling VALUES (?)", [(b"x" * 4000,)] * pages)


def test_a_snapshot_is_of_one_moment_although_calls_write_meanwhile(settings: Settings, tmp_path: Path) -> None:
    writer = apsw.Connection(str(settings.database))
    writer.execute("CREATE TABLE pair (a INTEGER, b INTEGER) STRICT")
    filled(writer, 1500)
    writes = iter(range(1000))

    def between() -> None:
        number = next(writes)
        writer.execute("BEGIN IMMEDIATE; INSERT INTO pair VALUES (?1, ?1)", (number,))
        writer.execute("DELETE FROM filling WHERE rowid = ?; COMMIT", (number + 1,))

    into = snapshot(settings.database, tmp_path / "one.db", pause=between)
    assert next(writes) > 3, "the copy was made in slices"
    writer.close()
    reader = apsw.Connection(str(into))
    assert reader.execute("SELECT count(*) FROM pair").get == 0
    assert reader.execute("SELECT count(*) FROM filling").get == 1500
    reader.close()


def test_a_writer_never_waits_for_a_snapshot(settings: Settings, tmp_path: Path) -> None:
    writer = apsw.Connection(str(settings.database))
    filled(writer, 600)
    in_it, go_on = threading.Event(), threading.Event()

    def between() -> None:
        in_it.set()
        go_on.wait(30)

    copying = threading.Thread(target=lambda: snapshot(settings.database, tmp_path / "one.db", pause=between))
    copying.start()
    assert in_it.wait(30)
    writer.set_busy_timeout(0)
    writer.execute("INSERT INTO filling VALUES (zeroblob(9))")
    go_on.set()
    copying.join()
    writer.close()


def made(settings: Settings, count: int, every: timedelta = timedelta(hours=1), *, trusted: bool = True) -> list[int]:
    for number in range(count):
        now = later(every.total_seconds() * number)
        write_something(settings)
        make_copy(settings, now if trusted else untrusted(replace(now, wall=NOW.wall)))
    return sorted(copy.sequence for copy in copies_of(settings))


def test_the_newest_hourly_and_the_first_of_each_day_stay(settings: Settings) -> None:
    settings = replace(settings, keeping=KeepingSettings(hourly=3, daily=2))
    # Every five hours from ten o'clock in Kyiv: the days begin with copies 1, 4 and 9.
    assert made(settings, 12, timedelta(hours=5)) == [4, 9, 10, 11, 12]


def test_without_a_right_clock_a_day_is_a_number_of_copies(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "COPIES_A_DAY", 4)
    settings = replace(settings, keeping=KeepingSettings(hourly=2, daily=5))
    assert made(settings, 10, trusted=False) == [1, 5, 9, 10]


def test_a_clock_that_jumps_back_gives_nothing_up(settings: Settings) -> None:
    settings = replace(settings, keeping=KeepingSettings(hourly=2, daily=1))
    made(settings, 3)
    write_something(settings)
    copy = make_copy(settings, replace(NOW, wall=NOW.wall - timedelta(days=400)))
    assert newest_verified(settings) == copy
    assert not copy.daily


def test_a_copy_that_is_not_whole_is_none_and_costs_no_older_one(settings: Settings) -> None:
    first = make_copy(settings, NOW)
    content = settings.database.read_bytes()
    for seed in range(50):
        settings.database.write_bytes(content)
        damage(settings.database, seed)
        settings.database.with_name("slukhavka.db-wal").unlink(missing_ok=True)
        try:
            checked(settings.database)
        except NotWhole:
            break
    with pytest.raises((NotWhole, DatabaseUnavailable)):
        make_copy(replace(settings, keeping=KeepingSettings(hourly=2, daily=1)), later(3600))
    assert newest_verified(settings) == first
    assert not list(settings.copies.glob("*.part"))


def test_what_a_power_cut_left_of_a_copy_is_no_copy(settings: Settings) -> None:
    first = make_copy(settings, NOW)
    (settings.copies / "copy-00000002.db").write_bytes(b"half")
    (settings.copies / "copy-00000003.db.part").write_bytes(b"half")
    (settings.copies / "copy-00000004.db").write_bytes(b"half")
    (settings.copies / "copy-00000004.json").write_text("{")
    assert newest_verified(settings) == first
    write_something(settings)
    second = make_copy(settings, later(3600))
    assert second.sequence == 5
    assert [copy.sequence for copy in copies_of(settings)] == [5, 1]
    assert not (settings.copies / "copy-00000002.db").exists()


def test_old_copies_are_an_alarm_until_there_is_a_new_one(settings: Settings) -> None:
    copy = make_copy(settings, NOW)
    with opened_register(settings):
        assert not tell_age(copy, later(2.9 * 3600), 0.0)
        assert tell_age(copy, later(3.1 * 3600), 0.0)
        assert [alarm.kind for alarm in Alarm.standing()] == ["backup_old"]
        assert tell_age(make_copy(settings, later(4 * 3600)), later(4 * 3600), 0.0)


def test_while_nothing_is_written_the_newest_copy_is_noted_anew(settings: Settings) -> None:
    write_something(settings)
    first = make_copy(settings, NOW)
    again = make_copy(settings, later(3 * 3600))
    assert (again.sequence, again.made, again.seen) == (first.sequence, NOW, later(3 * 3600))
    assert [copy.age_s(later(4 * 3600)) for copy in copies_of(settings)] == [3600]
    first.path.write_bytes(first.path.read_bytes()[:-1] + b"x")
    assert make_copy(settings, later(5 * 3600)).sequence == 2, "one that has gone bad is not noted anew"
    write_something(settings)
    assert make_copy(settings, later(6 * 3600)).sequence == 3


def test_the_age_of_a_copy_needs_no_right_clock_within_a_boot(settings: Settings) -> None:
    copy = make_copy(settings, NOW)
    wrong = replace(later(100), wall=NOW.wall + timedelta(days=900), trusted=False)
    assert copy.age_s(wrong) == 100
    next_boot = replace(wrong, boot_id="boot-2", monotonic_s=50.0)
    assert copy.age_s(next_boot) == 50
    assert copy.age_s(replace(next_boot, trusted=True, wall=NOW.wall + timedelta(hours=9))) == 9 * 3600
