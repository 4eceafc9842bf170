"""Announcements: written, changed, taken down, printed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.notices.announcements import LABELS, PRIORITY_NAMES, SUBJECT, Announcement, Priority
from appliance.casework.notices.notice_rules import BadNotice, NoSuchNotice, NoticeOver, place_names
from appliance.menu.published_notices import spoken_texts
from appliance.publishing.notices import notices_in
from web.box import Box
from web.forms import REFUSAL, written
from web.hearing import check_words
from web.lists import number
from web.pages.notices.forms import AnnouncementForm, by_district
from web.pages.notices.listing import places
from web.pages.notices.wordings import wordings_of
from web.telling import tell
from web.who import me


def new_announcement(box: Box) -> ResponseReturnValue:
    """Ask for an announcement."""
    form = AnnouncementForm()
    if form.starts_at.data is None and form.starts_at.raw_data is None:
        form.starts_at.show(box.now().wall.replace(second=0, microsecond=0))
    return _form(box, form)


def announce(box: Box) -> ResponseReturnValue:
    """Announce it."""
    form = AnnouncementForm()
    form.settlements.offer()
    if form.validate() and _speakable(box, form):
        try:
            Announcement.add(form.new(), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
    if form.errors:
        return _form(box, form), 422
    return _told(box, "Оголошення записано. Його озвучать і казатимуть у вказаний час.")


def announcement(box: Box, announcement_id: int) -> ResponseReturnValue:
    """Draw an announcement, for whoever may in a form."""
    shown, form = _known(announcement_id), AnnouncementForm()
    if form.text.raw_data is None:
        form.show(shown)
    return _form(box, form, shown)


def change_announcement(box: Box, announcement_id: int) -> ResponseReturnValue:
    """Write it anew, unless somebody was first."""
    shown, form, meanwhile = _known(announcement_id), AnnouncementForm(), None
    form.settlements.offer()
    if form.validate() and _speakable(box, form):
        try:
            Announcement.change(announcement_id, form.version_seen, form.new(), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
        except NoticeOver as error:
            form.refuse("", error)
        except ChangedMeanwhile as first:
            form.version.data, meanwhile = str(first.version), first
    if form.errors or meanwhile:
        return _form(box, form, shown, meanwhile), 409 if meanwhile else 422
    return _told(box, "Збережено.")


def restore_announcement(box: Box, announcement_id: int) -> ResponseReturnValue:
    """Let it say again what it said before."""
    _known(announcement_id)
    wording, version = number(request.form, "number") or 0, number(request.form, "version") or 0
    try:
        Announcement.restore(announcement_id, version, wording, by=me().actor, now=box.now())
    except NoSuchNotice:
        abort(404)
    except (BadNotice, NoticeOver, ChangedMeanwhile) as error:
        flash(str(error), REFUSAL)
    else:
        tell(box, "notices")
        flash(f"Повернуто редакцію № {wording}.")
    return redirect(url_for("notices.announcement", announcement_id=announcement_id), 303)


def withdraw(box: Box, announcement_id: int) -> ResponseReturnValue:
    """Let nobody hear it from now on."""
    _known(announcement_id)
    Announcement.withdraw(announcement_id, by=me().actor, now=box.now())
    return _told(box, "Знято: відтепер його не почує ніхто.")


def print_announcement(_box: Box, announcement_id: int) -> ResponseReturnValue:
    """Draw it as a sheet for the notice board."""
    shown = _known(announcement_id)
    return render_template(
        "notices_sheet.html",
        heading="Оголошення",
        text=shown.text,
        places=places(shown.settlements, place_names()),
        back=url_for("notices.announcement", announcement_id=announcement_id),
        valid_until=shown.ends_at,
    )


def _form(
    box: Box, form: AnnouncementForm, shown: Announcement | None = None, meanwhile: ChangedMeanwhile | None = None
) -> str:
    form.settlements.offer()
    return render_template(
        "notices_announcement.html",
        form=form,
        shown=shown,
        meanwhile=meanwhile,
        districts=by_district(),
        places=places(shown.settlements, place_names()) if shown else (),
        priority=PRIORITY_NAMES[Priority(shown.priority)] if shown else "",
        unspoken=shown is not None and shown.text not in spoken_texts(notices_in(box.settings)),
        over=shown is not None and shown.silent_at <= box.now().wall,
        changes=wordings_of(SUBJECT, shown.id, LABELS) if shown else (),
    )


def _speakable(box: Box, form: AnnouncementForm) -> bool:
    for sentence in check_words(box, written(form.text)):
        form.refuse("text", sentence)
    return not form.errors


def _told(box: Box, sentence: str) -> ResponseReturnValue:
    tell(box, "notices")
    flash(sentence)
    return redirect(url_for("notices.listing"), 303)


def _known(announcement_id: int) -> Announcement:
    try:
        return Announcement.known(announcement_id)
    except NoSuchNotice:
        abort(404)
