"""Consultations of a call: noted by two presses, put right, taken back."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.call_card import person_of
from appliance.casework.contacts.consultations import BadConsultation, Consultation, NoSuchCall, NoSuchConsultation
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.articles import SUBJECT, NoSuchArticle
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.services import NoSuchService, Service
from appliance.casework.knowledge.topics import NoSuchTopic
from appliance.casework.versions import TextVersion
from web.box import Box
from web.lists import number as number_of
from web.pages.calls import card
from web.pages.calls.forms import AmendForm, ConsultationForm
from web.who import me

_CHOICE = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?")
NO_TOPIC = "Виберіть тему."


def consult(box: Box, uid: str) -> ResponseReturnValue:
    """Note a consultation: the pressed button names the topic, and the answer that was read out."""
    form = ConsultationForm()
    chosen = _CHOICE.fullmatch(request.form.get("choice", ""))
    if not chosen:
        form.refuse("", NO_TOPIC)
    elif form.validate():
        _enter(box, uid, form, int(chosen[1]), int(chosen[2]) if chosen[2] else None)
    if form.errors:
        return card.drawn(box, uid, consultation=form), 422
    flash("Консультацію записано.")
    return redirect(url_for(".card", uid=uid), 303)


def consultation(_box: Box, uid: str, number: int) -> ResponseReturnValue:
    """Draw a consultation to put it right."""
    noted = _of_call(uid, number)
    known = {"confirmed": noted.confirmed_at is not None, "note": noted.note, "version": str(noted.version)}
    return _drawn(noted, AmendForm(data=known))


def amend(box: Box, uid: str, number: int) -> ResponseReturnValue:
    """Write mark and note anew, unless somebody was first."""
    noted, form = _of_call(uid, number), AmendForm()
    if not form.validate():
        return _drawn(noted, form), 422
    version = number_of({"version": form.version.data or ""}, "version") or 0
    try:
        Consultation.amend(
            number,
            version,
            confirmed=bool(form.confirmed.data),
            note=form.note.data or "",
            by=me().actor,
            now=box.now(),
        )
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _drawn(noted, form, meanwhile), 409
    flash("Збережено.")
    return redirect(url_for(".card", uid=uid), 303)


def withdraw(box: Box, uid: str, number: int) -> ResponseReturnValue:
    """Note that a consultation was entered by mistake."""
    _of_call(uid, number)
    Consultation.withdraw(number, by=me().actor, now=box.now())
    flash("Консультацію скасовано як помилкову.")
    return redirect(url_for(".card", uid=uid), 303)


def _drawn(noted: Consultation, form: AmendForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    """Draw it, with the answer as it was worded then."""
    number = noted.article_version
    wording = TextVersion.known(SUBJECT, noted.article_id, number) if noted.article_id and number else None
    return render_template("calls_consultation.html", noted=noted, form=form, meanwhile=meanwhile, wording=wording)


def _enter(box: Box, uid: str, form: ConsultationForm, category: int, article: int | None) -> None:
    """Enter it, or put the refusal into the form."""
    try:
        if form.service_id:
            Service.known(form.service_id)
        Consultation.enter(
            uid,
            category,
            uid=_uid(form),
            article_id=article,
            person_id=person_of(uid),
            confirmed=bool(form.confirmed.data),
            note=form.note.data or "",
            by=me().actor,
            now=box.now(),
        )
        if form.service_id:
            ServiceTold.by_operator(form.service_id, uid, by=me().actor, now=box.now())
    except NoSuchCall:
        abort(404)
    except BadConsultation as error:
        form.refuse("note", error)
    except NoSuchService as error:
        form.refuse("service", error)
    except (NoSuchTopic, NoSuchArticle) as error:
        form.refuse("", error)


def _uid(form: ConsultationForm) -> str:
    uid = str(form.uid.data)
    if not re.fullmatch(r"[0-9a-f]{32}", uid):
        abort(400)
    return uid


def _of_call(uid: str, number: int) -> Consultation:
    try:
        noted = Consultation.standing(number)
    except NoSuchConsultation:
        abort(404)
    if noted.call_uid != uid:
        abort(404)
    return noted
