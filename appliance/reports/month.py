"""A month as files: every report in every form, what is personal apart from what is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.reports.outputs import Form, forms
from appliance.reports.period import Month
from appliance.reports.sheets import Sheet, all_sheets

__all__ = ["PERSONAL", "STATISTICS", "Month", "Stopped", "names_of", "write_month"]

STATISTICS, PERSONAL = "statystyka", "osobysti"
"""The directories: what may lie about, and what holds somebody's data."""
UNFINISHED = ".pyshetsia"


class Stopped(SlukhavkaError):
    """Somebody has stopped it; nothing is left of what was written."""


def write_month(
    month: Month,
    into: Path,
    *,
    now: Moment,
    on_progress: Callable[[int, int], None] = lambda _done, _of_all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """Write every report and the register in every form into `into`, and return the files.

    The database is bound and open, for reading at least; it is asked at the beginning alone, so that what is
    written agrees. `into` is made; its two directories stand there only when all is written. `stopped` is asked before
    every file. Raises Stopped, OSError.
    """
    found = all_sheets(month, now=now)
    sheets = [(STATISTICS, sheet.impersonal()) for sheet in found]
    sheets += [(PERSONAL, sheet) for sheet in found if sheet.is_personal]
    work = into / UNFINISHED
    shutil.rmtree(work, ignore_errors=True)
    try:
        files = _write(sheets, work, on_progress, stopped)
        for name in (STATISTICS, PERSONAL):
            shutil.rmtree(into / name, ignore_errors=True)
            (work / name).mkdir(parents=True, exist_ok=True)
            (work / name).rename(into / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(into / file for file in files)


def names_of(sheet: Sheet, form: Form) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one report in one form: name and bytes."""
    for part, written in form.render(sheet).items():
        name = f"{sheet.month.key}-{sheet.report.name}{f'-{part}' if part else ''}.{form.EXTENSION}"
        yield name, written


def _write(
    sheets: list[tuple[str, Sheet]],
    work: Path,
    on_progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> list[Path]:
    """Return the files, relative to the directory that they are moved into."""
    tasks = [(directory, sheet, form) for directory, sheet in sheets for form in forms().values()]
    files: list[Path] = []
    on_progress(0, len(tasks))
    for done, (directory, sheet, form) in enumerate(tasks, start=1):
        if stopped():
            raise Stopped("Складання звітів зупинено.")
        (work / directory).mkdir(parents=True, exist_ok=True)
        for name, written in names_of(sheet, form):
            (work / directory / name).write_bytes(written)
            files.append(Path(directory) / name)
        on_progress(done, len(tasks))
    return files
