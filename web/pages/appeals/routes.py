"""The list of cards, a new card, a card that is filled in, its print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.appeals.appeal import AnonymousRefused, Appeal, NoSuchAppeal, NotADraft
from appliance.casework.appeals.appeal_check import UNREAD, Incomplete, WordingNotAgreed, check, finish, notices
from appliance.casework.appeals.appeal_editors import AppealEditor
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_marks import Marks, begin_card, save_card
from appliance.casework.appeals.appeal_sources import NotYet
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.people.person import Person
from web.access import Action
from web.box import Box
from web.guard import LIVE_HEADER
from web.page import Page
from web.pages.appeals import endings, listing, words
from web.pages.appeals.beginnings import Beginning
from web.pages.appeals.forms import BODIES, CardForm, NewCardForm, as_typed, local_now
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of appeals."""
    page = Page("appeals", __name__, box, title="Звернення", place=50)
    page.shows("/appeals", listing.appeals, needs=Action.SEE_APPEALS)
    page.shows("/appeals/new", new, needs=Action.EDIT_APPEALS)
    page.does("/appeals/new", create, needs=Action.EDIT_APPEALS)
    page.shows("/appeals/refuse", endings.refusal_of_call, needs=Action.EDIT_APPEALS)
    page.does("/appeals/refuse", endings.refuse_call, needs=Action.EDIT_APPEALS)
    page.shows("/appeals/<int:appeal_id>", card, needs=Action.SEE_APPEALS)
    page.does("/appeals/<int:appeal_id>", save, needs=Action.EDIT_APPEALS)
    page.shows("/appeals/<int:appeal_id>/print", printed, needs=Action.SEE_APPEALS)
    page.shows("/appeals/<int:appeal_id>/discard", endings.discarding, needs=Action.EDIT_APPEALS)
    page.does("/appeals/<int:appeal_id>/discard", endings.discard, needs=Action.EDIT_APPEALS)
    page.shows("/appeals/<int:appeal_id>/refuse", endings.refusal, needs=Action.EDIT_APPEALS)
    page.does("/appeals/<int:appeal_id>/refuse", endings.refuse, needs=Action.EDIT_APPEALS)
    return page


def new(box: Box) -> ResponseReturnValue:
    """Ask for a new card, with all that is known from the call, the message or the person it is made of."""
    begun = Beginning.read(request.args)
    begun.note_looks(by=me().actor, now=box.now())
    form = NewCardForm(data={**as_typed(begun.fields), **begun.hidden, "came_at": local_now(box.now())})
    return _new_page(form, begun)


def create(box: Box) -> ResponseReturnValue:
    """Keep a new card, and finish it if that was asked."""
    begun = Beginning.read(request.form)
    form = NewCardForm()
    if begun.found:
        form.need_no_arrival()
    form.offer(None, begun.people)
    if not form.validate():
        return _new_page(form, begun), 422
    try:
        appeal_id = begin_card(
            begun.source(form, now=box.now()),
            form.written(box.settings.box.area_code),
            form.marks(),
            by=me().actor,
            now=box.now(),
            together_with=begun.together_with,
        )
    except (AnonymousRefused, NotYet) as refused:
        form.refuse("authorship" if isinstance(refused, AnonymousRefused) else "came_at", refused)
        return _new_page(form, begun), 422
    return _saved(box, form, appeal_id)


def card(box: Box, appeal_id: int) -> ResponseReturnValue:
    """Show a card: as a form to whom may write on it, else to read."""
    appeal = _known(appeal_id)
    _note_look(box, appeal_id, "looked")
    if not _may_write(appeal):
        return _read_page(appeal)
    AppealEditor.enter(appeal_id, me().account_id, now=box.now())
    marks = Marks.of(appeal_id)
    consent = marks.consent.kind if marks.consent else ""
    form = CardForm(data={**as_typed(appeal.fields), "version": appeal.version, "consent": consent})
    if "lacking" in request.args:
        _point_out(form, appeal)
    return _card_page(box, form, appeal)


def save(box: Box, appeal_id: int) -> ResponseReturnValue:
    """Keep what was typed, if nobody was first; finish the card if that was asked."""
    appeal = _known(appeal_id)
    AccessEntry.record_once(by=me().actor, now=box.now(), subject="appeal", subject_id=appeal_id, how="looked")
    form = CardForm().offer(appeal, _people(appeal))
    if not form.validate():
        return _card_page(box, form, appeal), 422
    mine = form.written(box.settings.box.area_code)
    try:
        save_card(appeal_id, form.version.data or 0, mine, form.marks(), by=me().actor, now=box.now())
    except AnonymousRefused as refused:
        form.refuse("authorship", refused)
        return _card_page(box, form, appeal), 422
    except ChangedMeanwhile as told:
        form.has_seen(told.version)
        form.wording_agreed.data = False
        return _card_page(box, form, appeal, told, words.differing(mine, told.theirs, _choices(form))), 409
    except NotADraft as closed:
        form.refuse("", closed)
        return _card_page(box, form, appeal), 409
    return _saved(box, form, appeal_id)


def printed(box: Box, appeal_id: int) -> ResponseReturnValue:
    """Show the card as one sheet of paper."""
    appeal = _known(appeal_id)
    _note_look(box, appeal_id, "printed")
    return render_template("appeals_print.html", **_facts(appeal), now=box.now(), community=listing.community_name())


def _saved(box: Box, form: CardForm, appeal_id: int) -> ResponseReturnValue:
    """Go on after a card was kept: one that cannot be finished yet is kept all the same, and says what it lacks."""
    if not form.finishing:
        flash(f"Збережено: чернетка № {appeal_id}.")
        return redirect(url_for("appeals.card", appeal_id=appeal_id), 303)
    version, unread = Appeal.numbered(appeal_id).version, form.unread_because.data or ""
    try:
        finish(appeal_id, version, unread_because=unread, by=me().actor, now=box.now())
    except (Incomplete, WordingNotAgreed):
        flash(f"Збережено як чернетку № {appeal_id}; завершити її ще не можна.")
        return redirect(url_for("appeals.card", appeal_id=appeal_id, lacking=1), 303)
    AppealEditor.leave(appeal_id, me().account_id)
    flash(f"Картку заповнено: чернетка № {appeal_id} чекає на реєстрацію.")
    return redirect(url_for("appeals.appeals", mine=1), 303)


def _point_out(form: CardForm, appeal: Appeal) -> None:
    """Say beside each field why the card could not be finished."""
    missing = check(appeal)
    for one in missing:
        form.refuse(one.field, one.sentence)
    if not missing and not Marks.of(appeal.id).agreed(appeal.essence):
        form.refuse("unread_because", UNREAD)


def _new_page(form: NewCardForm, begun: Beginning) -> str:
    form.offer(None, begun.people)
    return render_template("appeals_new.html", form=form, begun=begun, bodies=BODIES)


def _card_page(
    box: Box,
    form: CardForm,
    appeal: Appeal,
    told: ChangedMeanwhile | None = None,
    differing: Sequence[tuple[str, str, str]] = (),
) -> str:
    form.offer(appeal, _people(appeal))
    return render_template(
        "appeals_card.html",
        form=form,
        **_facts(appeal),
        bodies=BODIES,
        told=told,
        differing=differing,
        missing=check(appeal),
        notices=notices(appeal),
        others=AppealEditor.others(appeal.id, me().account_id, now=box.now()),
        last_change=AuditEntry.last_of("appeal", appeal.id),
    )


def _read_page(appeal: Appeal) -> str:
    return render_template("appeals_read.html", **_facts(appeal))


def _facts(appeal: Appeal) -> dict[str, Any]:
    """Return what every page of a card shows."""
    marks = Marks.of(appeal.id)
    return {
        "appeal": appeal,
        "marks": marks,
        "parts": words.parts(appeal, marks),
        "state": words.state(appeal),
        "ending": words.ending(AppealDiscard.of(appeal.id), IntakeRefusal.of(appeal.id)),
        "together": appeal.together(),
        "words": words,
    }


def _choices(form: CardForm) -> Mapping[str, Mapping[Any, str]]:
    names = ("person_id", "category_id", "settlement_id", "place_settlement_id")
    return {name: {choice.value: choice.label for choice in form[name].choices} for name in names}


def _people(appeal: Appeal) -> Sequence[Any]:
    return Person.on_number(appeal.from_number) if appeal.from_number else ()


def _may_write(appeal: Appeal) -> bool:
    return appeal.is_draft and me().may(Action.EDIT_APPEALS)


def _known(appeal_id: int) -> Appeal:
    try:
        return Appeal.numbered(appeal_id)
    except NoSuchAppeal:
        abort(404)


def _note_look(box: Box, appeal_id: int, how: str) -> None:
    """Write into the journal who looked; not again when the page looks by itself."""
    note = AccessEntry.record_once if LIVE_HEADER in request.headers else AccessEntry.record
    note(by=me().actor, now=box.now(), subject="appeal", subject_id=appeal_id, how=how)
