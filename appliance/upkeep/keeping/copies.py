"""Copies of the register: made, checked, kept by number, the oldest given up only when a newer one was checked."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.casework.box.copies import Copy, copies_of, last_sequence, newest_verified
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.checking import checked, digest
from appliance.upkeep.keeping.snapshot import snapshot

__all__ = ["Copy", "copies_of", "make_copy", "newest_verified", "prune"]

KYIV: tzinfo = ZoneInfo("Europe/Kyiv")
COPIES_A_DAY = 24
"""Without a right clock a day is so many copies."""
DIRECTORY_MODE = 0o2770
LOCK = ".lock"


def make_copy(settings: Settings, now: Moment) -> Copy:
    """Make a copy, check it, note it, give up what is too old, and return it. Waits for another that is being made.

    While nothing has been written since the newest one, and that is what it was, it is noted anew instead: a memory
    card wears with every copy. Raises DatabaseUnavailable, NotWhole, OSError: then nothing older has been given up.
    """
    settings.copies.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    with _alone(settings.copies / LOCK):
        _remove(settings.copies.glob("*.part"))
        source = _look_of(settings.database)
        copy = _still_good(settings, source, now) or _made(settings, source, now)
        prune(settings, hourly=settings.keeping.hourly, daily=settings.keeping.daily)
    return copy


def _made(settings: Settings, source: str, now: Moment) -> Copy:
    sequence = last_sequence(settings) + 1
    path = settings.copies / f"copy-{sequence:08d}.db"
    part = path.with_suffix(".db.part")
    try:
        snapshot(settings.database, part)
        found = checked(part)
        copy = Copy(
            path=path,
            sequence=sequence,
            made=now,
            seen=now,
            source=source,
            daily=_first_of_its_day(copies_of(settings), sequence, now),
            migration=found.migration,
            bytes=part.stat().st_size,
            sha256=digest(part),
            counts=found.counts,
        )
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _put(copy, part)
    return copy


def _still_good(settings: Settings, source: str, now: Moment) -> Copy | None:
    copies = copies_of(settings)
    if not copies or copies[0].source != source or digest(copies[0].path) != copies[0].sha256:
        return None
    newest, *older = copies
    daily = newest.daily or _first_of_its_day(older, newest.sequence, now)
    copy = replace(newest, seen=now, daily=daily)
    _put_note(copy)
    return copy


def _look_of(database: Path) -> str:
    """Return what tells whether something was written: size and moment of the register and of its log."""
    found = []
    for path in (database, database.with_name(f"{database.name}-wal")):
        with suppress(FileNotFoundError):
            about = path.stat()
            if about.st_size:  # an empty log is made by whoever looks
                found.append(f"{path.name}:{about.st_ino}:{about.st_size}:{about.st_mtime_ns}")
    return " ".join(found)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o660)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def prune(settings: Settings, *, hourly: int, daily: int) -> int:
    """Give up all but the newest `hourly` copies and the newest `daily` first ones of a day; return how many went."""
    found = copies_of(settings)
    days = [copy for copy in found if copy.daily]
    kept = {copy.sequence for copy in (*found[: max(hourly, 1)], *days[: max(daily, 0)])}
    gone = [copy for copy in found if copy.sequence not in kept]
    for copy in gone:
        # The note first: what has none is no copy, whatever a power cut leaves.
        copy.sidecar.unlink(missing_ok=True)
        copy.path.unlink(missing_ok=True)
    newest = found[0].sequence if found else 0
    noted = {copy.path for copy in found}
    _remove(path for path in settings.copies.glob("copy-*.db") if path not in noted and _before(path, newest))
    return len(gone)


def _first_of_its_day(older: list[Copy], sequence: int, now: Moment) -> bool:
    last = next((copy for copy in older if copy.daily), None)
    if last is None:
        return True
    if now.trusted and last.made.trusted:
        return now.wall.astimezone(KYIV).date() > last.made.wall.astimezone(KYIV).date()
    return sequence - last.sequence >= COPIES_A_DAY


def _put(copy: Copy, part: Path) -> None:
    """Give the copy its name, then its note: each whole or not there."""
    part.replace(copy.path)
    sync_directory(copy.path.parent)
    _put_note(copy)


def _put_note(copy: Copy) -> None:
    note = copy.sidecar.with_suffix(".json.part")
    with note.open("w", encoding="utf-8") as file:
        file.write(copy.as_json())
        file.flush()
        os.fsync(file.fileno())
    note.replace(copy.sidecar)
    sync_directory(copy.path.parent)


def _before(path: Path, sequence: int) -> bool:
    return path.stem < f"copy-{sequence:08d}"


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory last. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
