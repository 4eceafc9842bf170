"""The directory of duty officers."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BadName
from appliance.casework.staff.duty_officers import AlreadyDutyOfficer, Contact, DutyOfficer, NoSuchDutyOfficer
from appliance.casework.staff.operators import BadReach
from appliance.numbers import grouped
from web.box import Box
from web.pages.roster.forms import OfficerForm
from web.pages.roster.watching import look_again
from web.who import me


def officers(_box: Box) -> ResponseReturnValue:
    """Draw the directory."""
    return _officers(OfficerForm())


def add_officer(box: Box) -> ResponseReturnValue:
    """Enter a person."""
    form = OfficerForm()
    contact = _contact(box, form)
    if contact is None:
        return _officers(form), 422
    try:
        DutyOfficer.add(contact, by=me().actor, now=box.now())
    except AlreadyDutyOfficer as error:
        form.refuse("name", error)
        return _officers(form), 422
    look_again(box)
    flash("Додано.")
    return redirect(url_for("roster.officers"), 303)


def officer(_box: Box, officer_id: int) -> ResponseReturnValue:
    """Draw the form of a person."""
    standing = _standing(officer_id)
    known = {"name": standing.name, "mobile": grouped(standing.mobile), "is_chief": standing.is_chief}
    form = OfficerForm(data={**known, "version": str(standing.version)})
    return render_template("duty_officer.html", form=form, officer_id=officer_id, meanwhile=None)


def change_officer(box: Box, officer_id: int) -> ResponseReturnValue:
    """Write a person anew, unless somebody was first."""
    _standing(officer_id)
    form, meanwhile, code = OfficerForm(), None, 422
    contact = _contact(box, form)
    if contact is not None:
        try:
            DutyOfficer.change(officer_id, form.version_seen, contact, by=me().actor, now=box.now())
            look_again(box)
            flash("Збережено.")
            return redirect(url_for("roster.officers"), 303)
        except AlreadyDutyOfficer as error:
            form.refuse("name", error)
        except ChangedMeanwhile as error:
            meanwhile, code = error, 409
            form.version.data = str(error.version)
    return render_template("duty_officer.html", form=form, officer_id=officer_id, meanwhile=meanwhile), code


def remove_officer(box: Box, officer_id: int) -> ResponseReturnValue:
    """Call a person no more."""
    _standing(officer_id)
    DutyOfficer.remove(officer_id, by=me().actor, now=box.now())
    look_again(box)
    flash("Вилучено. Перевірте, чи всі ночі мають чергового.")
    return redirect(url_for("roster.week"), 303)


def _officers(form: OfficerForm) -> str:
    return render_template("duty_officers.html", officers=DutyOfficer.standing(), form=form)


def _standing(officer_id: int) -> DutyOfficer:
    try:
        return DutyOfficer.member(officer_id)
    except NoSuchDutyOfficer:
        abort(404)


def _contact(box: Box, form: OfficerForm) -> Contact | None:
    """Return who was written; None when something is wrong, which then stands beside it."""
    if not form.validate():
        return None
    name, mobile = form.name.data or "", form.mobile.data or ""
    try:
        return Contact.read(name, mobile, box.settings.box.area_code, is_chief=bool(form.is_chief.data))
    except (BadName, BadReach) as error:
        form.refuse("name" if isinstance(error, BadName) else "mobile", error)
        return None
