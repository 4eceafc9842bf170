"""The card of a call: who, what was before, what to do now."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.appointments import Appointment, BadAppointment
from appliance.casework.contacts.call_card import HISTORY, WHOLE_HISTORY, CallPerson, call_card, known_call
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import NoSuchCall, most_used
from appliance.casework.contacts.most_asked import lately_used
from appliance.casework.journal import AccessEntry
from appliance.casework.knowledge.answer_search import find_answers
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.questions import Question
from appliance.casework.knowledge.topics import Category, Topic, flat
from appliance.casework.people.person import NoSuchPerson
from appliance.casework.staff.operators import NoSuchOperator
from appliance.errors import SlukhavkaError
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.guard import LIVE_HEADER
from web.lists import number
from web.pages.answers.forms import AskForm
from web.pages.calls import dialling
from web.pages.calls.forms import ConsultationForm, PromiseForm
from web.pages.notices.listing import told_to
from web.pages.now import words
from web.shown import KYIV
from web.telling import tell
from web.who import me

NO_NUMBER = "Номер приховано: передзвонити нікуди."


def card(box: Box, uid: str) -> ResponseReturnValue:
    """Draw the card; the journal of access says who opened it."""
    _found(uid)
    if LIVE_HEADER not in request.headers:
        AccessEntry.record(by=me().actor, now=box.now(), subject="call", subject_id=uid, how="looked")
    return drawn(box, uid)


def drawn(
    box: Box, uid: str, *, consultation: ConsultationForm | None = None, promise: PromiseForm | None = None
) -> str:
    """Draw the card, with a form as it was sent if it was refused. Whoever has not opened it yet, does so by that."""
    AccessEntry.record_once(by=me().actor, now=box.now(), subject="call", subject_id=uid, how="looked")
    whole = request.args.get("history") == "all"
    promised, consulted = promise or PromiseForm(), consultation or ConsultationForm()
    consulted.offer_services()
    if promise is None:
        promised.offer_operators()
    return render_template(
        "calls_card.html",
        card=call_card(uid, box.now(), history=WHOLE_HISTORY if whole else HISTORY),
        now=box.now().wall,
        whole=whole,
        told=told_to(box, _found(uid).number),
        topics=_topics() if me().may(Action.WORK_CALLS) else {},
        answers=_answers(box, uid) if me().may(Action.WORK_CALLS) else {},
        unanswered=Question.of_call(uid),
        consultation=consulted,
        promise=promised,
        words=words,
    )


def identify(box: Box, uid: str) -> ResponseReturnValue:
    """Note who called, or that it was none of them."""
    _found(uid)
    try:
        CallPerson.choose(uid, number(request.form, "person") or None, by=me().actor, now=box.now())
    except NoSuchPerson:
        abort(404)
    flash("Записано, хто телефонував.")
    return redirect(url_for(".card", uid=uid), 303)


def promise(box: Box, uid: str) -> ResponseReturnValue:
    """Promise the caller a call."""
    called, form = _found(uid), PromiseForm()
    form.offer_operators()
    if not called.number:
        form.refuse("", NO_NUMBER)
    elif form.validate():
        try:
            Appointment.make(
                called.number,
                form.due_at(),
                operator_id=form.operator_id,
                note=form.about.data or "",
                by=me().actor,
                now=box.now(),
            )
        except (BadAppointment, NoSuchOperator) as error:
            form.refuse("due" if isinstance(error, BadAppointment) else "operator", error)
    if form.errors:
        return drawn(box, uid, promise=form), 422
    tell(box, "callbacks")
    flash("Записано. Коли настане час, дзвінок стане першим у списку справ.")
    return redirect(url_for(".card", uid=uid), 303)


def dial(box: Box, uid: str) -> ResponseReturnValue:
    """Ring my telephone, then the caller's."""
    called = _found(uid)
    try:
        if called.number:
            flash(dialling.dial(box, called.number))
        else:
            flash(NO_NUMBER, REFUSAL)
    except SlukhavkaError as refusal:
        flash(f"Не набрано. {refusal}", REFUSAL)
    return redirect(url_for(".card", uid=uid), 303)


def _found(uid: str) -> CallRecord:
    try:
        return known_call(uid)
    except NoSuchCall:
        abort(404)


def _answers(box: Box, uid: str) -> dict[str, Any]:
    """Return what the search of answers on the card needs."""
    asked = request.args.get("q", "").strip()
    return {
        "search_at": f"{url_for('calls.card', uid=uid)}#consult",
        "asked": asked,
        "found": find_answers(asked, lately_used()) if asked else (),
        "call": uid,
        "question": None,
        "today": box.now().wall.astimezone(KYIV).date(),
        "ask_form": AskForm(formdata=None, data={"question": asked[:200]}),
    }


def _topics() -> dict[str, Any]:
    """Return what the clerk chooses from: buttons of the topics used most, all topics, and the answers of the first.

    A topic that was asked for stands first and open.
    """
    tree = Category.tree()
    known = flat(tree)
    asked: Topic | None = known.get(number(request.args, "topic") or 0)
    used = [topic for topic in most_used(tree) if topic != asked]
    shown = [*([asked] if asked else []), *used]
    return {"asked": asked, "shown": shown, "all": known, "articles": Article.by_topic([topic.id for topic in shown])}
