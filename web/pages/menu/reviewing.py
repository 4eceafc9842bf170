"""From the draft to what callers hear: review, publishing, rolling back."""

from __future__ import annotations

from datetime import UTC

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.menus.drafts import BadDraft, DraftMenu
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.menus.revisions import BadRevision, Judgement, Revision, needs_second_review
from web.box import Box
from web.forms import REFUSAL, written
from web.lists import number, picked
from web.pages.menu.labels import LABELS
from web.pages.menu.opened import Opened, menu_names, opened
from web.pages.menu.remarks import Remarks, remarks_on
from web.pages.menu.small_forms import ProposeForm, PublishForm, ReturnForm, beside
from web.publishing import PUBLISHER
from web.shown import KYIV
from web.telling import tell
from web.who import me

JUDGEMENT_NAMES = {
    Judgement.WAITING: "чекає на розгляд",
    Judgement.APPROVED: "схвалено",
    Judgement.RETURNED: "повернуто",
}
STATE_NAMES = {
    PublicationState.WAITING: "чекає",
    PublicationState.SPEAKING: "озвучується",
    PublicationState.DONE: "опубліковано",
    PublicationState.FAILED: "не вдалося",
    PublicationState.CALLED_OFF: "скасовано",
}
NOT_YET = "На розгляд можна подати меню без помилок. Спершу виправте перелічене."
GONE = "Такої редакції немає."


def revisions(box: Box) -> ResponseReturnValue:
    """Draw the revisions of a menu, what is published and what is on its way."""
    names = menu_names(box)
    name = picked(request.args, "menu", names)
    draft = DraftMenu.of(name)
    return _listing(box, name, Opened(draft) if draft else None, ProposeForm())


def propose(box: Box, draft_id: int) -> ResponseReturnValue:
    """Send a draft for review; one that must not be published is not sent."""
    known, form = opened(draft_id), ProposeForm()
    remarks = remarks_on(box, known.document)
    if remarks.grave:
        form.refuse("", NOT_YET)
        return _listing(box, known.draft.menu, known, form, remarks), 422
    if form.validate():
        try:
            made = Revision.propose(known.draft.menu, written(form.note), by=me().actor, now=box.now())
        except BadRevision as error:
            form.refuse("", error)
        else:
            flash(f"Редакцію {made.number} подано на розгляд.")
            return redirect(url_for("menu.revision", revision_id=made.id), 303)
    return _listing(box, known.draft.menu, known, form, remarks), 422


def revision(box: Box, revision_id: int) -> ResponseReturnValue:
    """Show a revision: what differs, and what can be done with it."""
    return _page(box, _known(revision_id))


def approve(box: Box, revision_id: int) -> ResponseReturnValue:
    """Say that callers may hear it."""
    shown = _known(revision_id)
    try:
        shown.approve(by=me().actor, now=box.now())
        flash(f"Редакцію {shown.number} схвалено. Тепер її можна опублікувати.")
    except BadRevision as error:
        flash(str(error), REFUSAL)
    return redirect(url_for("menu.revision", revision_id=revision_id), 303)


def send_back(box: Box, revision_id: int) -> ResponseReturnValue:
    """Say why callers must not hear it."""
    shown, form = _known(revision_id), ReturnForm()
    if form.validate():
        try:
            shown.send_back(written(form.reason), by=me().actor, now=box.now())
        except BadRevision as error:
            form.refuse("reason", error)
    if form.errors:
        return _page(box, shown, returning=form), 422
    flash(f"Редакцію {shown.number} повернуто.")
    return redirect(url_for("menu.revision", revision_id=revision_id), 303)


def publish(box: Box, revision_id: int) -> ResponseReturnValue:
    """Let callers hear it, now or at a set time. An older one again is the roll-back."""
    shown, form = _known(revision_id), PublishForm()
    if form.validate():
        at = form.at.data.replace(tzinfo=KYIV).astimezone(UTC) if form.at.data else None
        try:
            Publication.ask_revision(revision_id, at=at, by=me().actor, now=box.now())
        except BadRevision as error:
            form.refuse("at", error)
    if form.errors:
        return _page(box, shown, publishing=form), 422
    tell(box, PUBLISHER)
    flash("Публікацію замовлено: видно нижче, як вона йде.")
    return redirect(url_for("menu.revisions", menu=shown.menu), 303)


def call_off(box: Box, publication_id: int) -> ResponseReturnValue:
    """Call off a publication that has not begun."""
    found = Publication.get_or_none(Publication.id == publication_id) or abort(404)
    try:
        found.call_off(by=me().actor, now=box.now())
        flash("Публікацію скасовано.")
    except BadRevision as error:
        flash(str(error), REFUSAL)
    return redirect(url_for("menu.revisions", menu=found.menu), 303)


def take_as_draft(box: Box, revision_id: int) -> ResponseReturnValue:
    """Let the draft be a revision again."""
    shown = _known(revision_id)
    try:
        DraftMenu.begin(shown.menu, shown.document, based_on=shown.id, by=me().actor, now=box.now())
        flash(f"Чернетка тепер така, як редакція {shown.number}.")
    except BadDraft as error:
        flash(str(error), REFUSAL)
    return redirect(url_for("menu.overview", menu=shown.menu), 303)


def _known(revision_id: int) -> Revision:
    try:
        return Revision.known(revision_id)
    except BadRevision:
        abort(404)


def _listing(box: Box, name: str, known: Opened | None, form: ProposeForm, remarks: Remarks | None = None) -> str:
    publications, in_force = Publication.latest(name), Publication.in_force(name)
    return render_template(
        "menu_revisions.html",
        former=Publication.former(name),
        names=menu_names(box),
        name=name,
        opened=known,
        form=form,
        remarks=remarks,
        node="",
        revisions=Revision.history(name),
        publications=publications,
        in_force=in_force,
        judgements=JUDGEMENT_NAMES,
        states=STATE_NAMES,
    )


def _page(box: Box, shown: Revision, returning: ReturnForm | None = None, publishing: PublishForm | None = None) -> str:
    history = Revision.history(shown.menu)
    older = [each for each in history if each.number < shown.number]
    asked = number(request.args, "with")
    against = next((each for each in history if each.number == asked), older[0] if older else None)
    compared = Revision.known(against.id) if against else None
    in_force = Publication.in_force(shown.menu)
    return render_template(
        "menu_revision.html",
        shown=next((each for each in history if each.id == shown.id), shown),
        history=history,
        compared=compared,
        differences=shown.differences(compared, LABELS),
        in_force=in_force,
        names=menu_names(box),
        judgements=JUDGEMENT_NAMES,
        own_waits=needs_second_review() and shown.proposed_by_id == me().account_id,
        returning=returning or beside(ReturnForm),
        publishing=publishing or beside(PublishForm),
        draft=DraftMenu.of(shown.menu),
    )
