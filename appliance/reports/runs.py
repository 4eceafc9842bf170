"""The writing of a month that somebody asked for in the console: two archives, one of figures, one of personal data."""

from __future__ import annotations

import logging
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from appliance.casework.box.report_runs import STOPPED, ReportRun
from appliance.clock import Clock
from appliance.errors import SlukhavkaError
from appliance.reports.month import PERSONAL, STATISTICS, Stopped, write_month
from appliance.reports.period import Month

log = logging.getLogger(__name__)

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
    than it is wanted.
    """
    done = 0
    while (run := ReportRun.due()) is not None:
        _make_room(state, run.id)
        ReportRun.end(run.id, _fault_of(run, state, clock, tell), now=clock.now())
        tell()
        done += 1
    return done


def remove(state: Path, run_id: int) -> None:
    """Remove the archives of a run."""
    shutil.rmtree(files_of(state, run_id), ignore_errors=True)


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
