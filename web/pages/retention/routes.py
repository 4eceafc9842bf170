"""What has been kept long enough: shown, approved by a person, carried out by the box, printed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.retention import TERMS, Kept
from appliance.casework.box.retention_acts import ActChanged, ClockNotTrusted, NoSuchAct, RetentionAct
from appliance.casework.box.retention_holds import BadHold, BadTerm, RetentionHold, RetentionTerm
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.page import Group, Page
from web.pages.retention.forms import HELD, ApproveForm, HoldForm, TermForm
from web.telling import tell
from web.who import me

NUMBERS = 200


def page(box: Box) -> Page:
    """Return the routes of the terms of keeping."""
    page = Page("retention", __name__, box, title="Строки зберігання", place=65, group=Group.OFFICE)
    needs = Action.APPROVE_RETENTION
    page.shows("/retention", index, needs=needs)
    page.does("/retention/propose", propose, needs=needs)
    page.shows("/retention/<int:act_id>", act, needs=needs)
    page.shows("/retention/<int:act_id>/print", printed, needs=needs)
    page.does("/retention/<int:act_id>/approve", approve, needs=needs)
    page.does("/retention/<int:act_id>/drop", drop, needs=needs)
    page.does("/retention/terms/<kind>", change_term, needs=needs)
    page.does("/retention/holds", hold, needs=needs)
    page.does("/retention/holds/<int:hold_id>/lift", lift, needs=needs)
    return page


def index(_box: Box) -> str:
    """Draw the terms, the acts, what is held back."""
    return _index(HoldForm())


def propose(box: Box) -> ResponseReturnValue:
    """Look what is over now."""
    try:
        found = RetentionAct.propose(box.now())
    except ClockNotTrusted as error:
        flash(str(error), REFUSAL)
        return redirect(url_for("retention.index"), 303)
    if found is None:
        flash("Немає нічого, строк зберігання чого минув.")
        return redirect(url_for("retention.index"), 303)
    return redirect(url_for("retention.act", act_id=found.id), 303)


def act(_box: Box, act_id: int) -> str:
    """Draw an act."""
    found = _numbered(act_id)
    return _act(found, ApproveForm(mark=found.mark))


def printed(_box: Box, act_id: int) -> str:
    """Draw an act as it is signed and filed."""
    return render_template("retention_print.html", act=_numbered(act_id))


def approve(box: Box, act_id: int) -> ResponseReturnValue:
    """Have it carried out beside the calls."""
    found = _numbered(act_id)
    form = ApproveForm()
    if not form.validate() or not form.sure.data:
        form.refuse("sure", "Позначте, якщо справді затверджуєте.")
        return _act(found, form), 422
    try:
        RetentionAct.approve(act_id, written(form.mark), by=me().actor, now=box.now())
    except (ActChanged, NoSuchAct, ClockNotTrusted) as error:
        form.refuse("", error)
        return _act(found, form), 422
    tell(box, "retention")
    flash("Акт затверджено. Слухавка виконує його поряд із дзвінками; коли закінчить, тут з'явиться час.")
    return redirect(url_for("retention.act", act_id=act_id), 303)


def drop(box: Box, act_id: int) -> ResponseReturnValue:
    """Let everything stay for now."""
    try:
        RetentionAct.drop(act_id, by=me().actor, now=box.now())
    except NoSuchAct as error:
        flash(str(error), REFUSAL)
    else:
        flash("Акт відхилено: усе лишається. Наступний перелік покаже це знову.")
    return redirect(url_for("retention.index"), 303)


def change_term(box: Box, kind: str) -> ResponseReturnValue:
    """Keep a kind for longer or shorter."""
    if kind not in TERMS:
        abort(404)
    form = TermForm()
    if not form.validate():
        flash("Строк має бути цілим числом.", REFUSAL)
        return redirect(url_for("retention.index"), 303)
    try:
        RetentionTerm.change(Kept(kind), int(form.count.data or 0), by=me().actor, now=box.now())
    except BadTerm as error:
        flash(str(error), REFUSAL)
    else:
        flash("Збережено.")
    return redirect(url_for("retention.index"), 303)


def hold(box: Box) -> ResponseReturnValue:
    """Hold something in dispute back."""
    form = HoldForm()
    if form.validate():
        try:
            kind, subject = str(form.kind.data), int(form.subject_id.data or 0)
            RetentionHold.place(kind, subject, written(form.reason), by=me().actor, now=box.now())
        except BadHold as error:
            form.refuse("subject_id", error)
    if form.errors:
        return _index(form), 422
    flash("Знищення заборонено, доки ви не знімете заборону.")
    return redirect(url_for("retention.index"), 303)


def lift(box: Box, hold_id: int) -> ResponseReturnValue:
    """Lift a hold."""
    try:
        RetentionHold.lift(hold_id, by=me().actor, now=box.now())
    except BadHold as error:
        flash(str(error), REFUSAL)
    else:
        flash("Заборону знято.")
    return redirect(url_for("retention.index"), 303)


def _index(form: HoldForm) -> str:
    return render_template(
        "retention.html",
        terms=RetentionTerm.terms(),
        acts=RetentionAct.latest(),
        holds=RetentionHold.standing(),
        held=HELD,
        form=form,
    )


def _act(found: RetentionAct, form: ApproveForm) -> str:
    numbers = {each.kind: found.rows(each.kind, NUMBERS) for each in found.told}
    return render_template("retention_act.html", act=found, numbers=numbers, most=NUMBERS, form=form)


def _numbered(act_id: int) -> RetentionAct:
    try:
        return RetentionAct.numbered(act_id)
    except NoSuchAct:
        abort(404)
