"""The end of a draft: discarded, or refused at the door (K 5.8), which may also be of a call alone."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.appeals.appeal import Appeal, NoSuchAppeal, NotADraft
from appliance.casework.appeals.appeal_editors import AppealEditor
from appliance.casework.appeals.appeal_endings import AlreadyRefused, AppealDiscard, IntakeRefusal, ReasonNeeded
from appliance.casework.appeals.appeal_kinds import RefusalGround
from appliance.casework.appeals.appeal_sources import NoSuchSource, Source
from appliance.casework.edits import ChangedMeanwhile
from web.box import Box
from web.pages.appeals.forms import DiscardForm, RefusalForm
from web.who import me


def discarding(_box: Box, appeal_id: int) -> ResponseReturnValue:
    """Ask why a draft is not needed."""
    appeal = _draft(appeal_id)
    return _page("appeals_discard.html", DiscardForm(data={"version": appeal.version}), appeal)


def discard(box: Box, appeal_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    appeal, form = _draft(appeal_id), DiscardForm()
    if not form.validate():
        return _page("appeals_discard.html", form, appeal), 422
    try:
        reason = form.reason.data or ""
        AppealDiscard.put(appeal_id, form.version.data or 0, reason, by=me().actor, now=box.now())
    except ReasonNeeded as refused:
        form.refuse("reason", refused)
        return _page("appeals_discard.html", form, appeal), 422
    except (ChangedMeanwhile, NotADraft) as told:
        return _told("appeals_discard.html", form, appeal, told)
    AppealEditor.leave(appeal_id, me().account_id)
    flash(f"Чернетку № {appeal_id} відкинуто.")
    return redirect(url_for("appeals.appeals"), 303)


def refusal(_box: Box, appeal_id: int) -> ResponseReturnValue:
    """Ask why what a draft says is not taken."""
    appeal = _draft(appeal_id)
    return _page("appeals_refuse.html", RefusalForm(data={"version": appeal.version}), appeal)


def refuse(box: Box, appeal_id: int) -> ResponseReturnValue:
    """Refuse what a draft says."""
    appeal, form = _draft(appeal_id), RefusalForm()
    if not form.validate():
        return _page("appeals_refuse.html", form, appeal), 422
    try:
        ground, note = RefusalGround(form.ground.data), form.note.data or ""
        IntakeRefusal.of_draft(appeal_id, form.version.data or 0, ground, note, by=me().actor, now=box.now())
    except ReasonNeeded as refused:
        form.refuse("note", refused)
        return _page("appeals_refuse.html", form, appeal), 422
    except (ChangedMeanwhile, NotADraft) as told:
        return _told("appeals_refuse.html", form, appeal, told)
    AppealEditor.leave(appeal_id, me().account_id)
    flash(f"Відмову у прийнятті записано: чернетка № {appeal_id}.")
    return redirect(url_for("appeals.card", appeal_id=appeal_id), 303)


def refusal_of_call(_box: Box) -> ResponseReturnValue:
    """Ask why what was said in a call is not taken."""
    return _page("appeals_refuse.html", RefusalForm(), None, call=_call(request.args.get("call", "")))


def refuse_call(box: Box) -> ResponseReturnValue:
    """Refuse what was said in a call, without a draft."""
    call, form = _call(request.args.get("call", "")), RefusalForm()
    if not form.validate():
        return _page("appeals_refuse.html", form, None, call=call), 422
    try:
        ground, note = RefusalGround(form.ground.data), form.note.data or ""
        IntakeRefusal.in_call(call.call_uid or "", ground, note, by=me().actor, now=box.now())
    except (ReasonNeeded, AlreadyRefused) as refused:
        form.refuse("note", refused)
        return _page("appeals_refuse.html", form, None, call=call), 422
    flash("Відмову у прийнятті записано.")
    return redirect(f"/calls/{call.call_uid}", 303)


def _draft(appeal_id: int) -> Appeal:
    try:
        return Appeal.numbered(appeal_id)
    except NoSuchAppeal:
        abort(404)


def _call(uid: str) -> Source:
    try:
        return Source.of_call(uid[:32])
    except NoSuchSource:
        abort(404)


def _page(template: str, form: Any, appeal: Appeal | None, **more: Any) -> str:
    return render_template(template, form=form, appeal=appeal, **more)


def _told(template: str, form: Any, appeal: Appeal, told: Exception) -> ResponseReturnValue:
    """Say that the draft is another by now; a second press is made knowingly."""
    who = told.by_name if isinstance(told, ChangedMeanwhile) else ""
    form.refuse("", f"Поки ви писали, картку змінив інший: {who}. Погляньте на неї ще раз." if who else told)
    form.has_seen(appeal.version)
    return _page(template, form, appeal), 409
