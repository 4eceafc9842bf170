"""The to-do list: what waits, what is done, and the presses that bring the one to the other."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.contacts.done import lately_done
from appliance.casework.contacts.returns import HandledMessage, MessageNote, NoSuchMessage, Returned, Seen
from appliance.casework.contacts.todo import todo
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.questions import Question
from appliance.errors import SlukhavkaError
from appliance.numbers import parse
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.lists import number as number_of
from web.page import Page
from web.pages.calls import dialling
from web.pages.now import words as call_words
from web.pages.todo import words
from web.pages.todo.forms import NoteForm
from web.telling import tell
from web.who import me

QUESTIONS = 5
"""So many of the questions without an answer stand in the list, the most asked; the rest on their page."""
_SEEN = re.compile(r"(\+[0-9]{7,15})?\|([0-9]{1,15})\|((?:[0-9]{1,15}(?:,[0-9]{1,15}){0,99})?)")


def page(box: Box) -> Page:
    """Return the routes of the to-do list."""
    page = Page("todo", __name__, box, title="Справи", place=15)
    page.shows("/todo", listing, needs=Action.SEE_CALLS)
    page.shows("/todo/done", done, needs=Action.SEE_CALLS)
    page.does("/todo/returned", returned, needs=Action.WORK_CALLS)
    page.does("/todo/dial", dial, needs=Action.DIAL)
    page.does("/todo/messages/<int:number>/handled", handled, needs=Action.WORK_CALLS)
    page.does("/todo/messages/<int:number>/reopened", reopened, needs=Action.WORK_CALLS)
    page.shows("/todo/messages/<int:number>/note", note, needs=Action.WORK_CALLS)
    page.does("/todo/messages/<int:number>/note/write", write_note, needs=Action.WORK_CALLS)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw a page of what waits."""
    shown = max(number_of(request.args, "page") or 1, 1)
    waiting = todo(box.now(), page=shown)
    asked, count = (Question.open(QUESTIONS), Question.count_open()) if shown == 1 else ((), 0)
    return render_template(
        "todo.html",
        waiting=waiting,
        shown=shown,
        questions=asked,
        questions_count=count,
        words=words,
        call_words=call_words,
    )


def done(_box: Box) -> ResponseReturnValue:
    """Draw what was done of late, by whom and when."""
    return render_template("todo_done.html", deeds=lately_done())


def returned(box: Box) -> ResponseReturnValue:
    """Note that the entries pressed, one or all of a page, are returned."""
    all_seen = [_seen(box, each) for each in request.form.getlist("seen")]
    try:
        Returned.mark_all(all_seen, by=me().actor, now=box.now())
    except NoSuchMessage:
        abort(404)
    tell(box, "callbacks")
    flash("Позначено." if len(all_seen) == 1 else f"Позначено: {len(all_seen)}.")
    return redirect(url_for(".listing"), 303)


def dial(box: Box) -> ResponseReturnValue:
    """Ring my telephone, then that of the entry."""
    called = parse(box.seal.open(request.form.get("number", "")) or "", box.settings.box.area_code)
    if called.e164 is None:
        abort(400)
    try:
        flash(dialling.dial(box, called.e164))
    except SlukhavkaError as refusal:
        flash(f"Не набрано. {refusal}", REFUSAL)
    return redirect(url_for(".listing"), 303)


def handled(box: Box, number: int) -> ResponseReturnValue:
    """Note that a voice message is dealt with."""
    _message(number)
    HandledMessage.mark(number, by=me().actor, now=box.now())
    tell(box, "callbacks")
    flash(f"Повідомлення № {number} опрацьовано.")
    return redirect(url_for(".listing"), 303)


def reopened(box: Box, number: int) -> ResponseReturnValue:
    """Put a voice message back into the list."""
    _message(number)
    HandledMessage.reopen(number, by=me().actor, now=box.now())
    tell(box, "callbacks")
    flash(f"Повідомлення № {number} знову в списку.")
    return redirect(url_for(".listing"), 303)


def note(_box: Box, number: int) -> ResponseReturnValue:
    """Draw a voice message with the note beside it."""
    message, known = _message(number), MessageNote.beside([number]).get(number)
    form = NoteForm(data={"text": known.text, "version": str(known.version)} if known else {})
    return render_template("todo_note.html", message=message, form=form, meanwhile=None)


def write_note(box: Box, number: int) -> ResponseReturnValue:
    """Write the note, unless somebody was first."""
    message, form = _message(number), NoteForm()
    if not form.validate():
        return render_template("todo_note.html", message=message, form=form, meanwhile=None), 422
    version = number_of({"version": form.version.data or ""}, "version") or 0
    try:
        MessageNote.put(number, version, form.text.data or "", by=me().actor, now=box.now())
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return render_template("todo_note.html", message=message, form=form, meanwhile=meanwhile), 409
    flash("Збережено.")
    return redirect(url_for(".listing"), 303)


def _message(number: int) -> VoiceMessage:
    found = VoiceMessage.numbered(number)
    if found is None:
        abort(404)
    return found


def _seen(box: Box, field: str) -> Seen:
    """Read what `words.written` wrote and the page sealed: the source of a masking list shows no number either."""
    parts = _SEEN.fullmatch(box.seal.open(field) or "")
    if not parts:
        abort(400)
    messages = tuple(int(each) for each in parts[3].split(",") if each)
    return Seen(parts[1], int(parts[2]), messages)
