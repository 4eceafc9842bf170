"""Reports: which there are, one of them, its files."""

from __future__ import annotations

import io
import logging
import mimetypes
import zipfile
from collections.abc import Iterator

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.journal import AccessEntry
from appliance.reports.apart import NotDrawn, drawn_apart
from appliance.reports.kinds import NoSuchReport, reports
from appliance.reports.outputs import EXTENSIONS, NoSuchForm
from appliance.reports.outputs.html import body
from appliance.reports.period import BadMonth, Month
from appliance.reports.sheets import Sheet, sheet
from web.access import Action
from web.box import Box
from web.page import Page
from web.pages.reports import closing, writing
from web.who import me

MONTHS_BACK = 36
_log = logging.getLogger(__name__)


def page(box: Box) -> Page:
    """Return the routes of the reports."""
    page = Page("reports", __name__, box, title="Звіти", place=70)
    page.shows("/reports", index, needs=Action.SEE_REPORTS)
    page.shows("/reports/<month>/<name>", one, needs=Action.SEE_REPORTS)
    page.shows("/reports/<month>/<name>/<extension>", file, needs=Action.EXPORT_REPORTS)
    page.does("/reports/<month>/<name>/<extension>", personal_file, needs=Action.EXPORT_REPORTS)
    page.does("/reports/<month>/close", closing.close, needs=Action.CLOSE_MONTH)
    page.shows("/reports/<month>/anew", closing.ask_anew, needs=Action.CLOSE_MONTH)
    page.does("/reports/<month>/anew", closing.issue, needs=Action.CLOSE_MONTH)
    page.does("/reports/<month>/write", writing.write, needs=Action.EXPORT_REPORTS)
    page.does("/reports/runs/<int:run_id>/stop", writing.stop, needs=Action.EXPORT_REPORTS)
    page.does("/reports/runs/<int:run_id>/remove", writing.take_away, needs=Action.EXPORT_REPORTS)
    page.shows("/reports/runs/<int:run_id>/statystyka.zip", writing.statistics, needs=Action.EXPORT_REPORTS)
    page.does("/reports/runs/<int:run_id>/osobysti.zip", writing.personal, needs=Action.EXPORT_REPORTS)
    return page


def index(box: Box) -> ResponseReturnValue:
    """List the reports of a month, by itself the last that is over, and what has become of it."""
    this = Month.of(box.now().wall)
    month = _month(box, request.args.get("month", "") or this.previous.key)
    closed = ClosedMonth.latest(month.key)
    standing = writing.standing(box, month)
    return render_template(
        "reports.html",
        month=month,
        months=list(_back_from(this)),
        kinds=reports().values(),
        forms=EXTENSIONS,
        over=month.is_over(box.now().wall),
        closed=closed,
        issues=ClosedMonth.issues(month.key) if closed else [],
        run=standing.run,
        ready=writing.is_ready(box, standing.run),
        busy=standing.busy,
        fault=standing.fault,
    )


def one(box: Box, month: str, name: str) -> ResponseReturnValue:
    """Draw one report; telephones are masked, other personal data is not shown."""
    drawn = _sheet(box, month, name)
    return render_template(
        "reports_one.html",
        sheet=drawn,
        month=drawn.month,
        body=body(drawn.masked()),
        forms=EXTENSIONS,
        later=_later(box, drawn.month),
    )


def file(box: Box, month: str, name: str, extension: str) -> Response:
    """Send one report without personal data."""
    return _sent(_sheet(box, month, name).impersonal(), extension)


def personal_file(box: Box, month: str, name: str, extension: str) -> Response:
    """Send one report with all that it has; who took it is written down first."""
    drawn = _sheet(box, month, name)
    if drawn.is_personal:
        about = f"{drawn.month.key} {drawn.report.name}"
        AccessEntry.record(by=me().actor, now=box.now(), subject="report", subject_id=about, how="exported")
    return _sent(drawn, extension)


def _sent(drawn: Sheet, extension: str) -> Response:
    """Return the file; several are packed into one."""
    try:
        files = drawn_apart(drawn, extension)
    except NoSuchForm:
        abort(404)
    except NotDrawn as error:
        _log.exception("%s is not drawn as %s", drawn.report.name, extension)
        return Response(str(error), 503, mimetype="text/plain")
    name, written = next(iter(files.items()))
    kind = mimetypes.types_map.get(f".{extension}", "application/octet-stream")
    if len(files) > 1:
        name, written, kind = (
            f"{drawn.month.key}-{drawn.report.name}-{extension}.zip",
            _packed(files),
            "application/zip",
        )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, mimetype=kind, headers=headers)


def _packed(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, written in files.items():
            pack.writestr(name, written)
    return archive.getvalue()


def _sheet(box: Box, month: str, name: str) -> Sheet:
    try:
        return sheet(name, _month(box, month), now=box.now())
    except NoSuchReport:
        abort(404)


def _month(box: Box, text: str) -> Month:
    """Return a month that has begun."""
    try:
        month = Month.read(text)
    except BadMonth:
        abort(404)
    if month.start > box.now().wall:
        abort(404)
    return month


def _later(box: Box, month: Month) -> Month | None:
    """Return the next month if it has begun."""
    following = Month.of(month.end)
    return following if following.start <= box.now().wall else None


def _back_from(month: Month) -> Iterator[Month]:
    for _ in range(MONTHS_BACK):
        yield month
        month = month.previous
