"""What is closed for the council is whole or a failure, wherever its writing or reading breaks."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.upkeep.keeping.sealing import BadKey, recipient_of, seal, sealed
from appliance.upkeep.stick.calls import FileCalls
from appliance.upkeep.stick.parcel import Sink
from appliance.upkeep.stick.tape import Packed, Tape, Unreadable, size_of

KEY = pyrage.x25519.Identity.generate()
SIZES = (0, 1, 511, 512, 8191, 8192, 65535, 65536, 65537, 200_000)


class FailsAt(FileCalls):
    def __init__(self, at: int) -> None:
        self.count = 0
        self._at = at

    def write(self, file: int, block: bytes) -> int:
        self.count += 1
        if self.count == self._at:
            raise OSError(errno.ENOSPC, "full")
        return super().write(file, block[: max(len(block) // 2, 1)])  # a stick may take less than it was given


@contextmanager
def a_sink(path: Path, calls: FileCalls) -> Iterator[Sink]:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        yield Sink(file, calls, lambda _count: None)
    finally:
        os.close(file)


def a_tape(directory: Path, size: int) -> tuple[Tape, list[Packed]]:
    path = directory / "file"
    path.write_bytes(os.urandom(size))
    packed = [Packed("file", path)]
    return Tape(packed, mtime=0.0), packed


@pytest.mark.parametrize("size", SIZES)
def test_wherever_the_writing_fails_that_is_said(tmp_path: Path, size: int) -> None:
    """The library keeps silent about a failure of the last block that it holds."""
    calls = FailsAt(0)
    tape, packed = a_tape(tmp_path, size)
    with a_sink(tmp_path / "closed", calls) as sink:
        seal(tape, sink, KEY.to_public())
    opened = pyrage.decrypt((tmp_path / "closed").read_bytes(), [KEY])
    assert len(opened) <= size_of(packed)
    assert packed[0].path.read_bytes() in opened
    for at in range(1, calls.count + 1):
        tape, _ = a_tape(tmp_path, size)
        failing = FailsAt(at)
        said = False
        with a_sink(tmp_path / "closed", failing) as sink:
            try:
                seal(tape, sink, KEY.to_public())
            except OSError as error:
                said = error.errno == errno.ENOSPC
        # The head of a closed file is now longer, now shorter: there may be one writing less.
        assert said is (failing.count >= at)


class Full(io.BytesIO):
    """A file on a disk that is full at the writing of a number."""

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.count = 0
        self._at = at

    def write(self, block: Any) -> int:
        self.count += 1
        if self.count == self._at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(block)


@pytest.mark.parametrize("size", SIZES)
def test_an_archive_that_could_not_be_written_whole_is_a_failure_wherever_that_was(size: int) -> None:
    whole = Full()
    with sealed(whole, KEY.to_public()) as sink:
        sink.write(bytes(size))
    assert pyrage.decrypt(whole.getvalue(), [KEY]) == bytes(size)
    for at in range(1, whole.count + 1):
        full, said = Full(at), 0
        try:
            with sealed(full, KEY.to_public()) as sink:
                sink.write(bytes(size))
        except OSError as error:
            said = error.errno or 0
        # The head of a closed file is now longer, now shorter: there may be one writing less.
        assert said == (errno.ENOSPC if full.count >= at else 0)


def test_what_goes_wrong_with_the_reader_of_an_archive_is_said_as_it_is() -> None:
    with pytest.raises(KeyError), sealed(Full(), KEY.to_public()) as sink:
        sink.write(bytes(10))
        raise KeyError("of whoever packs")


def test_a_file_that_shrinks_or_goes_while_it_is_read_is_a_failure(tmp_path: Path) -> None:
    for size, spoil in ((200_000, lambda path: os.truncate(path, 100_000)), (10, Path.unlink)):
        tape, packed = a_tape(tmp_path, size)
        if size > 10:
            tape.read(8192)
        spoil(packed[0].path)
        with a_sink(tmp_path / "closed", FileCalls()) as sink, pytest.raises(Unreadable, match="«file»"):
            seal(tape, sink, KEY.to_public())


@pytest.mark.parametrize("key", ["", "age1xyz", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA"])
def test_what_is_no_key_closes_nothing(key: str) -> None:
    with pytest.raises(BadKey):
        recipient_of(key)
