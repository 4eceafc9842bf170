"""All reports of a month as two archives, written by a process of its own that the daemon begins."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.report_runs import BROKEN_OFF, OtherMonthIsWritten, ReportRun
from appliance.casework.journal import AccessEntry
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.reports.month import PERSONAL, STATISTICS
from appliance.reports.period import BadMonth, Month
from appliance.reports.runs import archive_of, break_off, is_at_work, remove
from web.box import Box
from web.forms import REFUSAL
from web.who import me

WRITE = "write_reports"
"""Told to the daemon: begin the process that writes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The last run of a month: `busy` while it waits or is written, `fault` why its files are not there, "" if none."""

    run: ReportRun | None
    busy: bool = False
    fault: str = ""


def standing(box: Box, month: Month) -> Standing:
    """Return how far the files of a month are. What has begun and is written by no process has broken off."""
    at_work = is_at_work(box.settings.box.state)
    run = ReportRun.latest(month.key)
    if run is None or run.ended_at is not None:
        return Standing(run, fault=run.fault if run else "")
    # It may have begun between the two looks.
    broken = run.begun_at is not None and not at_work and not is_at_work(box.settings.box.state)
    return Standing(run, busy=not broken, fault=BROKEN_OFF if broken else "")


def write(box: Box, month: str) -> ResponseReturnValue:
    """Ask for all files of a month; what was broken off begins anew."""
    try:
        asked = Month.read(month)
        break_off(box.settings.box.state, now=box.now())
        ReportRun.ask(asked.key, by=me().actor, now=box.now())
        ask(box.control, WRITE)
    except BadMonth:
        abort(404)
    except OSError as error:
        flash(f"Звіти не складаються: диск не приймає запису ({error.strerror}).", REFUSAL)
    except (OtherMonthIsWritten, AskRefused) as error:
        flash(str(error), REFUSAL)
    except BoxNotRunning as error:
        flash(f"{error} Звіти складуться, коли натиснути «Почати» після її запуску.", REFUSAL)
    return redirect(url_for("reports.index", month=month), 303)


def stop(box: Box, run_id: int) -> ResponseReturnValue:
    """Stop it; nothing half-written is left."""
    run = _run(run_id)
    ReportRun.stop(run_id, by=me().actor, now=box.now())
    return redirect(url_for("reports.index", month=run.month), 303)


def take_away(box: Box, run_id: int) -> ResponseReturnValue:
    """Remove the archives from the box."""
    run = _run(run_id)
    if run.ended_at is not None:
        remove(box.settings.box.state, run_id)
        flash("Файли прибрано.")
    return redirect(url_for("reports.index", month=run.month), 303)


def statistics(box: Box, run_id: int) -> Response:
    """Send the figures."""
    return _sent(box, _run(run_id), STATISTICS)


def personal(box: Box, run_id: int) -> Response:
    """Send the personal part; who took it is written down first."""
    run = _run(run_id)
    AccessEntry.record(by=me().actor, now=box.now(), subject="report", subject_id=run.month, how="exported")
    return _sent(box, run, PERSONAL)


def is_ready(box: Box, run: ReportRun | None) -> bool:
    """Tell whether the archives of a run lie there."""
    return run is not None and run.is_done and archive_of(box.settings.box.state, run.id, STATISTICS).exists()


def _sent(box: Box, run: ReportRun, part: str) -> Response:
    archive = archive_of(box.settings.box.state, run.id, part)
    if not run.is_done or not archive.exists():
        abort(404)
    return send_file(archive, "application/zip", as_attachment=True, download_name=f"{run.month}-{part}.zip")


def _run(run_id: int) -> ReportRun:
    run = ReportRun.get_or_none(ReportRun.id == run_id)
    if run is None:
        abort(404)
    return run
