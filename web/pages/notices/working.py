"""Works and outages: registered, changed, prolonged, closed, printed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.notices.notice_rules import BadNotice, NoSuchNotice, NoticeOver, place_names
from appliance.casework.notices.works import Works
from appliance.casework.notices.works_words import KIND_NAMES, WHAT_NAMES, What, WorksKind
from appliance.menu.published_notices import spoken_texts
from appliance.publishing.notices import notices_in
from web.box import Box
from web.forms import REFUSAL, written
from web.hearing import check_words
from web.pages.notices.forms import CloseForm, ProlongForm, WorksForm, by_district
from web.pages.notices.listing import places
from web.telling import tell
from web.who import me

LATE = "Це планові роботи, записані менш ніж за добу до початку: їх збережено й позначено «пізно»."


def new_works(box: Box) -> ResponseReturnValue:
    """Ask for works."""
    form = WorksForm()
    if form.starts_at.data is None and form.starts_at.raw_data is None:
        form.starts_at.show(box.now().wall.replace(second=0, microsecond=0))
    return _form(box, form)


def register(box: Box) -> ResponseReturnValue:
    """Put works on record, or only show what would be heard."""
    form = WorksForm()
    form.settlements.offer()
    if form.validate() and _speakable(box, form):
        if "preview" in request.form:
            return _form(box, form, words=form.new().words(place_names()))
        try:
            added = Works.register(form.new(), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
    if form.errors:
        return _form(box, form), 422
    return _told(box, f"Роботи записано. {LATE}" if Works.known(added).late else "Роботи записано.")


def works(box: Box, works_id: int) -> ResponseReturnValue:
    """Draw works, for whoever may in a form."""
    shown, form = _known(works_id), WorksForm()
    if form.kind.raw_data is None:
        form.show(shown)
    return _form(box, form, shown)


def change_works(box: Box, works_id: int) -> ResponseReturnValue:
    """Write them anew, unless somebody was first; or only show what would be heard."""
    shown, form, meanwhile = _known(works_id), WorksForm(), None
    form.settlements.offer()
    if form.validate() and _speakable(box, form):
        if "preview" in request.form:
            return _form(box, form, shown, words=form.new().words(place_names()))
        try:
            Works.change(works_id, form.version_seen, form.new(), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
        except NoticeOver as error:
            form.refuse("", error)
        except ChangedMeanwhile as first:
            form.version.data, meanwhile = str(first.version), first
    if form.errors or meanwhile:
        return _form(box, form, shown, meanwhile), 409 if meanwhile else 422
    return _told(box, "Збережено.")


def prolong(box: Box, works_id: int) -> ResponseReturnValue:
    """Let them last longer."""
    shown, form = _known(works_id), ProlongForm()
    if form.validate() and form.until_at.moment:
        try:
            Works.prolong(works_id, form.version_seen, form.until_at.moment, by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse("until_at", error)
        except (NoticeOver, ChangedMeanwhile) as error:
            flash(str(error), REFUSAL)
            return redirect(url_for("notices.works", works_id=works_id), 303)
    if form.errors:
        return _form(box, _shown_form(shown), shown, prolonging=form), 422
    tell(box, "alarms")
    return _told(box, "Продовжено.")


def close(box: Box, works_id: int) -> ResponseReturnValue:
    """Note that they are over."""
    shown, form = _known(works_id), CloseForm()
    if form.validate():
        try:
            Works.close(works_id, written(form.done), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse("done", error)
        except NoticeOver as error:
            flash(str(error), REFUSAL)
            return redirect(url_for("notices.works", works_id=works_id), 303)
    if form.errors:
        return _form(box, _shown_form(shown), shown, closing=form), 422
    tell(box, "alarms")
    return _told(box, "Роботи закрито: відтепер про них не почує ніхто.")


def print_works(_box: Box, works_id: int) -> ResponseReturnValue:
    """Draw them as a sheet for the notice board."""
    shown, names = _known(works_id), place_names()
    return render_template(
        "notices_sheet.html",
        heading=KIND_NAMES[WorksKind(shown.kind)].capitalize(),
        text=shown.words(names),
        places=(),
        back=url_for("notices.works", works_id=works_id),
        valid_until=shown.ends_at,
    )


def _form(
    box: Box,
    form: WorksForm,
    shown: Works | None = None,
    meanwhile: ChangedMeanwhile | None = None,
    *,
    words: str = "",
    prolonging: ProlongForm | None = None,
    closing: CloseForm | None = None,
) -> str:
    form.settlements.offer()
    names = place_names()
    words = words or (shown.words(names) if shown else "")
    if shown and prolonging is None:
        prolonging = ProlongForm(formdata=None, data={"version": str(shown.version)})
        prolonging.until_at.show(shown.ends_at)
    return render_template(
        "notices_works.html",
        form=form,
        shown=shown,
        meanwhile=meanwhile,
        words=words,
        prolonging=prolonging,
        closing=closing or CloseForm(formdata=None),
        districts=by_district(),
        places=places(shown.settlements, names) if shown else (),
        kind=KIND_NAMES[WorksKind(shown.kind)] if shown else "",
        what=shown.topic or WHAT_NAMES[What(shown.what)] if shown else "",
        unspoken=shown is not None and shown.words(names) not in spoken_texts(notices_in(box.settings)),
        over=shown is not None and shown.silent_at <= box.now().wall,
    )


def _shown_form(shown: Works) -> WorksForm:
    form = WorksForm(formdata=None)
    form.show(shown)
    return form


def _speakable(box: Box, form: WorksForm) -> bool:
    """Refuse what cannot be read: beside one's own text, else above the form with the sentence that was made."""
    own = written(form.own_text)
    made = form.new().words(place_names())
    for sentence in check_words(box, made):
        form.refuse("own_text" if own else "", sentence if own else f"{sentence} Складений текст: «{made}»")
    return not form.errors


def _told(box: Box, sentence: str) -> ResponseReturnValue:
    tell(box, "notices")
    flash(sentence)
    return redirect(url_for("notices.listing"), 303)


def _known(works_id: int) -> Works:
    try:
        return Works.known(works_id)
    except NoSuchNotice:
        abort(404)
