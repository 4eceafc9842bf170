"""A card is written, confirmed, restored, switched; what callers hear follows at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.service_card import LABELS, BadService, ServiceCard
from appliance.casework.knowledge.service_codes import code_for
from appliance.casework.knowledge.services import NoSuchService, Service
from web.box import Box
from web.forms import REFUSAL, written
from web.lists import number
from web.pages.services.forms import CardForm, ConfirmForm, values_of
from web.pages.services.reading import Tellings, known, tellings, today, unspeakable
from web.publishing import publish_soon
from web.who import me

NEW = "new"
"""The code of a card that has none yet, as long as it is only looked at."""


def new(box: Box) -> ResponseReturnValue:
    """Draw the form of a new service."""
    form = CardForm(data={"section": request.args.get("section", "")})
    return _drawn(box, form)


def add(box: Box) -> ResponseReturnValue:
    """Enter a service, or only show what will be heard of it."""
    form = CardForm()
    written_card = _read(box, form, NEW)
    if written_card is None or "look" in request.form:
        return _drawn(box, form, heard=written_card), 422 if form.errors else 200
    taken = {service.code for service in Service.select(Service.code)}
    try:
        service_id = Service.add(form.card(code_for(written(form.title), taken)), by=me().actor, now=box.now())
    except BadService as error:
        form.refuse(error.field if error.field in form else "", error)
        return _drawn(box, form), 422
    return _saved(box, service_id, "Послугу додано.")


def edit(box: Box, service_id: int) -> ResponseReturnValue:
    """Draw the form of a card."""
    shown = known(service_id)
    form = CardForm(data={**values_of(shown.card), "version": str(shown.version)})
    return _drawn(box, form, shown, heard=shown.card)


def change(box: Box, service_id: int) -> ResponseReturnValue:
    """Write a card anew, unless somebody was first; or only show what will be heard of it."""
    shown, form = known(service_id), CardForm()
    written_card = _read(box, form, shown.code)
    if written_card is None or "look" in request.form:
        return _drawn(box, form, shown, heard=written_card), 422 if form.errors else 200
    try:
        Service.change(service_id, form.version_seen, written_card, by=me().actor, now=box.now())
    except BadService as error:
        form.refuse(error.field if error.field in form else "", error)
        return _drawn(box, form, shown), 422
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _drawn(box, form, shown, heard=written_card, meanwhile=meanwhile), 409
    return _saved(box, service_id, "Збережено. Нове почують за хвилину-дві.")


def confirm(box: Box, service_id: int) -> ResponseReturnValue:
    """Note that a card holds here."""
    known(service_id)
    form = ConfirmForm()
    if not form.validate() or form.review_by.data is None:
        return _not_done(service_id, "; ".join(str(each) for each in form.review_by.errors))
    try:
        Service.confirm(service_id, form.version_seen, form.review_by.data, by=me().actor, now=box.now())
    except (BadService, ChangedMeanwhile) as error:
        return _not_done(service_id, str(error))
    return _saved(box, service_id, "Підтверджено.")


def restore(box: Box, service_id: int) -> ResponseReturnValue:
    """Let the card say again what it said before."""
    known(service_id)
    version, wording = number(request.form, "version") or 0, number(request.form, "number") or 0
    try:
        Service.restore(service_id, version, wording, by=me().actor, now=box.now())
    except (BadService, NoSuchService, ChangedMeanwhile) as error:
        return _not_done(service_id, str(error))
    return _saved(box, service_id, f"Повернуто версію № {wording}.")


def switch_off(box: Box, service_id: int) -> ResponseReturnValue:
    """Tell of a service no more."""
    known(service_id)
    Service.switch(service_id, on=False, by=me().actor, now=box.now())
    return _saved(box, service_id, "Послугу вимкнено: її більше не розповідають.")


def switch_on(box: Box, service_id: int) -> ResponseReturnValue:
    """Tell of a service again."""
    known(service_id)
    Service.switch(service_id, on=True, by=me().actor, now=box.now())
    return _saved(box, service_id, "Послугу увімкнено.")


def _read(box: Box, form: CardForm, code: str) -> ServiceCard | None:
    """Return the card that was written; None when something of it is refused beside its field."""
    form.offer_sections()
    if not form.validate():
        return None
    try:
        card = form.card(code)
    except BadService as error:
        form.refuse(error.field if error.field in form else "", error)
        return None
    for field, sentence in unspeakable(box, card):
        form.refuse(field, sentence)
    return None if form.errors else card


def _drawn(
    box: Box,
    form: CardForm,
    shown: Service | None = None,
    *,
    heard: ServiceCard | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> str:
    form.offer_sections()
    told: Tellings | None = tellings(box, heard) if heard else None
    return render_template(
        "services_edit.html",
        form=form,
        service=shown,
        tellings=told,
        meanwhile=meanwhile,
        labels=LABELS,
        today=today(box),
    )


def _saved(box: Box, service_id: int, sentence: str) -> ResponseReturnValue:
    publish_soon(box, "services")
    flash(sentence)
    return redirect(url_for("services.card", service_id=service_id), 303)


def _not_done(service_id: int, why: str) -> ResponseReturnValue:
    flash(f"Не зроблено. {why}", REFUSAL)
    return redirect(url_for("services.card", service_id=service_id), 303)
