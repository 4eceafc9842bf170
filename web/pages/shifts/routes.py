"""The checklist before a shift (S Annex 2, 1)."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile, NotThere
from appliance.casework.staff.shifts import BadPoint, CheckPoint, ShiftCheck, starter_points
from appliance.settings import STARTER
from web.access import Action
from web.box import Box
from web.lists import number
from web.page import Page
from web.pages.shifts.forms import PointForm
from web.pages.shifts.sheet import Sheet
from web.telling import tell
from web.who import me

SHOWN = 50
STARTER_POINTS = STARTER / "shift_checklist.toml"


def page(box: Box) -> Page:
    """Return the routes of the checklist."""
    page = Page("shifts", __name__, box)
    sheet = Sheet()
    page.shows("/shifts", signed, needs=Action.SEE_OPERATORS)
    page.shows("/shifts/<int:check_id>", one, needs=Action.SEE_OPERATORS)
    page.shows("/shifts/sign", sheet.sheet, needs=Action.OWN_PRESENCE)
    page.does("/shifts/sign", sheet.sign, needs=Action.OWN_PRESENCE)
    page.shows("/shifts/points", points, needs=Action.MANAGE_ROSTER)
    page.does("/shifts/points", add_point, needs=Action.MANAGE_ROSTER)
    page.does("/shifts/points/starter", take_starter, needs=Action.MANAGE_ROSTER)
    page.does("/shifts/points/<int:point_id>", change_point, needs=Action.MANAGE_ROSTER)
    page.does("/shifts/points/<int:point_id>/retire", retire_point, needs=Action.MANAGE_ROSTER)
    return page


def signed(box: Box) -> ResponseReturnValue:
    """Draw the signed lists, the newest first."""
    checks = ShiftCheck.latest(SHOWN, number(request.args, "before"))
    older = url_for("shifts.signed", before=checks[-1].id) if len(checks) == SHOWN else None
    today = me().may(Action.OWN_PRESENCE) and ShiftCheck.signed_today(me().account_id, box.now())
    return render_template("shifts.html", checks=checks, older=older, today=today)


def one(_box: Box, check_id: int) -> ResponseReturnValue:
    """Draw one signed list, to be read and printed."""
    try:
        check = ShiftCheck.numbered(check_id)
    except NotThere:
        abort(404)
    return render_template("shift_signed.html", check=check)


def points(_box: Box) -> ResponseReturnValue:
    """Draw the points, each to be changed."""
    return _points(PointForm())


def add_point(box: Box) -> ResponseReturnValue:
    """Put a point at the end."""
    form = PointForm()
    if not form.validate():
        return _points(form), 422
    try:
        CheckPoint.add(form.text.data or "", by=me().actor, now=box.now())
    except BadPoint as error:
        form.refuse("text", error)
        return _points(form), 422
    flash("Додано.")
    return redirect(url_for("shifts.points"), 303)


def take_starter(box: Box) -> ResponseReturnValue:
    """Begin with the points that come with the box."""
    CheckPoint.take_starter(starter_points(STARTER_POINTS), by=me().actor, now=box.now())
    flash("Взято зразковий перелік. Змініть його під себе.")
    return redirect(url_for("shifts.points"), 303)


def change_point(box: Box, point_id: int) -> ResponseReturnValue:
    """Write a point anew, unless somebody was first."""
    form = PointForm()
    if not form.validate():
        return _points(PointForm(formdata=None), point_id, form), 422
    try:
        CheckPoint.change(point_id, form.version_seen, form.text.data or "", by=me().actor, now=box.now())
    except BadPoint as error:
        form.refuse("text", error)
        return _points(PointForm(formdata=None), point_id, form), 422
    except NotThere:
        abort(404)
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _points(PointForm(formdata=None), point_id, form, meanwhile), 409
    tell(box, "alarms")
    flash("Збережено.")
    return redirect(url_for("shifts.points"), 303)


def retire_point(box: Box, point_id: int) -> ResponseReturnValue:
    """Ask a point no more."""
    try:
        CheckPoint.retire(point_id, by=me().actor, now=box.now())
    except NotThere:
        abort(404)
    tell(box, "alarms")
    flash("Вилучено. У підписаних переліках пункт залишився.")
    return redirect(url_for("shifts.points"), 303)


def _points(
    new: PointForm, edited: int = 0, edit: PointForm | None = None, meanwhile: ChangedMeanwhile | None = None
) -> str:
    """Draw the points; `edit` holds what was typed into the one with the id `edited`, and was not taken."""
    standing = CheckPoint.standing()
    forms = [
        (
            point,
            edit if edit and point.id == edited else PointForm(formdata=None, text=point.text, version=point.version),
        )
        for point in standing
    ]
    return render_template("shift_points.html", new=new, forms=forms, edited=edited, meanwhile=meanwhile)
