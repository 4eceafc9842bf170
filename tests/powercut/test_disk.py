"""What a power cut may leave of a directory, and how strace's lines are read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.powercut.disk import PAGE, Disk, File, Variant
from tests.powercut.trace import Op, record

PROGRAM = """
import os, pathlib, sys
here = pathlib.Path(sys.argv[1])
with (here / "kept.new").open("wb") as file:
    file.write(b"new" * 10)
    file.flush()
    os.fsync(file.fileno())
(here / "kept.new").replace(here / "kept")
with (here / "sound").open("w+b") as file:
    file.write(b"head" + bytes(9000))
    file.seek(0)
    file.read(2)
    file.seek(2)
    file.write(b"AD")
    file.truncate(5000)
with (here / "log").open("ab") as file:
    file.write(b"more")
os.unlink(here / "gone")
with open(sys.argv[2], "ab", buffering=0) as marks:
    marks.write(b"1")
"""


def disk(base: Path, *ops: Op) -> Disk:
    made = Disk(base)
    for op in ops:
        made.do(op)
    return made


def laid(made: Disk, tmp_path: Path, keep: str) -> dict[str, bytes]:
    into = tmp_path / f"left-{keep}"
    (tmp_path / "pool").mkdir(parents=True, exist_ok=True)
    made.lay(into, {"none": Variant.none, "all": Variant.all}[keep](), tmp_path / "pool")
    return {str(path.relative_to(into)): path.read_bytes() for path in into.rglob("*") if path.is_file()}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    base = tmp_path / "base"
    base.mkdir()
    for name, content in {"kept": b"old", "gone": b"here", "log": b"one "}.items():
        (base / name).write_bytes(content)
    return base


def test_what_a_program_did_is_read_from_its_trace_and_done_again(tmp_path: Path, base: Path) -> None:
    made, live = Disk(base), base.resolve()
    command = [sys.executable, "-c", PROGRAM, str(live), str(tmp_path / "marks")]
    ops = record(command, live, tmp_path / "marks", tmp_path / "trace")
    assert [op.kind for op in ops].count("mark") == 1
    for op in ops:
        made.do(op)
    after = {path.name: path.read_bytes() for path in live.iterdir()}
    assert laid(made, tmp_path, "all") == after
    assert after["sound"][:5] == b"heAD\0" and len(after["sound"]) == 5000
    assert laid(made, tmp_path, "none") == {
        "kept": b"old",
        "kept.new": b"new" * 10,
        "sound": b"",
        "log": b"one ",
        "gone": b"here",
    }


def test_a_sync_of_a_file_makes_its_content_last_and_of_its_directory_its_name(tmp_path: Path, base: Path) -> None:
    made = disk(
        base,
        Op("create", "a.new"),
        Op("write", "a.new", content=b"safe"),
        Op("sync", "a.new"),
        Op("rename", "a.new", to="kept"),
        Op("unlink", "gone"),
    )
    assert laid(made, tmp_path, "none") == {"kept": b"old", "a.new": b"safe", "gone": b"here", "log": b"one "}
    made.do(Op("sync", ""))
    assert laid(made, tmp_path / "later", "none") == {"kept": b"safe", "log": b"one "}


def test_a_name_made_anew_settles_what_was_done_to_it_before(tmp_path: Path, base: Path) -> None:
    made = disk(base, Op("unlink", "gone"), Op("create", "gone"))
    assert laid(made, tmp_path, "none")["gone"] == b""


def test_a_directory_that_is_moved_takes_along_what_is_in_it(tmp_path: Path, base: Path) -> None:
    made = disk(base, Op("mkdir", ".1"), Op("create", ".1/a"), Op("rename", ".1", to="1"))
    assert set(laid(made, tmp_path, "all")) == {"kept", "gone", "log", "1/a"}
    assert set(laid(made, tmp_path, "none")) == {"kept", "gone", "log", ".1/a"}


def test_chance_keeps_whole_pages_and_leaves_holes() -> None:
    made = Disk(Path("/nothing/there"))
    made.do(Op("create", "a"))
    made.do(Op("write", "a", content=b"x" * PAGE * 8))
    file = made.names["a"]
    assert isinstance(file, File)
    left = {file.left(Variant.some(seed)) for seed in range(20)}
    pages = {each[at : at + PAGE] for each in left for at in range(0, len(each), PAGE)}
    assert pages == {b"x" * PAGE, bytes(PAGE)}
    assert len(left) > 10
