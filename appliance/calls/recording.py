"""Recording to WAV: written by the disk thread, playable at any moment.

Sound is gathered in memory for half a second, then written, its header mended and synced; whatever happens, the file
holds all but the last `FLUSH_S` and a write in progress.

Beside each file lies one with the suffix `MARK` until somebody has decided to keep or to drop the recording; it holds
what the recording is for. What has its mark at the start of the box was cut off by a power cut.
"""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from appliance.contracts import SAMPLE_RATE
from audio.line.wav import HEADER_BYTES, header, repair

log = logging.getLogger(__name__)

FLUSH_S = 0.5
BYTES_PER_S = SAMPLE_RATE * 2
MARK = ".undecided"


def undecided(directory: Path) -> list[Path]:
    """Return the recordings that nobody has decided about. Raises OSError."""
    return sorted(mark.with_suffix(".wav") for mark in directory.glob(f"*{MARK}"))


def purpose_of(path: Path) -> str:
    """Return what the undecided recording at `path` is for, "" where its mark does not tell. Raises OSError."""
    try:
        return path.with_suffix(MARK).read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def decided(path: Path) -> None:
    """Note that the recording at `path` is kept or dropped. Raises OSError."""
    path.with_suffix(MARK).unlink(missing_ok=True)


def drop(path: Path) -> None:
    """Delete the recording at `path`, which no power cut brings back. Raises OSError.

    Its mark goes when it is gone for good: names may be lost in any order, and sound without its mark is nobody's.
    """
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_names(path.parent)
    decided(path)


def mend(path: Path) -> None:
    """Make a file whole that was cut off while it was written. Raises OSError, WavError."""
    with path.open("r+b") as file:
        whole = repair(file.read(HEADER_BYTES), path.stat().st_size)
        file.seek(0)
        file.write(whole.header)
        file.truncate(whole.file_bytes)


class Recorder:
    """Makes recordings below `directory` with one thread of its own for the disk."""

    def __init__(self, directory: Path) -> None:
        """The directory is made when the first recording is."""
        self._directory = directory
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recorder")

    def begin(self, name: str, purpose: str = "") -> Recording:
        """Begin `<directory>/<name>.wav`. Never raises and never waits: a bad disk is told by `Recording.close`."""
        return Recording(self._directory / f"{name}.wav", self._disk, purpose)

    def stop(self) -> None:
        """End the disk thread, after what it has been given."""
        self._disk.shutdown(wait=True)


class Recording:
    """One file being written."""

    def __init__(self, path: Path, disk: ThreadPoolExecutor, purpose: str = "") -> None:
        """Begin at once; the file appears with the first sound. `purpose`: a word in ASCII."""
        self.path = path
        self._purpose = purpose
        self.bytes_taken = 0
        self._disk = disk
        self._gathered = bytearray()
        self._written = 0
        self._file: IO[bytes] | None = None
        self._jobs: list[asyncio.Future[None]] = []

    @property
    def duration_s(self) -> float:
        """Seconds of sound taken."""
        return self.bytes_taken / BYTES_PER_S

    @property
    def failed(self) -> bool:
        """Whether the disk has refused some of it: there is no sense in listening on."""
        return any(job.done() and job.exception() is not None for job in self._jobs)

    def keep(self, sound: bytes) -> None:
        """Take more sound. Called on the media clock: only gathers, and hands over to the disk thread."""
        self._gathered += sound
        self.bytes_taken += len(sound)
        if len(self._gathered) >= FLUSH_S * BYTES_PER_S:
            self._hand_over()

    async def close(self, *, drop_tail_s: float = 0.0) -> None:
        """Return when everything is on disk, the last `drop_tail_s` cut off. Raises OSError when the disk failed."""
        self._hand_over()
        outcomes = await asyncio.gather(*self._jobs, return_exceptions=True)
        keep = max(self.bytes_taken - int(drop_tail_s * SAMPLE_RATE) * 2, 0)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._disk, self._finish, keep)
        self.bytes_taken = keep
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def _hand_over(self) -> None:
        sound, self._gathered = bytes(self._gathered), bytearray()
        self._jobs = [job for job in self._jobs if not job.done() or job.exception()]
        self._jobs.append(asyncio.get_running_loop().run_in_executor(self._disk, self._write, sound))

    def _write(self, sound: bytes) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.with_suffix(MARK).open("w", encoding="ascii") as mark:
                mark.write(self._purpose)
                mark.flush()
                os.fsync(mark.fileno())
            self._file = self.path.open("w+b")
            self._file.write(header(0))
        self._file.seek(HEADER_BYTES + self._written)
        self._file.write(sound)
        self._written += len(sound)
        self._sync(self._file, self._written)

    def _finish(self, keep: int) -> None:
        if self._file is None:
            return
        try:
            self._file.truncate(HEADER_BYTES + keep)
            self._sync(self._file, min(keep, self._written))
        finally:
            self._file.close()
            self._file = None
        _sync_names(self.path.parent)

    def _sync(self, file: IO[bytes], sound_bytes: int) -> None:
        file.seek(0)
        file.write(header(sound_bytes))
        file.flush()
        os.fsync(file.fileno())


def _sync_names(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
