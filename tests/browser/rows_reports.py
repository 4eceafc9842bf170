"""Reports of a full office: a closed month that was issued anew, and the files of it."""

from __future__ import annotations

from typing import Any

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.box.report_runs import ReportRun
from appliance.reports.closing import close_month
from appliance.reports.month import STATISTICS
from appliance.reports.period import Month
from appliance.reports.runs import archive_of


def fill_reports(rows: Any) -> None:
    """Close the month before this one, issue it anew, and lay its files down."""
    month, now = Month.of(rows.start.wall).previous, rows.start
    closed = close_month(month, by=rows.by, now=now)
    ClosedMonth.issue_anew(month.key, f"{closed.figures} ", rows.words.line(400), by=rows.by, now=now)
    run = ReportRun.ask(month.key, by=rows.by, now=now)
    ReportRun.end(run.id, now=now)
    archive = archive_of(rows.recordings.parent, run.id, STATISTICS)
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"PK")
    for route in ("one", "file", "ask_anew"):
        rows.ids[f"reports.{route}.month"] = month.key
    rows.ids |= {"reports.one.name": "dzvinky", "reports.file.name": "dzvinky", "reports.file.extension": "csv"}
    rows.ids["reports.statistics.run_id"] = run.id
