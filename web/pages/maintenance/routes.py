"""Works on the box itself (технічні роботи)."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from appliance.casework.box.maintenance import BadMaintenance, Maintenance, NewMaintenance
from appliance.menu.published_notices import spoken_texts
from appliance.publishing.notices import notices_in
from web.access import Action
from web.box import Box
from web.forms import written
from web.hearing import check_words
from web.page import Group, Page
from web.pages.maintenance.forms import MaintenanceForm
from web.telling import tell
from web.who import me

SHOWN = 20
HOUR_S = 3600.0


def page(box: Box) -> Page:
    """Return the routes of the works."""
    page = Page("maintenance", __name__, box, title="Технічні роботи", place=16, group=Group.BOX)
    page.app_context_processor(lambda: {"maintenance_mark": partial(maintenance_mark, box)})
    page.shows("/maintenance", works, needs=Action.SEE_STATUS)
    page.does("/maintenance", begin, needs=Action.MAINTAIN)
    page.does("/maintenance/end", end, needs=Action.MAINTAIN)
    return page


def works(box: Box) -> ResponseReturnValue:
    """Draw what runs, the form that begins, and what was."""
    return _works(box, MaintenanceForm())


def begin(box: Box) -> ResponseReturnValue:
    """Begin works; callers hear of them as soon as the text is spoken."""
    form = MaintenanceForm()
    if form.validate() and _speakable(box, form):
        lasts_s = float(form.hours.data) * HOUR_S
        try:
            new = NewMaintenance(written(form.reason), lasts_s, written(form.spoken))
            Maintenance.begin(new, by=me().actor, now=box.now())
        except BadMaintenance as error:
            form.refuse(error.field, error)
    if form.errors:
        return _works(box, form), 422
    tell(box, "notices")
    flash("Роботи почато. SMS технікові про несправності мовчать, доки вони тривають.")
    return redirect(url_for("maintenance.works"), 303)


def end(box: Box) -> ResponseReturnValue:
    """End them now."""
    ended = Maintenance.end(by=me().actor, now=box.now())
    tell(box, "notices")
    flash("Роботи завершено." if ended else "Роботи вже завершилися.")
    return redirect(url_for("maintenance.works"), 303)


def maintenance_mark(box: Box) -> Markup:
    """Return a line that says on the pages of people at work what goes on; nothing while nothing does."""
    running = Maintenance.running(box.now())
    return Markup(render_template("maintenance_mark.html", running=running))  # noqa: S704 - a template


def _works(box: Box, form: MaintenanceForm) -> str:
    running = Maintenance.running(box.now())
    text = running.spoken if running else ""
    heard = bool(text) and text in spoken_texts(notices_in(box.settings))
    return render_template(
        "maintenance.html", running=running, text=text, heard=heard, form=form, past=Maintenance.latest(SHOWN)
    )


def _speakable(box: Box, form: MaintenanceForm) -> bool:
    for sentence in check_words(box, written(form.spoken)):
        form.refuse("spoken", sentence)
    return not form.errors
