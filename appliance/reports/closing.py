"""A month is issued: its figures are kept as they are now, by a person or by the export."""

from __future__ import annotations

from appliance.casework.box.closed_months import CannotClose, ClosedMonth
from appliance.casework.entrance.accounts import Actor
from appliance.clock import Moment
from appliance.reports.period import Month
from appliance.reports.sheets import figures_of
from appliance.reports.snapshot import write_figures


def close_month(month: Month, *, by: Actor, now: Moment) -> ClosedMonth:
    """Issue a month and return the issue. Raises CannotClose: it is not over, closed already, or the clock is wrong."""
    if not month.is_over(now.wall):
        raise CannotClose(f"Місяць ще триває: {month.title} закривають, коли він мине.")
    return ClosedMonth.close(month.key, write_figures(figures_of(month, now=now)), by=by, now=now)


def issue_anew(month: Month, reason: str, *, by: Actor, now: Moment) -> ClosedMonth:
    """Issue a closed month with the figures of now. Raises CannotClose."""
    return ClosedMonth.issue_anew(month.key, write_figures(figures_of(month, now=now)), reason, by=by, now=now)
