"""A stick that is full, locked, pulled or lying: nothing half-written is ever counted as done."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.exports import BROKEN_OFF, MonthExport, Stage
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.faults import GONE, LOCKED, NO_ROOM, TOO_BIG, NoStick
from appliance.upkeep.stick.mounts import stick_at
from tests.appliance.upkeep.stick import killed
from tests.appliance.upkeep.stick.box_with_stick import OCTOBER, BoxWithStick, Broken, a_box

OLD = {"2026-08/SHA256SUMS": b"old\n", "2026-08/statystyka/zvit.csv": b"1;2\n"}


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    with a_box(tmp_path) as box:
        for name, content in OLD.items():
            path = box.shelf / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield box


def old_reports_are_intact(box: BoxWithStick) -> bool:
    return all((box.shelf / name).read_bytes() == content for name, content in OLD.items())


def months_on(box: BoxWithStick) -> list[str]:
    return sorted(path.name for path in box.shelf.iterdir() if ".part-" not in path.name and path.name != "2026-08")


def is_whole(box: BoxWithStick, month: Path) -> bool:
    """Whether all is there, agrees with the list of hashes, and opens."""
    sums = dict(line.split("  ")[::-1] for line in (month / "SHA256SUMS").read_text().splitlines())
    files = {str(path.relative_to(month)) for path in month.rglob("*") if path.is_file()}
    hashes = {name: hashlib.sha256((month / name).read_bytes()).hexdigest() for name in sums}
    opened = box.opened(month / "osobysti.tar.age")
    return files == {*sums, "SHA256SUMS"} and hashes == sums and set(opened) == {"reiestr.csv", "zapysy.csv"}


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


class Altering(FileCalls):
    """A stick that keeps other bytes than it was given, in the file of a number."""

    def __init__(self, at: int) -> None:
        self._files = 0
        self._at = at

    def create(self, name: str, within: int) -> int:
        self._files += 1
        return super().create(name, within)

    def write(self, file: int, block: bytes) -> int:
        return super().write(file, block[:-1] + b"?" if self._files == self._at else block)


@pytest.mark.row("I13")
def test_a_stick_that_alters_what_it_was_given_is_found_out(box: BoxWithStick) -> None:
    for at in range(1, 5):
        [export] = box.errand(Altering(at))
        assert export.stage == Stage.FAILED
        assert "не збігається" in export.fault
        assert months_on(box) == []
    [export] = box.errand(Altering(5))
    assert (export.stage, is_whole(box, box.shelf / OCTOBER)) == (Stage.DONE, True)


class Small(FileCalls):
    def __init__(self, free: int) -> None:
        self._free = free

    def free(self, within: int) -> int:
        return self._free


def test_a_stick_without_room_is_left_as_it_was(box: BoxWithStick) -> None:
    [export] = box.errand(Small(100_000))
    assert export.fault == "На флешці вільно 1 МБ, а потрібно 2 МБ. Приберіть зайве або вставте іншу."
    assert [path.name for path in box.shelf.iterdir()] == ["2026-08"]


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


@pytest.mark.parametrize(
    "sabotage",
    ["link to a directory", "broken link", "file", "shelf is a file", "shelf is a link", "fifo"],
)
def test_what_lies_in_our_way_is_refused_and_not_followed(tmp_path: Path, sabotage: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with a_box(tmp_path) as box:
        shelf, month = box.shelf, box.shelf / OCTOBER
        if sabotage == "shelf is a file":
            shelf.write_text("")
        elif sabotage == "shelf is a link":
            shelf.symlink_to(outside)
        else:
            shelf.mkdir()
            make: dict[str, Any] = {
                "link to a directory": lambda: month.symlink_to(outside),
                "broken link": lambda: month.symlink_to("/nowhere"),
                "file": lambda: month.write_text("theirs"),
                "fifo": lambda: os.mkfifo(month),
            }
            make[sabotage]()
        [export] = box.errand()
        assert export.stage == Stage.FAILED
        assert "Приберіть" in export.fault
        assert list(outside.iterdir()) == []


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


HOSTILE = (
    '"; reboot',
    "../../etc",
    "<script>alert(1)</script>",
    "$(reboot)`reboot`",
    "А" * 255,
    "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
    "\x1b[2J\x07",
    "a\rb",
    "",
    "%s%n{0}",
)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_shown_escaped_and_names_nothing(box: BoxWithStick, label: str) -> None:
    box.put_in(label=label)
    [export] = box.errand()
    assert export.stage == Stage.DONE
    assert export.stick.isprintable()
    assert len(export.stick) <= 64
    assert sorted(path.name for path in box.top.iterdir()) == ["slukhavka-1"]


def test_a_hostile_name_beside_ours_harms_nothing(box: BoxWithStick) -> None:
    for at, name in enumerate(("; reboot", "<script>", "$(x)", "А" * 100, "\N{RIGHT-TO-LEFT OVERRIDE}x", "\x1b[2J")):
        (box.top / name).write_text("")
        (box.shelf / name).mkdir()
        os.mkfifo(box.shelf / f"{at}.part-1")
    [export] = box.errand()
    assert export.stage == Stage.DONE
    assert old_reports_are_intact(box)


def test_only_the_stick_of_the_settings_is_written_where_they_name_one(tmp_path: Path) -> None:
    with a_box(tmp_path, label="RADA") as box:
        box.put_in(label="RADA\N{RIGHT-TO-LEFT OVERRIDE}")
        [export] = box.errand()
        assert "У гнізді інша флешка" in export.fault
        assert export.fault.isprintable()
        assert list(box.top.iterdir()) == []
        box.put_in(label="RADA")
        assert [each.stage for each in box.errand()] == [Stage.DONE]


def test_a_directory_that_a_unit_has_mounted_on_itself_is_no_stick(box: BoxWithStick) -> None:
    line = f"70 60 0:25 /slukhavka/stick {box.top} rw,nosuid - tmpfs tmpfs rw\n"
    box.mountinfo.write_text(line)
    assert box.errand() == []
    with pytest.raises(NoStick):
        stick_at(box.top, box.mountinfo)


@pytest.mark.parametrize("line", ["", "\n\n", "x", "1 2 3 - ", "1 2 8:1 / /a rw -", "- - - - - -", "\x00" * 300])
def test_a_strange_table_of_mounts_is_no_stick(tmp_path: Path, line: str) -> None:
    (tmp_path / "mountinfo").write_text(line)
    with pytest.raises(Exception, match="Флешки немає"):
        stick_at(tmp_path, tmp_path / "mountinfo")


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
