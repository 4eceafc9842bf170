"""A new person, and a person's form."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.call_card import CallPerson
from appliance.casework.contacts.consultations import NoSuchCall
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.journal import AccessEntry
from appliance.casework.people.people_details import BadPerson
from appliance.casework.people.people_numbers import BadTelephone
from appliance.casework.people.people_search import namesakes
from appliance.casework.people.person import SUBJECT, NoSuchPerson, Person, PersonView
from appliance.numbers import grouped, parse
from web.box import Box
from web.pages.people import words
from web.pages.people.forms import NewPersonForm, PersonForm
from web.who import me

UID_CHARS = 32


def new(box: Box) -> ResponseReturnValue:
    """Ask who it is; whoever is known on the number already is offered first."""
    told = parse(request.args.get("number", ""), box.settings.box.area_code)
    shown = grouped(told.e164) if told.e164 else told.raw
    call = request.args.get("call", "")
    return _new_page(NewPersonForm(data={"numbers": shown, "call": call if _is_uid(call) else ""}), box)


def enter(box: Box) -> ResponseReturnValue:
    """Enter a person, unless somebody of that name is known and nobody said that it is another."""
    form = NewPersonForm()
    if not form.validate():
        return _new_page(form, box), 422
    details = form.details
    alike = [] if form.anyway.data else namesakes(details)
    if alike:
        form.refuse("anyway", "Людина з таким ім'ям уже є. Перевірте, чи це не вона.")
        return _new_page(form, box, alike), 422
    try:
        person_id = Person.add(
            details, _numbers(form), area_code=box.settings.box.area_code, by=me().actor, now=box.now()
        )
    except BadPerson as error:
        form.refuse_all(error.refused)
        return _new_page(form, box), 422
    except BadTelephone as error:
        form.refuse("numbers", error)
        return _new_page(form, box), 422
    flash("Людину записано.")
    if _chosen_for_call(box, person_id, form.call.data or ""):
        return redirect(f"/calls/{form.call.data}", 303)
    return redirect(url_for("people.card", person_id=person_id), 303)


def edit(box: Box, person_id: int) -> ResponseReturnValue:
    """Draw a person's form."""
    person = _looked_at(box, person_id)
    form = PersonForm(chosen=person.details, data={"version": str(person.version)})
    return render_template("person_edit.html", form=form, person=person, meanwhile=None)


def save(box: Box, person_id: int) -> ResponseReturnValue:
    """Write the person anew, unless somebody was first."""
    person, form = _looked_at(box, person_id), PersonForm()
    if not form.validate():
        return render_template("person_edit.html", form=form, person=person, meanwhile=None), 422
    try:
        Person.change(person_id, form.seen_version, form.details, by=me().actor, now=box.now())
    except BadPerson as error:
        form.refuse_all(error.refused)
        return render_template("person_edit.html", form=form, person=person, meanwhile=None), 422
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        both = list(words.differing(form.details.cleaned(), meanwhile.theirs))
        return render_template("person_edit.html", form=form, person=person, meanwhile=meanwhile, both=both), 409
    flash("Збережено.")
    return redirect(url_for("people.card", person_id=person_id), 303)


def _chosen_for_call(box: Box, person_id: int, call_uid: str) -> bool:
    """Note that the new person is who called, when the form was opened from a call."""
    try:
        if _is_uid(call_uid):
            CallPerson.choose(call_uid, person_id, by=me().actor, now=box.now())
            return True
    except NoSuchCall:
        flash("Дзвінка, з якого відкрили форму, вже немає.")
    return False


def _new_page(form: NewPersonForm, box: Box, alike: Sequence[PersonView] = ()) -> str:
    numbers = [parse(written, box.settings.box.area_code).e164 for written in _numbers(form)]
    there = {view.id: view for number in numbers if number for view in Person.on_number(number)}
    return render_template("person_new.html", form=form, there=list(there.values()), alike=alike)


def _numbers(form: NewPersonForm) -> list[str]:
    return [line for line in (form.numbers.data or "").splitlines() if line.strip()]


def _is_uid(written: str) -> bool:
    return len(written) == UID_CHARS and written.isascii() and written.isalnum()


def _looked_at(box: Box, person_id: int) -> Person:
    """Return the person: the form holds as much as the card, whoever comes to it by another way."""
    try:
        person = Person.known(person_id)
    except NoSuchPerson:
        abort(404)
    AccessEntry.record_once(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=person_id, how="looked")
    return person
