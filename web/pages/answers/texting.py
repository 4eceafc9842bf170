"""An answer as SMS to who calls: the clerk sees how long it is, words it anew, sends it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.answers import NotTexted, TextedEnough, send_answer, why_not_texted
from appliance.casework.contacts.call_card import known_call
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import NoSuchCall
from appliance.casework.journal import AccessEntry
from appliance.casework.knowledge.articles import Article, NoSuchArticle
from appliance.casework.texts.messages import BadText
from appliance.casework.texts.short_texts import PARTS_MAX, shortened
from appliance.sms_text import measure
from web.box import Box
from web.forms import written
from web.pages.answers.forms import TextingForm
from web.telling import tell
from web.who import me


def compose(box: Box, article_id: int) -> ResponseReturnValue:
    """Draw the SMS to be sent."""
    shown = _standing(article_id)
    return _drawn(box, shown, TextingForm(data={"text": shortened(shown.text)}))


def send(box: Box, article_id: int) -> ResponseReturnValue:
    """Queue it, or say beside the text why not; asked to count, only count."""
    shown, form, call = _standing(article_id), TextingForm(), _call()
    if "count" in request.form:
        return _drawn(box, shown, form)
    if form.validate():
        try:
            send_answer(call.uid, article_id, written(form.text), by=me().actor, now=box.now())
        except (NotTexted, TextedEnough, BadText) as error:
            form.refuse("text", error)
    if form.errors:
        return _drawn(box, shown, form), 422
    tell(box, "outbox")
    flash("SMS поставлено в чергу.")
    return redirect(url_for("calls.card", uid=call.uid), 303)


def _drawn(box: Box, shown: Article, form: TextingForm) -> str:
    call = _call()
    AccessEntry.record_once(by=me().actor, now=box.now(), subject="call", subject_id=call.uid, how="looked")
    return render_template(
        "answers_sms.html",
        article=shown,
        call=call,
        form=form,
        why_not=why_not_texted(call),
        size=measure(written(form.text)),
        most=PARTS_MAX,
    )


def _call() -> CallRecord:
    try:
        return known_call(request.args.get("call", ""))
    except NoSuchCall:
        abort(404)


def _standing(article_id: int) -> Article:
    try:
        return Article.standing(article_id)
    except NoSuchArticle:
        abort(404)
