"""What a fault or a restoration has set aside goes when it has lain there long enough, and never the last of it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.box.copies import copies_of
from appliance.casework.box.set_aside import Aside, lately_gone, next_aside, set_aside_in
from appliance.casework.journal import AuditEntry
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.copies import make_copy
from appliance.upkeep.keeping.giving_up import give_up_set_aside
from tests.appliance.upkeep.keeping.lived_in import NOW, opened_register, settings_in, untrusted

DAY = timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def broken(settings: Settings, number: int, *, written_s: int = 0) -> None:
    for suffix in ("", "-wal"):
        path = settings.box.state / f"slukhavka.db.broken-{number}{suffix}"
        path.write_bytes(b"x")
        os.utime(path, (1_000_000 + number + written_s, 1_000_000 + number + written_s))


def before(settings: Settings, number: int) -> None:
    (settings.box.state / f".before-{number}" / "recordings").mkdir(parents=True)
    (settings.box.state / f".before-{number}" / "recordings" / "a.wav").write_bytes(b"x")


def after(days: float) -> Moment:
    return replace(NOW, wall=NOW.wall + days * DAY, monotonic_s=NOW.monotonic_s + days * 86400)


def night(settings: Settings, now: Moment, *, copied: bool = True) -> list[str]:
    """What goes in a night, with a copy made just before it."""
    if copied:
        make_copy(settings, now)
    with opened_register(settings):
        return give_up_set_aside(settings, now)


def lying(settings: Settings) -> set[str]:
    return {path.name for each in set_aside_in(settings.box.state) for path in each.paths}


def test_what_lies_aside_goes_after_thirty_days_and_the_newest_of_each_kind_stays(settings: Settings) -> None:
    for number in (1, 2):
        broken(settings, number)
        before(settings, number)
    assert night(settings, after(0)) == []
    assert night(settings, after(29.9)) == []
    assert sorted(night(settings, after(30))) == [".before-1", "slukhavka.db.broken-1"]
    assert lying(settings) == {".before-2", "slukhavka.db.broken-2", "slukhavka.db.broken-2-wal"}
    assert night(settings, after(900)) == []
    with opened_register(settings):
        assert {name for name, _ in lately_gone()} == {".before-1", "slukhavka.db.broken-1"}
        assert {at for _, at in lately_gone()} == {after(30).wall}


def test_of_many_only_the_newest_three_stay_however_young(settings: Settings) -> None:
    for number in (2, 9, 10, 11, 12):
        broken(settings, number)
    assert sorted(night(settings, after(0))) == ["slukhavka.db.broken-2", "slukhavka.db.broken-9"]
    assert {each.number for each in set_aside_in(settings.box.state)} == {10, 11, 12}


def test_nothing_goes_while_the_copies_are_not_whole_and_fresh(settings: Settings) -> None:
    for number in range(1, 6):
        broken(settings, number)
    there = lying(settings)
    assert night(settings, after(0), copied=False) == []
    make_copy(settings, after(0))
    assert night(settings, after(0.2), copied=False) == []
    make_copy(settings, after(1))
    whole = (newest := copies_of(settings)[0].path).read_bytes()
    newest.write_bytes(whole[:-1] + b"?")
    assert night(settings, after(1), copied=False) == []
    newest.unlink()
    newest.mkdir()
    assert night(settings, after(1), copied=False) == []
    assert lying(settings) == there


def test_without_a_right_clock_nothing_goes_and_no_day_counts(settings: Settings) -> None:
    for number in (1, 2):
        broken(settings, number)
    assert night(settings, untrusted(after(0))) == []
    assert night(settings, untrusted(after(90))) == []
    assert night(settings, after(100)) == []
    with opened_register(settings):
        assert AuditEntry.select().where(AuditEntry.subject == "set_aside").count() == 2
    assert night(settings, after(130)) == ["slukhavka.db.broken-1"]


def test_a_name_that_comes_again_is_not_as_old_as_the_one_that_had_it(settings: Settings) -> None:
    broken(settings, 1)
    broken(settings, 2)
    night(settings, after(0))
    broken(settings, 1, written_s=77)
    assert night(settings, after(40)) == []
    assert night(settings, after(70)) == ["slukhavka.db.broken-1"]


def test_what_cannot_be_removed_holds_up_nothing_else(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        broken(settings, number)
        before(settings, number)
    night(settings, after(0))

    def held(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("appliance.upkeep.keeping.giving_up.shutil.rmtree", held)
    assert night(settings, after(31)) == ["slukhavka.db.broken-1"]
    assert (settings.box.state / ".before-1").exists()
    with opened_register(settings):
        assert [name for name, _ in lately_gone()] == ["slukhavka.db.broken-1"]


def test_the_next_number_is_above_all_that_lie_there(settings: Settings) -> None:
    assert next_aside(settings.box.state, Aside.BEFORE) == ".before-1"
    before(settings, 7)
    broken(settings, 3)
    assert next_aside(settings.box.state, Aside.BEFORE) == ".before-8"
    assert next_aside(settings.box.state, Aside.BROKEN) == "slukhavka.db.broken-4"
