"""One month on its way to the stick: written aside, synced, read back, and only then given its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from appliance.upkeep.stick.calls import FileCalls, Kind
from appliance.upkeep.stick.faults import InTheWay, NotTheSame, StickFault

SUMS = "SHA256SUMS"
BLOCK = 256 * 1024
NAME_MAX = 64
_NAME = re.compile(r"(?!\.)[a-z0-9._-]+")

Name = tuple[str, ...]
"""A file below the month: its directories and its own name."""


class Sink:
    """A file on the stick while it is written: what comes in is hashed and handed on. A binary file to its writer."""

    def __init__(self, file: int, calls: FileCalls, passed: Callable[[int], None]) -> None:
        """`passed` is told how many bytes more are written."""
        self.size = 0
        self.fault: OSError | None = None
        self._hash = hashlib.sha256()
        self._file = file
        self._calls = calls
        self._passed = passed

    @property
    def sha256(self) -> str:
        """The hash of all that was written, in hex."""
        return self._hash.hexdigest()

    def write(self, block: bytes) -> int:
        """Write all of it. Raises OSError, and keeps it: a library between us and the writer may hide it."""
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[self._calls.write(self._file, bytes(rest[:BLOCK])) :]
        except OSError as error:
            self.fault = error
            raise
        self._hash.update(block)
        self.size += len(block)
        self._passed(len(block))
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file as it was written."""

    name: Name
    size: int
    sha256: str


class Parcel:
    """The month's directory while it is called `<month>.part-<n>`, below the open directory `shelf`."""

    def __init__(self, shelf: int, name: str, calls: FileCalls, passed: Callable[[int], None]) -> None:
        """Make the directory. Raises InTheWay, OSError."""
        if calls.kind(name, shelf) is not Kind.NOTHING:
            raise InTheWay(f"На флешці вже лежить «{name}». Приберіть це або вставте іншу флешку.")
        calls.make_directory(name, shelf)
        self.kept: list[Kept] = []
        self._shelf = shelf
        self._name = name
        self._calls = calls
        self._passed = passed

    def add(self, name: Name, fill: Callable[[Sink], None]) -> Kept:
        """Write one file by `fill` and sync it. Raises OSError, and what `fill` raises."""
        for part in name:
            _must_be_ours(part)
        with self._directory(name[:-1], make=True) as directory:
            file = self._calls.create(name[-1], directory)
            try:
                sink = Sink(file, self._calls, self._passed)
                fill(sink)
                self._calls.sync(file)
            finally:
                self._calls.close(file)
            self._calls.sync(directory)
        kept = Kept(name, sink.size, sink.sha256)
        self.kept.append(kept)
        return kept

    def seal(self, checking: Callable[[], None]) -> Kept:
        """Read everything back, then write the list of hashes and read that back too. Raises NotTheSame, OSError."""
        self._settle()
        checking()
        for each in self.kept:
            self._compare(each)
        lines = sorted(f"{each.sha256}  {'/'.join(each.name)}\n" for each in self.kept)
        sums = self.add((SUMS,), lambda sink: _text(sink, "".join(lines)))
        self._settle()
        self._compare(sums)
        return sums

    def name_it(self, name: str, sums: Kept) -> None:
        """Give the month its name, and see that it is there under it. Raises InTheWay, NotTheSame, OSError."""
        if self._calls.kind(name, self._shelf) is not Kind.NOTHING:
            raise InTheWay(f"На флешці вже лежить «{name}». Приберіть це або вставте іншу флешку.")
        self._calls.rename(self._name, name, self._shelf)
        self._name = name
        self._calls.sync(self._shelf)
        self._calls.sync_all(self._shelf)
        self._compare(sums)

    def _settle(self) -> None:
        with self._directory(()) as own:
            self._calls.sync(own)
        self._calls.sync(self._shelf)
        self._calls.sync_all(self._shelf)

    def _compare(self, kept: Kept) -> None:
        with self._directory(kept.name[:-1]) as directory:
            file = self._calls.open_file(kept.name[-1], directory)
            try:
                self._calls.forget(file)
                found = hashlib.sha256()
                while block := self._calls.read(file, BLOCK):
                    found.update(block)
                    self._passed(len(block))
            finally:
                self._calls.close(file)
        if found.hexdigest() != kept.sha256:
            raise NotTheSame(
                f"Прочитане з флешки не збігається із записаним («{'/'.join(kept.name)}»): флешка псує дані. "
                "Викиньте її, вставте іншу й запишіть ще раз."
            )

    @contextmanager
    def _directory(self, below: Name, *, make: bool = False) -> Iterator[int]:
        """Open a directory of the month from the top down, as long as the block lasts."""
        opened = [self._calls.open_directory(self._name, self._shelf)]
        try:
            for part in below:
                if make and self._calls.kind(part, opened[-1]) is Kind.NOTHING:
                    self._calls.make_directory(part, opened[-1])
                opened.append(self._calls.open_directory(part, opened[-1]))
            yield opened[-1]
        finally:
            for directory in reversed(opened):
                self._calls.close(directory)


def _must_be_ours(name: str) -> None:
    if name != SUMS and not (_NAME.fullmatch(name) and len(name) <= NAME_MAX):
        raise StickFault(f"«{name}» — не ім'я для флешки. Повідомте розробників.")


def _text(sink: Sink, text: str) -> None:
    sink.write(text.encode())
