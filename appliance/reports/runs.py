"""The writing of a month that somebody asked for in the console: two archives, one of figures, one of personal data."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.casework.box.report_runs import STOPPED, ReportRun
from appliance.clock import Clock, Moment
from appliance.errors import SlukhavkaError
from appliance.reports.month import PERSONAL, STATISTICS, Stopped, write_month
from appliance.reports.period import Month

log = logging.getLogger(__name__)

LOCK = "reports.lock"
"""Held by the process that writes: whatever ends it, the kernel lets it go."""
TOLD_EVERY_S = 1.0
"""No more often is it noted how far it is: each note is a commit."""
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


def files_of(state: Path, run_id: int) -> Path:
    """Return where the archives of a run lie, below the box's state directory."""
    return state / "reports" / str(run_id)


def archive_of(state: Path, run_id: int, part: str) -> Path:
    """Return the archive of STATISTICS or PERSONAL."""
    return files_of(state, run_id) / f"{part}.zip"


def work_off(state: Path, clock: Clock, tell: Callable[[], None]) -> int:
    """Write all that is asked for and return how many were; `tell` is called when something is to be seen.

    The register is bound and open for writing. What an earlier run has left is removed: personal data lies no longer
    than it is wanted. Waits for another process that is at it.
    """
    done = 0
    with _locked(state, fcntl.LOCK_EX):
        _break_off(state, clock.now())
        while (run := ReportRun.due()) is not None:
            _make_room(state, run.id)
            ReportRun.end(run.id, _fault_of(run, state, clock, tell), now=clock.now())
            tell()
            done += 1
    return done


def is_at_work(state: Path) -> bool:
    """Tell whether a process is writing: a run that has begun and that none writes has broken off. Raises OSError.

    Nothing is written for it: a page is drawn from a disk that takes no writing, too.
    """
    try:
        with _locked(state, fcntl.LOCK_SH | fcntl.LOCK_NB, os.O_RDONLY):
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def break_off(state: Path, *, now: Moment) -> None:
    """Note what has broken off, and remove what it left; while a process is writing, nothing. Raises OSError.

    The register is open and may be written.
    """
    try:
        with _locked(state, fcntl.LOCK_EX | fcntl.LOCK_NB):
            _break_off(state, now)
    except BlockingIOError:
        return  # what has begun goes on


def remove(state: Path, run_id: int) -> None:
    """Remove the archives of a run."""
    shutil.rmtree(files_of(state, run_id), ignore_errors=True)


@contextmanager
def _locked(state: Path, how: int, opened: int = os.O_CREAT | os.O_RDWR) -> Iterator[None]:
    descriptor = os.open(state / LOCK, opened | os.O_CLOEXEC, 0o660)
    try:
        if opened & os.O_CREAT and os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, 0o660)  # whatever the mask of a shell says: other units of the group lock it too
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _break_off(state: Path, now: Moment) -> None:
    for run_id in ReportRun.break_off(now=now):
        remove(state, run_id)


def _fault_of(run: ReportRun, state: Path, clock: Clock, tell: Callable[[], None]) -> str:
    """Write one run; return why its files are not there, "" when they are."""
    told_s = float("-inf")

    def progress(written: int, of_all: int) -> None:
        nonlocal told_s
        if clock.monotonic() - told_s >= TOLD_EVERY_S:
            told_s = clock.monotonic()
            ReportRun.progress(run.id, written, of_all, now=clock.now())
            tell()

    into = files_of(state, run.id)
    try:
        into.mkdir(parents=True, exist_ok=True)
        write_month(
            Month.read(run.month),
            into,
            now=clock.now(),
            on_progress=progress,
            stopped=lambda: ReportRun.must_stop(run.id),
        )
        for part in (STATISTICS, PERSONAL):
            _pack(into / part, archive_of(state, run.id, part))
    except Stopped:
        remove(state, run.id)
        return STOPPED
    except (SlukhavkaError, OSError) as error:
        log.exception("the reports of %s are not written", run.month)
        remove(state, run.id)
        return f"Не вдалося: {error}"
    return ""


def _pack(directory: Path, archive: Path) -> None:
    """Make one file of a directory, which goes; the same files are the same archive."""
    half = archive.with_suffix(".part")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as pack:
        for file in sorted(directory.iterdir()):
            pack.writestr(zipfile.ZipInfo(f"{directory.name}/{file.name}", _SAME_TIME), file.read_bytes())
    half.rename(archive)
    shutil.rmtree(directory)


def _make_room(state: Path, run_id: int) -> None:
    """Remove what all runs before have left, and what this one did before it broke off."""
    for other in files_of(state, run_id).parent.glob("*"):
        shutil.rmtree(other, ignore_errors=True)
