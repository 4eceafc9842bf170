"""A hostile stick: its label, its names, its size and its memory may lie; the box is led by none of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.exports import Stage
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.faults import GONE, NoStick
from appliance.upkeep.stick.mounts import stick_at
from tests.appliance.upkeep.stick.box_with_stick import (
    OCTOBER,
    BoxWithStick,
    a_box,
    is_whole,
    months_on,
    old_reports_are_intact,
)


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


class Fake(FileCalls):
    """Says it has four terabytes; what it cannot hold is there only as long as the kernel has not forgotten it."""

    def __init__(self, holds: int) -> None:
        self._left = holds
        self._remembered: dict[int, bytes] = {}

    def free(self, within: int) -> int:
        return 4 * 1024**4

    def write(self, file: int, block: bytes) -> int:
        inode, kept = os.fstat(file).st_ino, block[: self._left]
        self._left -= len(kept)
        self._remembered[inode] = self._remembered.get(inode, b"") + block
        return super().write(file, kept.ljust(len(block), b"\0"))

    def forget(self, file: int) -> None:
        self._remembered.pop(os.fstat(file).st_ino, None)

    def read(self, file: int, count: int) -> bytes:
        known = self._remembered.get(os.fstat(file).st_ino)
        if known is None:
            return super().read(file, count)
        at = os.lseek(file, 0, os.SEEK_CUR)
        return known[at : os.lseek(file, min(at + count, len(known)), os.SEEK_SET)]


class Remembering(Fake):
    """The same while nobody makes the kernel forget: what is read is not what the stick holds."""

    def forget(self, file: int) -> None:
        """It stays in memory."""


@pytest.mark.row("I13")
def test_a_stick_that_holds_less_than_it_says_is_found_out_by_what_it_holds(box: BoxWithStick) -> None:
    [export] = box.errand()
    whole = export.bytes
    for holds in (0, 1, 40_000, whole // 2, whole - 300):
        [export] = box.errand(Fake(holds), OCTOBER)
        assert (export.stage, "флешка псує дані" in export.fault) == (Stage.FAILED, True)
        assert months_on(box) == [OCTOBER]
    [export] = box.errand(Fake(whole + 4096), OCTOBER)
    assert (export.stage, is_whole(box, box.shelf / f"{OCTOBER}-2")) == (Stage.DONE, True)
    [export] = box.errand(Remembering(whole // 2), OCTOBER)
    assert export.stage == Stage.DONE, "the control: a look into the kernel's memory would have seen nothing"
    assert not (box.shelf / f"{OCTOBER}-3" / "SHA256SUMS").read_bytes().strip(b"\0")


class Forgetful(FileCalls):
    """Loses a file, or the whole month, at the syncing of a number, and says nothing."""

    def __init__(self, shelf: Path, name: str, at: int) -> None:
        self._shelf = shelf
        self._name = name
        self._left = at

    def sync_all(self, within: int) -> None:
        super().sync_all(within)
        self._left -= 1
        if not self._left:
            [lost] = self._shelf.glob(self._name)
            shutil.rmtree(lost) if lost.is_dir() else lost.unlink()


@pytest.mark.parametrize(
    ("name", "at"), [("*.part-*/osobysti.tar.age", 1), ("*.part-*/SHA256SUMS", 2), ("*.part-*", 1), (OCTOBER, 3)]
)
def test_a_stick_that_loses_what_it_has_taken_is_found_out(box: BoxWithStick, name: str, at: int) -> None:
    [export] = box.errand(Forgetful(box.shelf, name, at))
    assert (export.stage, export.fault) == (Stage.FAILED, GONE)
    assert months_on(box) == []


class Small(FileCalls):
    def __init__(self, free: int) -> None:
        self._free = free

    def free(self, within: int) -> int:
        return self._free


@pytest.mark.parametrize("free", [0, 100_000])
def test_a_stick_without_room_is_left_as_it_was(box: BoxWithStick, free: int) -> None:
    [export] = box.errand(Small(free))
    assert export.fault == "На флешці вільно 0 МБ, а потрібно 2 МБ. Приберіть зайве або вставте іншу."
    assert [path.name for path in box.shelf.iterdir()] == ["2026-08"]


@pytest.mark.parametrize(
    "sabotage",
    ["link to a directory", "broken link", "file", "shelf is a file", "shelf is a link", "fifo", "part", "part's link"],
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
                "part": lambda: (shelf / f"{OCTOBER}.part-1").write_text("theirs"),
                "part's link": lambda: (shelf / f"{OCTOBER}.part-1").symlink_to(outside),
            }
            make[sabotage]()
        [export] = box.errand()
        assert export.stage == Stage.FAILED
        assert "Приберіть" in export.fault
        assert list(outside.iterdir()) == []


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
    beside = everything_but_the_stick(box)
    [export] = box.errand()
    assert export.stage == Stage.DONE
    assert export.stick.isprintable()
    assert len(export.stick) <= 64
    assert sorted(path.name for path in box.top.iterdir()) == ["slukhavka-1"]
    assert everything_but_the_stick(box) == {*beside, "state/export.lock", "state/asked", "state/asked/month-done"}


def everything_but_the_stick(box: BoxWithStick) -> set[str]:
    """The names of all files around it, but for what SQLite keeps beside the register."""
    there = box.top.parent
    paths = (path for path in there.rglob("*") if not path.is_relative_to(box.top))
    return {str(path.relative_to(there)) for path in paths if ".db-" not in path.name}


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_in_the_place_of_the_right_one_is_said_in_one_line(tmp_path: Path, label: str) -> None:
    with a_box(tmp_path, label="RADA") as box:
        box.put_in(label=label)
        [export] = box.errand()
        assert export.fault.startswith("У гнізді інша флешка: «")
        assert export.fault.isprintable()
        assert len(export.fault) < 150
        assert list(box.top.iterdir()) == []


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
