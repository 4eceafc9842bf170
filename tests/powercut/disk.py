"""What a power cut may leave of a directory: the worst that POSIX allows.

What was synced is there. Of what was written to a file since its last sync nothing, all, or any pages may be there, a
page whole or not at all; a size counts as written. A name that is made is there at once; a name that was taken away or
moved may be back until its directory is synced. As in `facts/reliability.md` §0 of the project, which measured it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from tests.powercut.trace import END, SHARED_MEMORY, Op

PAGE = 4096
_NAMES = count()
Keeps = Callable[[], bool]
"""Whether a thing that was not synced is kept; asked for each of them."""


class Variant:
    """How much of what was not synced a power cut keeps."""

    @staticmethod
    def none() -> Keeps:
        """Nothing."""
        return lambda: False

    @staticmethod
    def all() -> Keeps:
        """Everything: as when a process is killed."""
        return lambda: True

    @staticmethod
    def some(seed: int) -> Keeps:
        """Any of it."""
        chance = random.Random(seed)
        return lambda: chance.random() < 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """What was written at a place of a file, or (None) the size it was given."""

    at: int
    content: bytes | None

    def do(self, content: bytearray) -> None:
        if self.content is None:
            _resize(content, self.at)
            return
        _resize(content, max(len(content), self.at))
        content[self.at : self.at + len(self.content)] = self.content

    def pages(self) -> Iterator[Change]:
        """Return its pieces, each of which is on the disk whole or not at all."""
        if self.content is None:
            yield self
            return
        start, end = self.at, self.at + len(self.content)
        while start < end:
            stop = min(end, (start // PAGE + 1) * PAGE)
            yield Change(start, self.content[start - self.at : stop - self.at])
            start = stop


@dataclass(slots=True, eq=False)
class File:
    """One file: what it holds, what of it is safe, what was done since."""

    content: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    since: list[Change] = field(default_factory=list)
    name: int = field(default_factory=lambda: next(_NAMES))
    """Another number for every content."""

    def change(self, change: Change) -> None:
        change.do(self.content)
        self.since.append(change)
        self.name = next(_NAMES)

    def sync(self) -> None:
        if self.since:
            self.safe = bytes(self.content)
            self.since.clear()

    def left(self, keeps: Keeps) -> bytes:
        if not self.since:
            return self.safe
        content = bytearray(self.safe)
        for change in self.since:
            for page in change.pages():
                if keeps():
                    page.do(content)
        return bytes(content)


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    to: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A directory."""


Thing = File | Link | Folder


@dataclass(frozen=True, slots=True)
class Naming:
    """A name taken away (`new` is None), or put in the place of another: what a sync of its directory makes last."""

    thing: Thing
    old: str
    new: str | None

    def do(self, names: dict[str, Thing]) -> None:
        if names.get(self.old) is not self.thing:
            return  # what it rests on is not there
        for path in [path for path in names if path == self.old or path.startswith(f"{self.old}/")]:
            thing = names.pop(path)
            if self.new is not None:
                names[self.new + path[len(self.old) :]] = thing


class Disk:
    """A directory as it is, and as it may be found after a power cut."""

    def __init__(self, base: Path) -> None:
        """What lies in `base` is safe."""
        self.names: dict[str, Thing] = {}
        self._safe: dict[str, Thing] = {}
        self._since: list[Naming] = []
        for path in sorted(base.rglob("*")):
            self._enter(str(path.relative_to(base)), _thing_at(path))

    def do(self, op: Op) -> None:
        """Do what was done. A mark is nothing."""
        match op.kind:
            case "create" if op.path not in self.names:
                self._enter(op.path, File())
            case "cut":
                self._file(op.path).change(Change(0, None))
            case "size":
                self._file(op.path).change(Change(op.at, None))
            case "write":
                file = self._file(op.path)
                file.change(Change(len(file.content) if op.at == END else op.at, op.content))
            case "mkdir":
                self._enter(op.path, Folder())
            case "symlink":
                self._enter(op.path, Link(op.to))
            case "link":
                self._enter(op.to, self.names[op.path])
            case "rename" if op.path in self.names:  # else a socket, which nobody wrote
                self._name(Naming(self.names[op.path], op.path, op.to))
            case "unlink" | "rmdir" if op.path in self.names:
                self._name(Naming(self.names[op.path], op.path, None))
            case "sync":
                self._sync(op.path)
            case "sync_all":
                for path in ["", *self.names]:
                    self._sync(path)

    def left(self, keeps: Keeps) -> dict[str, Thing]:
        """Return which names a power cut leaves."""
        names = dict(self._safe)
        for naming in self._since:
            if keeps():
                naming.do(names)
        return names

    def lay(self, into: Path, keeps: Keeps, pool: Path) -> None:
        """Lay what a power cut leaves into a directory. Sounds that nobody changes any more are linked to `pool`."""
        into.mkdir(parents=True)
        for path, thing in sorted(self.left(keeps).items()):
            if path.endswith(SHARED_MEMORY):
                continue
            place = into / path
            if isinstance(thing, Folder):
                place.mkdir(parents=True, exist_ok=True)
            elif not place.parent.is_dir():
                continue  # its directory is gone
            elif isinstance(thing, Link):
                place.symlink_to(thing.to)
            elif path.startswith(("published/", "spoken/")) and not thing.since:
                _link(thing, place, pool)
            else:
                place.write_bytes(thing.left(keeps))

    def _enter(self, path: str, thing: Thing) -> None:
        """A name is made: it is there at once, and what was done to this name before is there too."""
        last = max((at for at, each in enumerate(self._since) if path in (each.old, each.new)), default=-1)
        for naming in self._since[: last + 1]:
            naming.do(self._safe)
        del self._since[: last + 1]
        self.names[path] = self._safe[path] = thing

    def _name(self, naming: Naming) -> None:
        naming.do(self.names)
        self._since.append(naming)

    def _sync(self, path: str) -> None:
        thing = self.names.get(path, Folder())
        if isinstance(thing, File):
            thing.sync()
            return
        kept = []
        for naming in self._since:
            if str(PurePosixPath(naming.new or naming.old).parent) == (path or "."):
                naming.do(self._safe)
            else:
                kept.append(naming)
        self._since = kept

    def _file(self, path: str) -> File:
        thing = self.names[path]
        assert isinstance(thing, File), path
        return thing


def _thing_at(path: Path) -> Thing:
    if path.is_symlink():
        return Link(str(path.readlink()))
    if path.is_dir():
        return Folder()
    content = path.read_bytes() if path.is_file() else b""
    return File(bytearray(content), content)


def _link(file: File, place: Path, pool: Path) -> None:
    kept = pool / str(file.name)
    if not kept.exists():
        kept.write_bytes(file.safe)
    os.link(kept, place)


def _resize(content: bytearray, size: int) -> None:
    if size <= len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))
