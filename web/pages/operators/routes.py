"""The operators and how they stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BadName, Role
from appliance.casework.staff import staffing
from appliance.casework.staff.operators import (
    AlreadyOperator,
    BadReach,
    NoSuchOperator,
    Operator,
    Reach,
    StaffMember,
    telephone,
)
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.staffing import Employed
from appliance.contracts.office import PresenceState
from appliance.numbers import grouped
from web.access import Action
from web.box import Box
from web.forms import choices
from web.guard import own_path
from web.page import Group, Page
from web.pages.operators import words
from web.pages.operators.forms import NewOperatorForm, OperatorForm, PresenceForm
from web.pages.operators.strip import presence_strip
from web.telling import tell
from web.who import me

WRITING_S = 300.0
"""Who asks for time to write is ready again after it by himself: a pause that nobody ends loses callers."""


def page(box: Box) -> Page:
    """Return the routes of the operators."""
    page = Page("operators", __name__, box, title="Оператори", place=40, group=Group.OFFICE)
    page.shows("/operators", everybody, needs=Action.SEE_OPERATORS)
    page.shows("/operators/new", new, needs=Action.MANAGE_OPERATORS)
    page.does("/operators/new", take_on, needs=Action.MANAGE_OPERATORS)
    page.shows("/operators/<int:operator_id>", one, needs=Action.MANAGE_OPERATORS)
    page.does("/operators/<int:operator_id>", change, needs=Action.MANAGE_OPERATORS)
    page.does("/operators/<int:operator_id>/remove", let_go, needs=Action.MANAGE_OPERATORS)
    page.shows("/operators/<int:operator_id>/presence", his_presence, needs=Action.MANAGE_OPERATORS)
    page.does("/operators/<int:operator_id>/presence", say_for_him, needs=Action.MANAGE_OPERATORS)
    page.shows("/presence", my_presence, needs=Action.OWN_PRESENCE)
    page.does("/presence", say, needs=Action.OWN_PRESENCE)
    page.app_context_processor(lambda: {"presence_strip": partial(presence_strip, box)})
    return page


def everybody(box: Box) -> ResponseReturnValue:
    """Draw all operators and how they stand."""
    return render_template("operators.html", standings=Presence.roll_call(box.now()), words=words)


def my_presence(box: Box) -> ResponseReturnValue:
    """Draw how I stand, with room for a reason of my own words."""
    return _my_presence(box, PresenceForm())


def say(box: Box) -> ResponseReturnValue:
    """Keep how I stand from now on, and go back to where I was."""
    form = PresenceForm()
    form.state.choices = choices(words.BUTTONS)
    standing = Presence.of_account(me().account_id, box.now())
    if standing is None or not form.validate():
        return _my_presence(box, form), 422
    state = PresenceState(form.state.data)
    Presence.change(
        standing.member.operator,
        state,
        by=me().actor,
        now=box.now(),
        reason=" ".join((form.reason.data or "").split()) if state is PresenceState.BREAK else "",
        lasts_s=WRITING_S if state is PresenceState.AFTER_CALL else None,
    )
    tell(box, "presence")
    return redirect(own_path(request.form.get("page", "")) or url_for("operators.my_presence"), 303)


def his_presence(_box: Box, operator_id: int) -> ResponseReturnValue:
    """Ask how an operator is to stand, and why."""
    return render_template("presence_of.html", member=_member(operator_id), form=PresenceForm())


def say_for_him(box: Box, operator_id: int) -> ResponseReturnValue:
    """Keep how he stands from now on; who says it for another says why."""
    member, form = _member(operator_id), PresenceForm()
    reason = " ".join((form.reason.data or "").split())
    good = form.validate()
    if not reason:
        form.refuse("reason", "Напишіть, чому ви змінюєте присутність за оператора.")
    if not good or not reason:
        return render_template("presence_of.html", member=member, form=form), 422
    Presence.change(operator_id, PresenceState(form.state.data), by=me().actor, now=box.now(), reason=reason)
    tell(box, "presence")
    flash(f"{member.name}: {words.BUTTONS[PresenceState(form.state.data)].lower()}.")
    return redirect(url_for("operators.everybody"), 303)


def new(_box: Box) -> ResponseReturnValue:
    """Ask who is to be an operator."""
    return _new(NewOperatorForm())


def take_on(box: Box) -> ResponseReturnValue:
    """Make a person an operator."""
    form = NewOperatorForm()
    if not form.validate() or (employed := _employed(box, form, form.name.data or "")) is None:
        return _new(form), 422
    try:
        staffing.take_on(employed, role=Role.CLERK, by=me().actor, now=box.now())
    except (AlreadyOperator, BadName, BadReach) as error:
        form.refuse("own_numbers" if isinstance(error, BadReach) else "name", error)
        return _new(form), 422
    tell(box, "operators")
    flash("Оператора додано. Його кликатимуть, коли він стане на зв'язок.")
    return redirect(url_for("operators.everybody"), 303)


def one(_box: Box, operator_id: int) -> ResponseReturnValue:
    """Draw the form of an operator."""
    member = _member(operator_id)
    known = {"reach": member.extension or grouped(member.mobile or ""), "priority": member.priority}
    own = "\n".join(grouped(number) for number in member.own_numbers)
    form = OperatorForm(data={**known, "own_numbers": own, "version": str(staffing.version_of(operator_id))})
    return render_template("operator.html", member=member, form=form, meanwhile=None)


def change(box: Box, operator_id: int) -> ResponseReturnValue:
    """Write an operator anew, unless somebody was first."""
    member, form = _member(operator_id), OperatorForm()
    refused: dict[str, Any] = {"member": member, "form": form, "meanwhile": None}
    if not form.validate() or (employed := _employed(box, form, member.name)) is None:
        return render_template("operator.html", **refused), 422
    try:
        staffing.change(operator_id, form.version_seen, employed, by=me().actor, now=box.now())
    except BadReach as error:
        form.refuse("own_numbers", error)
        return render_template("operator.html", **refused), 422
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return render_template("operator.html", **{**refused, "meanwhile": meanwhile}), 409
    tell(box, "operators")
    flash("Збережено.")
    return redirect(url_for("operators.everybody"), 303)


def let_go(box: Box, operator_id: int) -> ResponseReturnValue:
    """Ring an operator no more."""
    member = _member(operator_id)
    staffing.let_go(operator_id, by=me().actor, now=box.now())
    tell(box, "operators")
    flash(f"{member.name}: більше не кликатимуть.")
    return redirect(url_for("operators.everybody"), 303)


def _my_presence(box: Box, form: PresenceForm) -> str:
    standing = Presence.of_account(me().account_id, box.now())
    return render_template("presence.html", standing=standing, form=form, words=words)


def _new(form: NewOperatorForm) -> str:
    return render_template("operator_new.html", form=form, people=staffing.free_accounts())


def _member(operator_id: int) -> StaffMember:
    try:
        return Operator.member(operator_id)
    except NoSuchOperator:
        abort(404)


def _employed(box: Box, form: OperatorForm, name: str) -> Employed | None:
    """Return what was written; None when a telephone is none that the box may ring, which then stands beside it."""
    area_code = box.settings.box.area_code
    reach, own = None, []
    try:
        reach = Reach.read(form.reach.data or "", area_code)
    except BadReach as error:
        form.refuse("reach", error)
    try:
        own = [telephone(each, area_code) for each in (form.own_numbers.data or "").splitlines() if each.strip()]
    except BadReach as error:
        form.refuse("own_numbers", error)
    if reach is None or form.own_numbers.errors:
        return None
    return Employed(name, reach, form.priority.data, tuple(own))
