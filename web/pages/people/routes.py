"""People: the list, the card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.journal import AccessEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import ADDRESS_NAMES, AddressKind
from appliance.casework.people.consents import WAY_NAMES, Consent, ConsentText
from appliance.casework.people.people_details import CATEGORY_NAMES, KIND_NAMES
from appliance.casework.people.people_search import ASKED_MAX, Order, find
from appliance.casework.people.person import SUBJECT, NoSuchPerson, Person, PersonNumber
from appliance.casework.people.person_contacts import latest_calls
from appliance.casework.people.person_subject import shared_numbers
from appliance.casework.people.representation import Representation
from web.access import Action
from web.box import Box
from web.lists import number, pick, picked
from web.page import Page
from web.pages.people import bonds, editing, importing, own_data
from web.pages.people.forms import NumberForm, RepresentationForm
from web.who import me

ORDERS = {"name": Order.NAME, "newest": Order.NEWEST}
LATEST = 20


def page(box: Box) -> Page:
    """Return the routes of people."""
    page = Page("people", __name__, box, title="Люди", place=40)
    page.shows("/people", search, needs=Action.SEE_PEOPLE)
    page.shows("/people/new", editing.new, needs=Action.EDIT_PEOPLE)
    page.does("/people/new", editing.enter, needs=Action.EDIT_PEOPLE)
    page.shows("/people/<int:person_id>", card, needs=Action.SEE_PEOPLE)
    page.shows("/people/<int:person_id>/edit", editing.edit, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/edit", editing.save, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/numbers", add_number, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/numbers/<int:number_id>/remove", bonds.remove_number, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/represents", represent, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/represents/<int:bond_id>/end", bonds.end, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/consents", bonds.consent, needs=Action.EDIT_PEOPLE)
    page.does("/people/<int:person_id>/consents/<int:consent_id>/withdraw", bonds.withdraw, needs=Action.EDIT_PEOPLE)
    page.shows("/people/consent-texts", bonds.texts, needs=Action.SEE_PEOPLE)
    page.shows("/people/consent-texts/new", bonds.new_text, needs=Action.MANAGE_PEOPLE)
    page.does("/people/consent-texts/new", bonds.issue_text, needs=Action.MANAGE_PEOPLE)
    page.shows("/people/<int:person_id>/extract", own_data.extract, needs=Action.EXPORT_PERSON)
    page.shows("/people/<int:person_id>/extract.json", own_data.extract_json, needs=Action.EXPORT_PERSON)
    page.shows("/people/<int:person_id>/extract.zip", own_data.extract_zip, needs=Action.EXPORT_PERSON)
    page.shows("/people/<int:person_id>/erase", own_data.erasure, needs=Action.ERASE_PERSON)
    page.does("/people/<int:person_id>/erase", own_data.erase, needs=Action.ERASE_PERSON)
    page.shows("/people/import", importing.ask, needs=Action.MANAGE_PEOPLE)
    page.does("/people/import", importing.upload, needs=Action.MANAGE_PEOPLE)
    page.shows("/people/import/<int:upload_id>", importing.show, needs=Action.MANAGE_PEOPLE)
    page.does("/people/import/<int:upload_id>", importing.enter_file, needs=Action.MANAGE_PEOPLE)
    page.does("/people/import/<int:upload_id>/drop", importing.drop, needs=Action.MANAGE_PEOPLE)
    page.url_value_preprocessor(importing.let_file_in)
    return page


def search(box: Box) -> ResponseReturnValue:
    """List the people who fit what was asked; nobody is asked for at first, and everybody is shown."""
    asked = request.args.get("q", "")[:ASKED_MAX]
    settlement_id = number(request.args, "settlement")
    found = find(
        asked,
        area_code=box.settings.box.area_code,
        settlement_id=settlement_id,
        order=pick(request.args, "sort", ORDERS),
        after=number(request.args, "after") or 0,
    )
    kept: dict[str, Any] = {"q": asked, "settlement": settlement_id, "sort": picked(request.args, "sort", ORDERS)}
    return render_template(
        "people.html",
        found=found,
        asked=asked,
        kept=kept,
        following=url_for("people.search", **kept, after=found.following) if found.following else None,
        settlements=Settlement.standing(),
        categories=CATEGORY_NAMES,
    )


def card(box: Box, person_id: int) -> ResponseReturnValue:
    """Show all that is known of a person, and write down who looked."""
    return _card(box, person_id, NumberForm(), RepresentationForm(), note=AccessEntry.record)


def add_number(box: Box, person_id: int) -> ResponseReturnValue:
    """Add a number, if it is one."""
    form = NumberForm()
    added = form.validate() and bonds.add_number(box, person_id, form)
    return added or (_card(box, person_id, form, RepresentationForm()), 422)


def represent(box: Box, person_id: int) -> ResponseReturnValue:
    """Note who acts for whom; several who fit what was typed are a choice."""
    form = RepresentationForm()
    begun = form.validate() and bonds.represent(box, person_id, form)
    return begun or (_card(box, person_id, NumberForm(), form), 422)


def _card(
    box: Box,
    person_id: int,
    number_form: NumberForm,
    bond_form: RepresentationForm,
    note: Callable[..., None] = AccessEntry.record_once,
) -> str:
    try:
        view, person = Person.view(person_id), Person.get_by_id(person_id)
    except NoSuchPerson:
        abort(404)
    note(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=person_id, how="looked")
    numbers = PersonNumber.of(person_id)
    return render_template(
        "person.html",
        person=person,
        view=view,
        kind=KIND_NAMES[view.kind],
        category=CATEGORY_NAMES[view.category] if view.category else "",
        addresses=[(ADDRESS_NAMES[kind], person.address(kind)) for kind in AddressKind],
        numbers=numbers,
        others={shared.number: shared.others for shared in shared_numbers(person_id)},
        bonds=Representation.of(person_id),
        consents=Consent.of(person_id),
        consent_text=ConsentText.current(),
        ways=WAY_NAMES,
        number_form=number_form,
        bond_form=bond_form,
        **_history(person_id),
    )


def _history(person_id: int) -> dict[str, Any]:
    return {
        "calls": latest_calls(person_id, LATEST),
        "consultations": Consultation.of_person(person_id, LATEST),
        "appeals": Appeal.of_person(person_id, LATEST),
    }
