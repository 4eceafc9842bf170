"""What hangs on a person's card: numbers, who acts for whom, consents and their text."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from appliance.casework.people.consents import (
    BadConsentText,
    Consent,
    ConsentText,
    ConsentWay,
    NoSuchConsent,
)
from appliance.casework.people.people_numbers import BadTelephone
from appliance.casework.people.people_search import find
from appliance.casework.people.person import NoSuchPerson, PersonNumber, PersonView
from appliance.casework.people.representation import BadRepresentation, Representation
from web.box import Box
from web.lists import number
from web.pages.people.forms import ConsentForm, ConsentTextForm, NumberForm, RepresentationForm
from web.who import me

FEW = 10


def add_number(box: Box, person_id: int, form: NumberForm) -> Response | None:
    """Add a number; None when it is refused, which then stands beside the field."""
    written, note = form.number.data or "", form.note.data or ""
    try:
        PersonNumber.add(
            person_id, written, note=note, area_code=box.settings.box.area_code, by=me().actor, now=box.now()
        )
    except NoSuchPerson:
        abort(404)
    except BadTelephone as error:
        form.refuse("number", error)
        return None
    return _back(person_id, "Номер додано.")


def remove_number(box: Box, person_id: int, number_id: int) -> ResponseReturnValue:
    """Take a number from a person."""
    PersonNumber.remove(person_id, number_id, by=me().actor, now=box.now())
    return _back(person_id, "Номер вилучено.")


def represent(box: Box, person_id: int, form: RepresentationForm) -> Response | None:
    """Note who acts for whom; None when it is refused, which then stands beside the field."""
    other = _other(box, person_id, form)
    if other is None:
        return None
    both = (other.id, person_id) if form.role.data == "represented" else (person_id, other.id)
    try:
        Representation.begin(*both, form.basis.data or "", by=me().actor, now=box.now())
    except NoSuchPerson:
        abort(404)
    except BadRepresentation as error:
        form.refuse("basis", error)
        return None
    return _back(person_id, "Представництво записано.")


def end(box: Box, person_id: int, bond_id: int) -> ResponseReturnValue:
    """Note that it is over."""
    Representation.end(bond_id, by=me().actor, now=box.now())
    return _back(person_id, "Представництво завершено.")


def consent(box: Box, person_id: int) -> ResponseReturnValue:
    """Note that the person has consented to the edition that was on the page."""
    form = ConsentForm()
    version = number(request.form, "version")
    if not form.validate() or version is None:
        abort(400)
    try:
        Consent.give(person_id, version, ConsentWay(form.way.data), by=me().actor, now=box.now())
    except (NoSuchPerson, BadConsentText):
        abort(404)
    return _back(person_id, "Згоду записано.")


def withdraw(box: Box, person_id: int, consent_id: int) -> ResponseReturnValue:
    """Note that the person takes a consent back."""
    form = ConsentForm()
    if not form.validate():
        abort(400)
    try:
        Consent.withdraw(person_id, consent_id, ConsentWay(form.way.data), by=me().actor, now=box.now())
    except NoSuchConsent:
        abort(404)
    return _back(person_id, "Відкликання згоди записано.")


def texts(_box: Box) -> ResponseReturnValue:
    """Show all editions of the text."""
    return render_template("consent_texts.html", editions=ConsentText.editions())


def new_text(_box: Box) -> ResponseReturnValue:
    """Ask for a new edition, beginning with the one that stands."""
    return render_template("consent_text_new.html", form=ConsentTextForm(data={"text": ConsentText.current().text}))


def issue_text(box: Box) -> ResponseReturnValue:
    """Issue a new edition."""
    form = ConsentTextForm()
    if not form.validate():
        return render_template("consent_text_new.html", form=form), 422
    try:
        version = ConsentText.issue(form.text.data or "", by=me().actor, now=box.now())
    except BadConsentText as error:
        form.refuse("text", error)
        return render_template("consent_text_new.html", form=form), 422
    flash(f"Чинна редакція № {version}.")
    return redirect(url_for("people.texts"), 303)


def _other(box: Box, person_id: int, form: RepresentationForm) -> PersonView | None:
    asked = (form.other.data or "").strip()
    found = find(asked, area_code=box.settings.box.area_code, count=FEW).people if asked else ()
    others = [view for view in found if view.id != person_id]
    if len(others) == 1:
        return others[0]
    if others:
        names = "; ".join(f"{view.name} ({view.settlement})" if view.settlement else view.name for view in others)
        form.refuse("other", f"Підходять кілька людей: {names}. Напишіть ім'я повністю або номер.")
    else:
        form.refuse("other", "Такої людини немає. Спершу запишіть її: представник теж має свою картку.")
    return None


def _back(person_id: int, sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("people.card", person_id=person_id), 303)
