"""A month is closed by a person, and issued anew with a reason."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.closed_months import CannotClose, ClosedMonth
from appliance.reports.closing import close_month, issue_anew
from appliance.reports.period import BadMonth, Month
from web.box import Box
from web.forms import REFUSAL
from web.pages.reports.forms import AnewForm
from web.who import me


def close(box: Box, month: str) -> ResponseReturnValue:
    """Close a month."""
    asked = _month(month)
    try:
        close_month(asked, by=me().actor, now=box.now())
    except CannotClose as error:
        flash(str(error), REFUSAL)
    else:
        flash(f"Місяць закрито: {asked.title}. Його цифри вже не зміняться непомітно.")
    return redirect(url_for("reports.index", month=asked.key), 303)


def ask_anew(_box: Box, month: str) -> ResponseReturnValue:
    """Ask why a closed month is to be issued with other figures."""
    return _anew_page(_month(month), AnewForm())


def issue(box: Box, month: str) -> ResponseReturnValue:
    """Issue it anew."""
    asked, form = _month(month), AnewForm()
    if not form.validate():
        return _anew_page(asked, form), 422
    try:
        issue_anew(asked, form.reason.data or "", by=me().actor, now=box.now())
    except CannotClose as error:
        form.refuse("reason", error)
        return _anew_page(asked, form), 422
    flash(f"Звіт за {asked.title} видано знову.")
    return redirect(url_for("reports.index", month=asked.key), 303)


def _anew_page(month: Month, form: AnewForm) -> str:
    closed = ClosedMonth.latest(month.key)
    if closed is None:
        abort(404)
    return render_template("reports_anew.html", month=month, form=form, closed=closed)


def _month(text: str) -> Month:
    try:
        return Month.read(text)
    except BadMonth:
        abort(404)
