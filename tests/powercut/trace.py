"""Records what a process does to one directory, system call by system call, with strace."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CALLS = (
    *("open", "openat", "creat", "write", "pwrite64", "writev", "pwritev", "ftruncate", "truncate", "fallocate"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link", "linkat"),
    *("symlink", "symlinkat", "fsync", "fdatasync", "sync_file_range", "sync", "syncfs", "msync"),
    *("copy_file_range", "sendfile", "lseek", "mmap"),
)
"""All that changes a file or makes a change last. Reads are not among them: Python seeks before it writes after one."""
LONGEST = 1 << 20
SHARED_MEMORY = "-shm"
"""SQLite's index of its WAL: written through memory, made anew after a power cut."""
END = -1
"""Where a write goes that goes to the end of its file."""
TREE = Path(__file__).resolve().parents[2]

_LINE = re.compile(r"(\d+)\s+(.*)", re.DOTALL)
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?(.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_FD = re.compile(r"(\d+|AT_FDCWD)(?:<([^>]*)>(\(deleted\))?)?")


class NotUnderstood(Exception):
    """A line of strace that changes the directory in a way this code does not know."""


@dataclass(frozen=True, slots=True)
class Op:
    """One thing done. `path` and `to` are relative to the directory; `to` is also what a symbolic link holds.

    Kinds: create, cut (O_TRUNC), write, size, rename, unlink, mkdir, rmdir, link, symlink, sync, sync_all, mark.
    """

    kind: str
    path: str = ""
    to: str = ""
    at: int = 0
    content: bytes = b""


def record(command: Sequence[str], directory: Path, marks: Path, trace: Path) -> list[Op]:
    """Run a command to its end and return what it did below `directory`; lines written to `marks` are marks.

    Raises CalledProcessError, NotUnderstood.
    """
    options = [
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        str(LONGEST),
        "-o",
        str(trace),
        "-e",
        f"trace={','.join(CALLS)}",
    ]
    done = subprocess.run(["strace", *options, *command], cwd=TREE, capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        sys.stderr.write(done.stderr[-4000:])
        done.check_returncode()
    with trace.open(encoding="ascii") as lines:
        return list(_Reader(directory, marks).ops(lines))


class _Reader:
    """Understands the lines of one trace."""

    def __init__(self, directory: Path, marks: Path) -> None:
        self._root = f"{directory}/"
        self._marks = str(marks)
        self._places: dict[tuple[str, str], int | None] = {}
        """Where the next write through a descriptor of a file goes; None: to the end."""

    def ops(self, lines: IO[str]) -> Iterator[Op]:
        begun: dict[str, str] = {}
        for line in lines:
            thread, rest = _matched(_LINE, line.rstrip("\n")).groups()
            if rest.endswith(_UNFINISHED):
                begun[thread] = rest.removesuffix(_UNFINISHED)
                continue
            if resumed := _RESUMED.match(rest):
                rest = begun.pop(thread) + resumed[1]
            if call := _CALL.match(rest):
                name, arguments, answer, opened, _ = call.groups()
                if not answer.startswith("-"):
                    yield from self._op(name, arguments.split(", "), int(answer), _plain(opened or ""))

    def _op(self, name: str, told: list[str], answer: int, opened: str) -> Iterator[Op]:
        match name:
            case "open" | "openat" | "creat":
                yield from self._opened(name, told, str(answer), opened)
            case "write" | "pwrite64":
                yield from self._written(name, told, answer)
            case "lseek":
                fd, path = _fd(told[0])
                if self._ours(path):
                    self._places[fd, path] = answer
            case "ftruncate" | "truncate" | "fallocate":
                yield from self._sized(name, told)
            case "fsync" | "fdatasync":
                _, path = _fd(told[0])
                if self._ours(path):
                    yield Op("sync", self._short(path))
            case "sync" | "syncfs":
                yield Op("sync_all")
            case "mmap":
                self._mapped(told)
            case "writev" | "pwritev" | "msync" | "sync_file_range" | "sendfile" | "copy_file_range":
                if self._ours(_fd(told[2 if name == "copy_file_range" else 0])[1]):
                    raise NotUnderstood(f"{name}({', '.join(told)[:200]})")
            case _:
                yield from self._named(name, told)

    def _opened(self, name: str, told: list[str], fd: str, path: str) -> Iterator[Op]:
        if not self._ours(path):
            return
        flags = "O_WRONLY|O_CREAT|O_TRUNC" if name == "creat" else told[1 if name == "open" else 2]
        self._places[fd, path] = None if "O_APPEND" in flags else 0
        if "O_CREAT" in flags:
            yield Op("create", self._short(path))
        if "O_TRUNC" in flags:
            yield Op("cut", self._short(path))

    def _written(self, name: str, told: list[str], count: int) -> Iterator[Op]:
        fd, path = _fd(told[0])
        if path == self._marks:
            yield Op("mark", content=_bytes(told[1]))
        elif self._ours(path):
            at = int(told[3]) if name == "pwrite64" else self._place(fd, path, count)
            yield Op("write", self._short(path), at=at, content=_bytes(told[1])[:count])

    def _place(self, fd: str, path: str, count: int) -> int:
        """Return where a write without a place goes, and move on."""
        if (fd, path) not in self._places:
            raise NotUnderstood(f"nobody knows where a write to {path} goes")
        at = self._places[fd, path]
        if at is None:
            return END
        self._places[fd, path] = at + count
        return at

    def _sized(self, name: str, told: list[str]) -> Iterator[Op]:
        path = _path(told[0]) if name == "truncate" else _fd(told[0])[1]
        if self._ours(path):
            if name == "fallocate":
                raise NotUnderstood("fallocate")
            yield Op("size", self._short(path), at=int(told[1]))

    def _mapped(self, told: list[str]) -> None:
        if "PROT_WRITE" in told[2] and "MAP_SHARED" in told[3] and self._ours(path := _fd(told[4])[1]):
            raise NotUnderstood(f"{path} is written through memory")

    def _named(self, name: str, told: list[str]) -> Iterator[Op]:
        """What changes names."""
        if name.startswith("symlink"):
            place = _path(told[1]) if name == "symlink" else _below(told[1], told[2])
            if self._ours(place):
                yield Op("symlink", self._short(place), to=_path(told[0]))
            return
        base = name.removesuffix("2").removesuffix("at")
        at = name != base
        one = _below(told[0], told[1]) if at else _path(told[0])
        if base == "unlink" and at and "AT_REMOVEDIR" in told[2]:
            base = "rmdir"
        if base in {"rename", "link"}:
            other = _below(told[2], told[3]) if at else _path(told[1])
            if self._ours(one) != self._ours(other):
                raise NotUnderstood(f"{base} {one} → {other} leads over the edge")
            if self._ours(one):
                yield Op(base, self._short(one), to=self._short(other))
        elif self._ours(one):
            yield Op(base, self._short(one))

    def _ours(self, path: str) -> bool:
        if path.endswith(SHARED_MEMORY):
            return False
        return path.startswith(self._root) or path == self._root[:-1]

    def _short(self, path: str) -> str:
        return path[len(self._root) :]


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise NotUnderstood(text[:200])
    return found


def _fd(told: str) -> tuple[str, str]:
    """Return a descriptor and the path behind it; "" for a file that has no name any more."""
    found = _matched(_FD, told)
    return found[1], "" if found[3] else _plain(found[2] or "")


def _below(directory: str, name: str) -> str:
    path = _path(name)
    return path if path.startswith("/") else f"{_fd(directory)[1]}/{path}"


def _path(told: str) -> str:
    return _bytes(told).decode()


def _plain(hexed: str) -> str:
    """Return a path that strace shows in hex."""
    return bytes.fromhex(hexed.replace("\\x", "")).decode() if hexed.startswith("\\x") else hexed


def _bytes(quoted: str) -> bytes:
    if not quoted.endswith('"'):
        raise NotUnderstood(f"{quoted[-20:]}: longer than strace was told to show")
    return bytes.fromhex(quoted[1:-1].replace("\\x", ""))


def counts(ops: Sequence[Op]) -> Mapping[str, int]:
    """Return how many there are of each kind."""
    kinds = [op.kind for op in ops]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
