"""Incidents: what was out of order, for how long, what was done."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.incidents import KIND_NAMES, BadNote, Incident
from appliance.casework.edits import NotThere
from web.access import Action
from web.box import Box
from web.forms import written
from web.lists import number
from web.page import Group, Page
from web.pages.incidents.forms import NoteForm
from web.pages.incidents.months import months
from web.who import me

SHOWN = 50


def page(box: Box) -> Page:
    """Return the routes of the incidents."""
    page = Page("incidents", __name__, box, title="Події", place=14, group=Group.BOX)
    page.shows("/incidents", listing, needs=Action.SEE_STATUS)
    page.shows("/incidents/<int:incident_id>", one, needs=Action.SEE_STATUS)
    page.does("/incidents/<int:incident_id>", note, needs=Action.SEE_STATUS)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw the newest incidents and the sums of the months."""
    before, now = number(request.args, "before"), box.now()
    rows = Incident.latest(SHOWN, before)
    older = url_for("incidents.listing", before=rows[-1].id) if len(rows) == SHOWN else None
    sums = list(months(now.wall)) if before is None else []
    return render_template("incidents.html", rows=rows, older=older, sums=sums, kinds=KIND_NAMES, now=now)


def one(box: Box, incident_id: int) -> ResponseReturnValue:
    """Draw an incident and its notes."""
    return _one(box, incident_id, NoteForm())


def note(box: Box, incident_id: int) -> ResponseReturnValue:
    """Keep what was done."""
    form = NoteForm()
    if form.validate():
        try:
            _known(incident_id).note(written(form.text), by=me().actor, now=box.now())
        except BadNote as error:
            form.refuse("text", error)
    if form.errors:
        return _one(box, incident_id, form), 422
    flash("Записано.")
    return redirect(url_for("incidents.one", incident_id=incident_id), 303)


def _one(box: Box, incident_id: int, form: NoteForm) -> str:
    incident = _known(incident_id)
    return render_template("incident.html", incident=incident, form=form, kinds=KIND_NAMES, now=box.now())


def _known(incident_id: int) -> Incident:
    try:
        return Incident.numbered(incident_id)
    except NotThere:
        abort(404)
