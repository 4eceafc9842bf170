"""Files of the box as one tar (POSIX.1-2001, pax headers), made while it is read: it lies nowhere on the disk."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import SlukhavkaError

BLOCK = 64 * 1024
TAR_BLOCK = tarfile.BLOCKSIZE


class Unreadable(SlukhavkaError):
    """A file of the box itself cannot be read."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file and its name in the tar."""

    name: str
    path: Path


class Tape:
    """A binary file to its reader."""

    def __init__(self, files: Iterable[Packed], *, mtime: float) -> None:
        """`mtime`: of every file in it, seconds since 1970."""
        self.fault: SlukhavkaError | None = None
        self._blocks = _blocks(files, int(mtime))
        self._left = b""

    def read(self, count: int = -1) -> bytes:
        """Return at most so many bytes, b"" at the end. Raises Unreadable, and keeps it: a library may hide it."""
        try:
            while not self._left:
                self._left = next(self._blocks)
        except StopIteration:
            return b""
        except Unreadable as error:
            self.fault = error
            raise
        taken = self._left if count < 0 else self._left[:count]
        self._left = self._left[len(taken) :]
        return taken


def size_of(files: Iterable[Packed]) -> int:
    """Return about how long the tar of these will be, never less. Raises Unreadable."""
    return sum(_size(each) + 3 * TAR_BLOCK for each in files) + 4 * TAR_BLOCK


def _size(packed: Packed) -> int:
    try:
        return packed.path.stat().st_size
    except OSError as error:
        raise Unreadable(f"Файл «{packed.name}» на самій Слухавці не читається.") from error


def _blocks(files: Iterable[Packed], mtime: int) -> Iterator[bytes]:
    for packed in files:
        yield from _one(packed, mtime)
    yield bytes(2 * TAR_BLOCK)


def _one(packed: Packed, mtime: int) -> Iterator[bytes]:
    try:
        with packed.path.open("rb") as file:
            head = tarfile.TarInfo(packed.name)
            head.size, head.mtime, head.mode = _size(packed), mtime, 0o600
            yield head.tobuf(tarfile.PAX_FORMAT)
            left = head.size
            while left:
                block = file.read(min(left, BLOCK))
                if not block:
                    raise Unreadable(f"Файл «{packed.name}» на самій Слухавці став коротшим, поки його читали.")
                left -= len(block)
                yield block
            yield bytes(-head.size % TAR_BLOCK)
    except OSError as error:
        raise Unreadable(f"Файл «{packed.name}» на самій Слухавці не читається.") from error
