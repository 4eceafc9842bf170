"""The reports of a month as the stick takes them: the month is closed first, so that what is given away stays so."""

from __future__ import annotations

from pathlib import Path

from appliance.casework.box.closed_months import CannotClose, ClosedMonth
from appliance.casework.entrance.accounts import Actor
from appliance.clock import Moment
from appliance.reports.closing import close_month
from appliance.reports.month import STATISTICS, write_month
from appliance.reports.period import Month
from appliance.upkeep.stick.contents import Composed, Reports


def write_reports(month: Month, into: Path, now: Moment, composed: Composed) -> Reports:
    """Write every report. What is not named as figures is personal."""
    files = write_month(month, into, now=now, on_progress=composed)
    figures = tuple(file for file in files if file.parent == into / STATISTICS)
    return Reports(figures, tuple(file for file in files if file not in figures))


def close(month: Month, *, by: Actor, now: Moment) -> str:
    """Close a month that is still open; return why it stays open, "" when it is closed."""
    try:
        # The figures are counted before the write lock is taken: a call's commit waits for none of it.
        if ClosedMonth.latest(month.key) is None:
            close_month(month, by=by, now=now)
    except CannotClose as error:
        return "" if ClosedMonth.latest(month.key) else f"Місяць не закрито: {error}"
    return ""
