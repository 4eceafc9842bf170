"""The services: the list, and a card as it is read out to a caller."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.knowledge.service_card import LABELS
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.service_texts import marks_of, screen_of, sheet_of
from appliance.casework.knowledge.services import SUBJECT, Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.versions import TextVersion, differences
from web.access import Action
from web.box import Box
from web.lists import picked
from web.page import Group, Page
from web.pages.services import editing, sections, sending, tables, volume
from web.pages.services.forms import ConfirmForm, TextForm
from web.pages.services.reading import known, tellings, today
from web.publishing import publish_soon
from web.who import me

ONLY = {"": "усі", "overdue": "строк перевірки минув", "unconfirmed": "не звірено на місці", "off": "вимкнені"}


def page(box: Box) -> Page:
    """Return the routes of the services."""
    page = Page("services", __name__, box, title="Послуги", place=20, group=Group.SAYS)
    see, edit, work = Action.SEE_CONTENT, Action.EDIT_CONTENT, Action.WORK_CALLS
    page.shows("/services", listing, needs=see)
    page.does("/services/starter", starter, needs=edit)
    page.shows("/services/new", editing.new, needs=edit)
    page.does("/services/new", editing.add, needs=edit)
    page.shows("/services/<int:service_id>", card, needs=see)
    page.shows("/services/<int:service_id>/print", sheet, needs=see)
    page.does("/services/<int:service_id>/sms", sending.text, needs=work)
    page.does("/services/<int:service_id>/told", sending.told, needs=work)
    page.shows("/services/<int:service_id>/edit", editing.edit, needs=edit)
    page.does("/services/<int:service_id>/edit", editing.change, needs=edit)
    page.does("/services/<int:service_id>/confirm", editing.confirm, needs=edit)
    page.does("/services/<int:service_id>/restore", editing.restore, needs=edit)
    page.does("/services/<int:service_id>/off", editing.switch_off, needs=edit)
    page.does("/services/<int:service_id>/on", editing.switch_on, needs=edit)
    page.shows("/services/sections/<int:section_id>", sections.section, needs=edit)
    page.does("/services/sections/<int:section_id>", sections.rename, needs=edit)
    page.does("/services/sections", sections.add_section, needs=edit)
    page.shows("/services/told", volume.volume, needs=see)
    page.shows("/services/table.csv", tables.table, needs=see)
    page.shows("/services/import", tables.ask, needs=edit)
    page.does("/services/import", tables.upload, needs=edit)
    page.shows("/services/import/<int:upload_id>", tables.show, needs=edit)
    page.does("/services/import/<int:upload_id>", tables.enter_file, needs=edit)
    page.does("/services/import/<int:upload_id>/drop", tables.drop, needs=edit)
    page.url_value_preprocessor(tables.let_file_in)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw the services by section: those that hold the words sought, those that somebody must look at."""
    sought, only = request.args.get("q", "").strip()[:100], picked(request.args, "only", ONLY)
    found = Service.by_section(sought=sought, with_off=True)
    here = today(box)
    shown = {section: [each for each in services if _wanted(each, only, box)] for section, services in found.items()}
    return render_template(
        "services.html",
        sections=ServiceSection.all(),
        found={section: services for section, services in shown.items() if services},
        marks={each.id: marks_of(each.card, here) for services in shown.values() for each in services},
        none_yet=not found and not sought,
        sought=sought,
        only=only,
        filters=ONLY,
        call=sending.call_named(),
    )


def starter(box: Box) -> ResponseReturnValue:
    """Enter the starter services that are not there yet."""
    count = load_starter_services(box.now(), by=me().actor)
    if count:
        publish_soon(box, "services")
    flash(f"Додано послуг: {count}. Звірте кожну на місці." if count else "Усі початкові послуги вже є.")
    return redirect(url_for(".listing"), 303)


def card(box: Box, service_id: int) -> ResponseReturnValue:
    """Draw a card to be read out, and what else becomes of it."""
    return render_template("services_card.html", **_about(box, known(service_id)))


def sheet(_box: Box, service_id: int) -> ResponseReturnValue:
    """Draw a card to be printed for the notice board."""
    shown = known(service_id)
    return render_template("services_print.html", service=shown, told=sheet_of(shown.card))


def _wanted(service: Service, only: str, box: Box) -> bool:
    if (service.switched_off_at is not None) != (only == "off"):
        return False
    match only:
        case "overdue":
            return bool(service.review_by < today(box))
        case "unconfirmed":
            return bool(service.check_locally)
        case _:
            return True


def _about(box: Box, shown: Service) -> dict[str, Any]:
    wordings = TextVersion.history(SUBJECT, shown.id)
    changes = [
        (new, differences(old.document, new.document, LABELS) if old else ["Перша версія."])
        for new, old in zip(wordings, [*wordings[1:], None], strict=True)
    ]
    return {
        "service": shown,
        "told": screen_of(shown.card),
        "marks": marks_of(shown.card, today(box)),
        "tellings": tellings(box, shown.card),
        "confirm": ConfirmForm.proposing(shown.version, today(box)),
        "texting": TextForm(formdata=None),
        "changes": changes,
        "call": sending.call_named(),
    }
