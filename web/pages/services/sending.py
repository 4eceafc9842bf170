"""A card goes to a caller: by SMS, or by word of mouth."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.answers import NotTexted, TextedEnough
from appliance.casework.contacts.call_card import known_call
from appliance.casework.contacts.consultations import NoSuchCall
from appliance.casework.contacts.service_sms import text_service, text_service_in_call
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.numbers import parse
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.pages.services.forms import TextForm
from web.pages.services.reading import known
from web.telling import tell
from web.who import me


def call_named() -> str:
    """Return the call in which the card is read; "" for none, and for whoever may not work on calls."""
    uid = request.args.get("call", "")
    if not uid or not me().may(Action.WORK_CALLS):
        return ""
    try:
        return str(known_call(uid).uid)
    except NoSuchCall:
        abort(404)


def text(box: Box, service_id: int) -> ResponseReturnValue:
    """Queue the card as SMS: to who calls, else to the number typed."""
    known(service_id)
    call, form = call_named(), TextForm()
    try:
        if call:
            text_service_in_call(service_id, call, by=me().actor, now=box.now())
        else:
            number = parse(written(form.number), box.settings.box.area_code)
            text_service(service_id, number, by=me().actor, now=box.now())
    except (NotTexted, TextedEnough) as refusal:
        flash(f"Не надіслано. {refusal}", REFUSAL)
    else:
        tell(box, "outbox")
        flash("SMS поставлено в чергу.")
    return _card(service_id, call)


def told(box: Box, service_id: int) -> ResponseReturnValue:
    """Count that I have told it."""
    known(service_id)
    call = call_named()
    ServiceTold.by_operator(service_id, call or None, by=me().actor, now=box.now())
    flash("Записано: послугу розказано.")
    return redirect(url_for("calls.card", uid=call), 303) if call else _card(service_id, "")


def _card(service_id: int, call: str) -> ResponseReturnValue:
    return redirect(url_for("services.card", service_id=service_id, call=call or None), 303)
