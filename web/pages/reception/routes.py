"""Receptions in the console: entered by an editor, told to callers, booked by clerks."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.office.receptions import BadReception, NoSuchReception, Reception, ReceptionFields
from web.access import Action
from web.box import Box
from web.hearing import check_words
from web.page import Group, Page
from web.pages.reception import visits, words
from web.pages.reception.forms import ReceptionForm
from web.publishing import publish_soon
from web.week_form import shown_hours
from web.who import me

SPOKEN = ("office", "name", "district", "place")


def page(box: Box) -> Page:
    """Return the routes of receptions and visits."""
    page = Page("reception", __name__, box, title="Прийом громадян", place=55, group=Group.SAYS)
    edit, book = Action.EDIT_HOURS, Action.BOOK_RECEPTION
    page.shows("/reception", listing, needs=Action.SEE_CONTENT)
    page.shows("/reception/sheet", sheet, needs=Action.SEE_CONTENT)
    page.shows("/reception/new", new, needs=edit)
    page.does("/reception/new", add, needs=edit)
    page.shows("/reception/<int:reception_id>", one, needs=edit)
    page.does("/reception/<int:reception_id>", change, needs=edit)
    page.does("/reception/<int:reception_id>/off", switch_off, needs=edit)
    page.does("/reception/<int:reception_id>/on", switch_on, needs=edit)
    page.shows("/reception/<int:reception_id>/book", visits.booking, needs=book)
    page.does("/reception/<int:reception_id>/book", visits.book, needs=book)
    page.shows("/reception/visits", visits.day, needs=book)
    page.shows("/reception/visits/print", visits.print_day, needs=book)
    page.shows("/reception/visits/<int:booking_id>", visits.one_visit, needs=book)
    page.does("/reception/visits/<int:booking_id>/cancel", visits.cancel, needs=book)
    return page


def listing(_box: Box) -> ResponseReturnValue:
    """Draw who receives people."""
    return render_template("reception.html", receptions=Reception.everyone(), words=words)


def sheet(_box: Box) -> ResponseReturnValue:
    """Draw the sheet for the notice board."""
    return render_template("reception_sheet.html", receptions=Reception.standing(), words=words)


def new(_box: Box) -> ResponseReturnValue:
    """Ask for a reception."""
    return _form(ReceptionForm())


def add(box: Box) -> ResponseReturnValue:
    """Enter a reception."""
    form = ReceptionForm()
    fields = _written(box, form)
    if fields is None:
        return _form(form), 422
    Reception.add(fields, by=me().actor, now=box.now())
    return _saved(box)


def one(_box: Box, reception_id: int) -> ResponseReturnValue:
    """Draw the form of a reception."""
    form, known = ReceptionForm(), known_reception(reception_id)
    if not form.office.raw_data:
        form.show(known.fields, known.version)
    return _form(form, known)


def change(box: Box, reception_id: int) -> ResponseReturnValue:
    """Write a reception anew, unless somebody was first."""
    form, known = ReceptionForm(), known_reception(reception_id)
    fields = _written(box, form)
    if fields is None:
        return _form(form, known), 422
    try:
        Reception.change(reception_id, form.version_seen, fields, by=me().actor, now=box.now())
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _form(form, known, meanwhile), 409
    return _saved(box)


def switch_off(box: Box, reception_id: int) -> ResponseReturnValue:
    """Tell of it no more, and book nobody."""
    return _switch(box, reception_id, on=False)


def switch_on(box: Box, reception_id: int) -> ResponseReturnValue:
    """Offer it again."""
    return _switch(box, reception_id, on=True)


def known_reception(reception_id: int) -> Reception:
    """Return the reception; 404 where there is none."""
    try:
        return Reception.known(reception_id)
    except NoSuchReception:
        abort(404)


def _switch(box: Box, reception_id: int, *, on: bool) -> ResponseReturnValue:
    known_reception(reception_id)
    Reception.switch(reception_id, on=on, by=me().actor, now=box.now())
    return _saved(box)


def _saved(box: Box) -> ResponseReturnValue:
    publish_soon(box, "receptions")
    flash("Збережено. Телефон скаже це, щойно слова озвучено.")
    return redirect(url_for("reception.listing"), 303)


def _written(box: Box, form: ReceptionForm) -> ReceptionFields | None:
    """Return what was written; None when something is wrong, which then stands beside it."""
    if not form.validate():
        return None
    fields = form.fields()
    try:
        fields.columns()
    except BadReception as error:
        form.refuse("mon" if error.field == "week" else error.field, error)
    for name in SPOKEN:
        for fault in check_words(box, getattr(fields, name)):
            form.refuse(name, fault)
    return None if form.errors else fields


def _form(form: ReceptionForm, known: Reception | None = None, meanwhile: ChangedMeanwhile | None = None) -> str:
    differing = []
    if known and meanwhile:
        mine, theirs = form.fields(), known.fields
        differing = [
            (form[name].label.text, getattr(mine, name), getattr(theirs, name))
            for name in (*SPOKEN, "slot_min")
            if getattr(mine, name) != getattr(theirs, name)
        ]
        differing += [
            (day.label.text, shown_hours(day.hours) or "—", shown_hours(hours) or "—")
            for day, hours in zip(form.days, theirs.week, strict=True)
            if day.hours != hours
        ]
    return render_template(
        "reception_form.html", form=form, reception=known, meanwhile=meanwhile, differing=differing, words=words
    )
