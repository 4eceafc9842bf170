"""A stick that is full, locked, pulled or lying: nothing half-written is ever counted as done."""

from __future__ import annotations

import errno
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import apsw
import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.exports import BROKEN_OFF, MonthExport, Stage
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.faults import GONE, LOCKED, NO_ROOM, TOO_BIG
from tests.appliance.upkeep.stick import killed
from tests.appliance.upkeep.stick.box_with_stick import (
    OCTOBER,
    BoxWithStick,
    Broken,
    is_whole,
    months_on,
    old_reports_are_intact,
)

SENTENCES = {
    errno.ENOSPC: NO_ROOM,
    errno.EROFS: LOCKED,
    errno.EIO: GONE,
    errno.ENODEV: GONE,
    errno.EFBIG: TOO_BIG,
}


@pytest.mark.row("I13")
def test_whatever_call_fails_nothing_half_is_done_and_the_next_run_is_whole(box: BoxWithStick) -> None:
    """Each call of a run is in its turn the first that fails, for good or once, with every kind of failure."""
    counting = Broken()
    box.errand(counting)
    assert is_whole(box, box.shelf / OCTOBER)
    count = counting.count
    assert {"write", "sync", "sync_all", "rename", "read", "forget", "create"} <= set(counting.names_of)
    kinds = list(SENTENCES)
    for at, once in itertools.product(range(1, count + 1), (True, False)):
        fails_at(box, at, kinds[at % len(kinds)], once=once)
    [export] = box.errand(month=OCTOBER)
    assert export.stage == Stage.DONE
    assert not [path for path in box.shelf.iterdir() if ".part-" in path.name]
    assert not [alarm for alarm in Alarm.standing() if not alarm.cleared_at]


def fails_at(box: BoxWithStick, at: int, number: int, *, once: bool) -> None:
    """Write a month while the call of that number fails, and look at what is said and what lies there."""
    MonthExport.delete().execute()
    before, broken = set(months_on(box)), Broken(at, number, once=once)
    [export] = box.errand(broken)
    appeared = set(months_on(box)) - before
    where = (at, broken.names_of[at - 1 : at], errno.errorcode[number], once)
    assert all(is_whole(box, box.shelf / name) for name in appeared), where
    if broken.count < at:
        assert export.stage == Stage.DONE, where  # this run was shorter: there was nothing left to sweep
    else:
        assert export.stage == Stage.FAILED, where
        assert export.fault == SENTENCES[number], where
        assert [alarm.text for alarm in Alarm.standing() if not alarm.cleared_at] == [export.fault], where
    assert old_reports_are_intact(box), where
    keep_few(box)


def keep_few(box: BoxWithStick) -> None:
    """Take months away again, so that a sweep does not fill the stick with them."""
    for name in months_on(box):
        for path in sorted((box.shelf / name).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (box.shelf / name).rmdir()


class Pulled(FileCalls):
    """Is pulled after so many bytes: what was being written lies there torn, and nothing answers any more."""

    def __init__(self, after: int) -> None:
        self._left = after
        for name in vars(FileCalls):
            if not name.startswith("_") and name != "close":
                setattr(self, name, self._while_there(getattr(self, name)))

    def write(self, file: int, block: bytes) -> int:
        torn = super().write(file, block[: self._left])
        self._left -= torn
        if not self._left:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return torn

    def sync(self, file: int) -> None:
        """Of a directory of a test nothing is to be kept over a power cut."""

    def sync_all(self, within: int) -> None:
        """Likewise."""

    def _while_there(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any) -> Any:
            if not self._left:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return call(*given)

        return called


@pytest.mark.row("I13")
def test_a_stick_pulled_at_any_byte_holds_no_month_and_a_new_one_gets_it_whole(box: BoxWithStick) -> None:
    [export] = box.errand()
    whole, drawer = export.bytes, box.top.with_name("drawer")
    keep_few(box)
    for after in sorted(random.Random(23).sample(range(1, whole - 1000), 20)):
        [export] = box.errand(Pulled(after), OCTOBER)
        assert (export.stage, export.fault) == (Stage.FAILED, GONE), after
        assert months_on(box) == [], after
        assert old_reports_are_intact(box), after
        box.top.rename(drawer)
        box.top.mkdir()
        [export] = box.errand(month=OCTOBER)
        assert (export.stage, is_whole(box, box.shelf / OCTOBER)) == (Stage.DONE, True), after
        shutil.rmtree(box.top)
        drawer.rename(box.top)
    assert apsw.Connection(str(box.settings.database)).execute("PRAGMA integrity_check").get == "ok"


def test_a_locked_stick_and_a_strange_file_system_are_refused_before_anything_is_touched(box: BoxWithStick) -> None:
    for type_, options, says in (
        ("vfat", "ro,nosuid", LOCKED),
        ("ext4", "rw", "«ext4»"),
        ("ntfs3", "rw", "FAT32 або exFAT"),
        ("fuse.evil\\x1b", "rw", "FAT32 або exFAT"),
    ):
        box.put_in(type_, options)
        [export] = box.errand()
        assert says in export.fault
        assert (export.stage, months_on(box)) == (Stage.FAILED, [])
        assert [alarm.kind for alarm in Alarm.standing() if not alarm.cleared_at] == [AlarmKind.EXPORT_FAILED]
    box.put_in("exfat")
    assert [export.stage for export in box.errand()] == [Stage.DONE]


def test_a_stick_pulled_after_it_was_seen_leaves_the_box_s_own_disk_alone(box: BoxWithStick) -> None:
    class Unmounted(FileCalls):
        def device(self, directory: int) -> str:
            return "8:2"  # the directory below the mount is the box's own

    before = sorted(box.top.rglob("*"))
    [export] = box.errand(Unmounted())
    assert "Флешку вийняли" in export.fault
    assert sorted(box.top.rglob("*")) == before


def test_a_month_that_is_there_stays_and_the_new_one_stands_beside_it(box: BoxWithStick) -> None:
    (box.shelf / OCTOBER).mkdir()
    (box.shelf / OCTOBER / "mine.txt").write_text("theirs")
    [export] = box.errand()
    assert export.directory == "slukhavka-1/2026-10-2"
    assert (box.shelf / OCTOBER / "mine.txt").read_text() == "theirs"
    assert is_whole(box, box.shelf / "2026-10-2")


def test_what_a_killed_run_left_is_swept_and_links_in_it_are_not_followed(box: BoxWithStick) -> None:
    precious = box.top.parent / "precious"
    precious.mkdir()
    (precious / "kept").write_text("kept")
    left = box.shelf / "2026-10.part-77"
    (left / "statystyka").mkdir(parents=True)
    (left / "statystyka" / "half.csv").write_text("ha")
    (left / "link").symlink_to(precious)
    foreign = box.shelf / "2026-10.part-x; reboot"
    foreign.mkdir()
    (box.shelf / "2026-09.part-5").symlink_to(precious)
    box.errand()
    assert not left.exists()
    assert (foreign.exists(), (precious / "kept").read_text()) == (True, "kept")


@pytest.mark.row("I13")
def test_a_run_that_is_killed_is_swept_up_by_the_next_which_is_whole() -> None:
    """As a power cut: the process is gone in the middle of a call, with nothing of its own tidied up."""
    at = [str(at) for at in sorted(random.Random(7).sample(range(1, 115), 12))]
    answer = subprocess.run([sys.executable, "-m", killed.__name__, *at], capture_output=True, text=True, check=True)
    found = json.loads(answer.stdout)
    assert len(found) == 12
    for each in found:
        if not each["killed"]:
            continue  # after its last call: done
        assert each["stages"] == [Stage.DONE], each
        assert each["faults"] == [BROKEN_OFF], each
        assert not [name for name in each["names"] if ".part-" in name], each
        assert set(each["names"]) <= {OCTOBER, f"{OCTOBER}-2"}, each
    assert sum(each["killed"] for each in found) >= 8
    assert any(".part-" in name for each in found for name in each["left"])
