"""The register at the start: whatever is broken is seen, set aside, brought back from the newest whole copy."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import apsw
import pytest

from appliance import daemon
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.copies import copies_of
from appliance.casework.box.orphans import LostRecording, orphans
from appliance.casework.box.restorations import Restoration
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.sqlite import DatabaseUnavailable
from appliance.clock import Moment, SystemClock
from appliance.control import ask
from appliance.settings import Settings
from appliance.upkeep.keeping import keeper, startup
from appliance.upkeep.keeping.checking import checked
from appliance.upkeep.keeping.copies import make_copy, sync_directory
from appliance.upkeep.keeping.keeper import StartUp
from appliance.upkeep.keeping.startup import Opened, open_or_restore
from audio.line.wav import header
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.upkeep.keeping.lived_in import (
    NOW,
    PAGE,
    damage,
    later,
    live,
    message,
    opened_register,
    settings_in,
)
from tests.fakes.box import Box, settings_for, with_box


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state directory of a box that has lived and has a copy of its register."""
    settings = settings_in(tmp_path_factory.mktemp("lived"))
    live(settings)
    make_copy(settings, NOW)
    fold_in(settings)
    return settings.box.state


@pytest.fixture
def settings(tmp_path: Path, lived: Path) -> Settings:
    settings = settings_for(tmp_path)
    shutil.copytree(lived, settings.box.state)
    return settings


def fold_in(settings: Settings) -> None:
    """Put all of the register into its one file."""
    connection = apsw.Connection(str(settings.database))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def beside(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.box.state.glob("slukhavka.db*"))


def test_a_whole_register_is_opened_as_it_is(settings: Settings) -> None:
    before = checked(settings.database).counts
    opened = open_or_restore(settings, later(60))
    assert opened.restored is None
    assert checked(settings.database).counts == before


def test_the_first_start_makes_a_register(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.database.unlink()
    assert open_or_restore(settings, NOW).migrated[0] == "0001_calls"


def sqlite_sees_it(path: Path) -> bool:
    """Tell whether SQLite's own check finds the damage."""
    connection = apsw.Connection(f"file:{path}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    try:
        return bool(connection.execute("PRAGMA integrity_check(1)").get != "ok")
    except apsw.Error:
        return True
    finally:
        connection.close()


def test_every_page_overwritten_at_random_that_a_check_sees_is_seen_and_mended(settings: Settings) -> None:
    fold_in(settings)
    whole, counts = settings.database.read_bytes(), checked(settings.database).counts
    seen = 0
    for seed in range(100):
        for path in settings.box.state.glob("slukhavka.db*"):
            path.unlink()
        settings.database.write_bytes(whole)
        damage(settings.database, seed)
        if sqlite_sees_it(settings.database):
            seen += 1
            assert startup._fault(settings.database) != "", seed
            if seen % 20 == 1:
                assert open_or_restore(settings, later(seed)).restored is not None, seed
                now = checked(settings.database).counts
                assert now == {**counts, "alarm": counts["alarm"] + 1, "restoration": 1}
    assert seen > 60, "most pages hold something"


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda whole: whole[: len(whole) // 2 // PAGE * PAGE],
    "cut in a page": lambda whole: whole[: len(whole) // 3 + 77],
    "header of zeros": lambda whole: bytes(100) + whole[100:],
    "first page of zeros": lambda whole: bytes(PAGE) + whole[PAGE:],
    "all zeros": lambda whole: bytes(len(whole)),
    "empty": lambda _whole: b"",
    "text": lambda _whole: b"<html>" * 2000,
    "a strange format": lambda whole: whole[:44] + b"\0\0\0\x09" + whole[48:],
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_set_aside_and_the_loss_is_said(settings: Settings, name: str) -> None:
    fold_in(settings)
    settings.database.write_bytes(BREAKS[name](settings.database.read_bytes()))
    opened = open_or_restore(settings, later(1800))
    assert opened.restored is not None
    assert "slukhavka.db.broken-1" in beside(settings)
    with opened_register(settings):
        [alarm] = [each for each in Alarm.standing() if each.kind == "database_restored"]
        assert "Втрачено все між 23.11.2026 10:00 і 23.11.2026 10:30" in alarm.text
        assert [each.copy for each in Restoration.latest()] == [1]


def strange(path: Path, sql: str) -> None:
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


def test_a_foreign_or_hostile_database_is_not_taken_for_ours(settings: Settings) -> None:
    settings.database.unlink()
    strange(settings.database, "CREATE TABLE visits (url TEXT)")
    assert open_or_restore(settings, later(60)).restored is not None
    strange(settings.database, "CREATE TRIGGER evil AFTER INSERT ON alarm BEGIN DELETE FROM account; END")
    assert open_or_restore(settings, later(120)).restored is not None
    assert {"slukhavka.db.broken-1", "slukhavka.db.broken-2"} <= set(beside(settings))


def test_a_copy_that_has_gone_bad_gives_way_to_the_one_before(settings: Settings) -> None:
    settings.database.touch()
    second = make_copy(settings, later(3600))
    content = bytearray(second.path.read_bytes())
    content[5000] ^= 1
    second.path.write_bytes(content)
    settings.database.write_bytes(b"x" * 9000)
    restored = open_or_restore(settings, later(7200)).restored
    assert restored is not None
    assert restored.copy == 1


def test_a_register_that_is_gone_comes_back_and_its_old_log_does_not(settings: Settings) -> None:
    settings.database.rename(settings.box.state / "elsewhere")
    settings.database.with_name("slukhavka.db-wal").write_bytes(b"a log of another file")
    assert open_or_restore(settings, later(60)).restored is not None
    assert "slukhavka.db.broken-1-wal" in beside(settings)


def test_without_a_copy_the_broken_file_stays_and_is_said(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.database.write_bytes(b"x" * 9000)
    with pytest.raises(DatabaseUnavailable, match="Перевіреної копії"):
        open_or_restore(settings, NOW)
    assert settings.database.read_bytes() == b"x" * 9000


def test_a_register_that_is_busy_is_not_broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = apsw.Connection(str(settings.database))
    holder.execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE").fetchall()
    monkeypatch.setattr("appliance.upkeep.keeping.checking.BUSY_TIMEOUT_S", 0.01)
    with pytest.raises(DatabaseUnavailable, match="зайнята"):
        open_or_restore(settings, NOW)
    holder.close()
    assert "slukhavka.db.broken-1" not in beside(settings)


@pytest.mark.parametrize("step", range(12))
def test_a_power_cut_at_any_step_of_bringing_back_is_made_good_by_the_next_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    settings.database.write_bytes(b"x" * 9000)
    counts = dict(copies_of(settings)[0].counts)
    done = iter(range(1000))

    def or_cut(real: object) -> object:
        def act(*args: object, **kwargs: object) -> object:
            if next(done) == step:
                raise KeyboardInterrupt
            return real(*args, **kwargs)  # type: ignore[operator]

        return act

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink", "write_text", "chmod"):
            patch.setattr(Path, name, or_cut(getattr(Path, name)))
        patch.setattr(startup, "sync_directory", or_cut(sync_directory))
        with suppress(KeyboardInterrupt):
            open_or_restore(settings, later(60))
    open_or_restore(settings, later(120))
    now = checked(settings.database).counts
    assert now == {**counts, "alarm": counts["alarm"] + 1, "restoration": 1}


def test_index_damage_that_a_quick_look_misses_is_found_after_a_copy_complained(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(startup, "THOROUGH_BYTES", 0)
    connection = apsw.Connection(str(settings.database))
    connection.execute(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
        "replace(sql, 'cleared_at IS NULL', 'cleared_at IS NOT NULL') WHERE name = 'alarm_open'"
    )
    connection.close()
    assert open_or_restore(settings, later(60)).restored is None
    startup.suspect(settings)
    assert open_or_restore(settings, later(120)).restored is not None


AFTER, UNDECIDED = f"{'d' * 32}-1", f"{'e' * 32}-2"


def wav(seconds: float) -> bytes:
    pcm = speech("after", seconds)
    return header(len(pcm)) + pcm


def test_after_a_restoration_what_lies_on_the_disk_is_entered_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with opened_register(settings):
        message(settings, "old", sound=wav(3))
    make_copy(settings, NOW)
    (settings.recordings / f"{AFTER}.wav").write_bytes(wav(4))
    (settings.recordings / "a-strange-file.wav").write_bytes(wav(4))
    settings.database.write_bytes(b"x" * 9000)

    async def scene(_box: Box) -> None:
        await asyncio.sleep(30)

    with_box(scene, tmp_path)
    with opened_register(settings):
        assert {each.path for each in VoiceMessage.select()} == {"old.wav", f"{AFTER}.wav"}
        assert not Restoration.unsearched()
        assert any(alarm.kind == "database_restored" for alarm in Alarm.standing())


def test_a_recording_that_makes_the_search_fall_over_does_not_end_the_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    make_copy(settings, NOW)
    settings.database.write_bytes(b"x" * 9000)

    async def fallen_over(*_any: object) -> None:
        raise ValueError

    async def scene(box: Box) -> None:
        await asyncio.sleep(keeper.LOOK_S + 5.0)
        assert (await asyncio.to_thread(ask, box.settings.control, "status"))["database"] == ""

    monkeypatch.setattr(daemon, "enter_cut_off", fallen_over)
    monkeypatch.setattr(keeper, "tell_age", lambda *_any: 1 // 0)
    with_box(scene, tmp_path)


def test_recordings_and_rows_are_compared_both_ways(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with opened_register(settings):
        message(settings, "kept")
        message(settings, "gone")
        (settings.recordings / "gone.wav").unlink()
        for name in (AFTER, UNDECIDED):
            (settings.recordings / f"{name}.wav").write_bytes(b"x")
        (settings.recordings / f"{UNDECIDED}.undecided").touch()
        found = orphans(settings.recordings, settings.pending)
        assert [path.name for path in found.sounds] == [f"{AFTER}.wav"]
        assert found.rows == ["gone.wav"]
        assert LostRecording.note(found.rows, now=NOW) == 1
        assert LostRecording.note(found.rows, now=later(60)) == 0
        assert [alarm.kind for alarm in Alarm.standing()] == ["recordings_lost"]


def test_a_dead_sector_under_the_register_is_damage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(_connection: object, *, thorough: bool) -> str:
        raise apsw.IOError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(startup, "fault_of", dead)
        with pytest.raises(DatabaseUnavailable):
            open_or_restore(settings, NOW)  # it can be read: what fails now may pass
        patch.setattr(startup, "_unreadable", lambda _path: True)
        assert open_or_restore(settings, NOW).restored is not None


def test_nothing_is_opened_while_an_archive_is_being_put_in_place(settings: Settings) -> None:
    (settings.box.state / ".restoring").mkdir()
    with pytest.raises(DatabaseUnavailable, match="restore"):
        open_or_restore(settings, NOW)


def test_a_hopeless_register_is_read_once_and_said_again_until_it_changes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    whole = settings.database.read_bytes()
    settings.database.write_bytes(b"x" * 9000)
    prepare = StartUp(settings, SystemClock())
    read: list[Path] = []

    def counted(given: Settings, now: Moment) -> Opened:
        read.append(given.database)
        return open_or_restore(given, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "open_or_restore", counted)
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable, match="Перевіреної копії"):
                prepare(settings.database)
        assert len(read) == 1
        settings.database.write_bytes(whole)
        prepare(settings.database)
        assert len(read) == 2


def test_a_box_without_register_and_copy_answers_and_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.database.write_bytes(b"x" * 9000)

    async def scene(box: Box) -> None:
        caller = box.modem.ring()
        await caller.answered(10.0)
        await asyncio.sleep(5)
        told = await asyncio.to_thread(ask, box.settings.control, "status")
        assert "Перевіреної копії" in told["database"]
        await caller.hang_up()

    with_box(scene, tmp_path)


def test_a_disk_that_refuses_what_stands_beside_the_register_leaves_the_telephone_answering(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (settings.box.state / startup.NOTE).mkdir(parents=True)  # whoever reads it is refused by the system

    async def scene(box: Box) -> None:
        await asyncio.sleep(5.0)
        told = await asyncio.to_thread(ask, box.settings.control, "status")
        assert "диск не дає" in told["database"]
        (settings.box.state / startup.NOTE).rmdir()
        await asyncio.sleep(120.0)
        told = await asyncio.to_thread(ask, box.settings.control, "status")
        assert told["database"] == "", "it is tried again"

    with_box(scene, tmp_path)


def test_a_note_of_a_restoration_that_lacks_its_half_keeps_nobody_from_the_register(settings: Settings) -> None:
    (settings.box.state / startup.NOTE).write_text('{"copy_made_at": "2026-11-01T10:00:00+00:00"}')
    assert open_or_restore(settings, later(60)).restored is None
    assert not (settings.box.state / startup.NOTE).exists()
