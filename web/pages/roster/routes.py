"""The roster (графік чергувань)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.staff.duty_officers import DutyOfficer, NoSuchDutyOfficer
from appliance.casework.staff.nights import TURN, moment_at, night_of
from appliance.casework.staff.operators import NoSuchOperator
from appliance.casework.staff.roster import WEEK, BadShift, NoSuchShift, Planned, RosterShift, Shift
from appliance.casework.staff.roster_watch import next_nights, watched
from web.access import Action
from web.box import Box
from web.in_force import hours_in_force
from web.page import Group, Page
from web.pages.roster import words
from web.pages.roster.directory import add_officer, change_officer, officer, officers, remove_officer
from web.pages.roster.forms import CopyForm, ShiftForm
from web.pages.roster.watching import look_again
from web.who import me

FIELDS = {"officer": "who", "stand_in": "stand_in", "ends_at": "ends"}
"""The field of the form for each of a planned shift that can be wrong."""


def page(box: Box) -> Page:
    """Return the routes of the roster."""
    page = Page("roster", __name__, box, title="Чергування", place=50, group=Group.OFFICE)
    page.shows("/roster", week, needs=Action.SEE_OPERATORS)
    page.shows("/roster/new", new, needs=Action.MANAGE_ROSTER)
    page.does("/roster/new", plan, needs=Action.MANAGE_ROSTER)
    page.shows("/roster/<int:shift_id>", one, needs=Action.MANAGE_ROSTER)
    page.does("/roster/<int:shift_id>", change, needs=Action.MANAGE_ROSTER)
    page.does("/roster/<int:shift_id>/remove", remove, needs=Action.MANAGE_ROSTER)
    page.does("/roster/<monday>/copy", copy, needs=Action.MANAGE_ROSTER)
    page.shows("/roster/officers", officers, needs=Action.SEE_OPERATORS)
    page.does("/roster/officers", add_officer, needs=Action.MANAGE_ROSTER)
    page.shows("/roster/officers/<int:officer_id>", officer, needs=Action.MANAGE_ROSTER)
    page.does("/roster/officers/<int:officer_id>", change_officer, needs=Action.MANAGE_ROSTER)
    page.does("/roster/officers/<int:officer_id>/remove", remove_officer, needs=Action.MANAGE_ROSTER)
    return page


def week(box: Box) -> ResponseReturnValue:
    """Draw one week, who answers now, and the next nights."""
    return _week(box, _monday(request.args.get("week", "")) or _this_monday(box))


def copy(box: Box, monday: str) -> ResponseReturnValue:
    """Copy a week into another."""
    source, form = _monday(monday), CopyForm()
    if source is None:
        abort(404)
    if not form.validate() or form.target.data is None:
        return _week(box, source, form), 422
    try:
        copied = RosterShift.copy_week(source, form.target.data, by=me().actor, now=box.now())
    except BadShift as error:
        form.refuse("target", error)
        return _week(box, source, form), 422
    look_again(box)
    flash(f"Скопійовано змін: {copied}. Кого вже записано на той час або хто вибув, пропущено.")
    return redirect(url_for("roster.week", week=form.target.data.isoformat()), 303)


def new(box: Box) -> ResponseReturnValue:
    """Ask for a shift; its hours are those of the night of the day asked for."""
    form, calendar = ShiftForm(), hours_in_force(box)
    on = _date(request.args.get("on", "")) or box.now().wall.astimezone(KYIV).date()
    night = night_of(on, calendar)
    if form.starts_on.data is None and form.starts_on.raw_data is None:
        turn = moment_at(on, TURN, calendar), moment_at(on + ONE_DAY, TURN, calendar)
        form.span(*((night.start, night.end) if night else turn))
    return _form(form)


def plan(box: Box) -> ResponseReturnValue:
    """Enter a shift."""
    form = ShiftForm()

    def enter(planned: Planned) -> None:
        RosterShift.plan(planned, by=me().actor, now=box.now())

    return _taken(box, form, enter)


def one(_box: Box, shift_id: int) -> ResponseReturnValue:
    """Draw the form of a shift."""
    form = ShiftForm()
    shift = _shift(shift_id)
    if form.starts_on.raw_data is None:
        form.show(shift.planned, shift.version)
    return _form(form, shift_id)


def change(box: Box, shift_id: int) -> ResponseReturnValue:
    """Write a shift anew, unless somebody was first."""
    _shift(shift_id)
    form = ShiftForm()

    def write(planned: Planned) -> None:
        RosterShift.change(shift_id, form.version_seen, planned, by=me().actor, now=box.now())

    return _taken(box, form, write, shift_id)


def remove(box: Box, shift_id: int) -> ResponseReturnValue:
    """Strike a shift."""
    shift = _shift(shift_id)
    RosterShift.remove(shift_id, by=me().actor, now=box.now())
    look_again(box)
    flash("Зміну вилучено.")
    return _to_week_of(shift.planned.starts_at.astimezone(KYIV).date())


def _taken(
    box: Box, form: ShiftForm, verb: Callable[[Planned], None], shift_id: int | None = None
) -> ResponseReturnValue:
    """Give what was written to the verb, or show why it was not taken."""
    form.offer()
    if not form.validate():
        return _form(form, shift_id), 422
    planned = form.planned(hours_in_force(box))
    try:
        verb(planned)
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _form(form, shift_id, meanwhile), 409
    except (NoSuchDutyOfficer, NoSuchOperator) as error:
        form.refuse("who", error)
        return _form(form, shift_id), 422
    except BadShift as error:
        form.refuse(FIELDS[error.field], error)
        return _form(form, shift_id), 422
    look_again(box)
    flash(f"Записано: {words.length(planned.starts_at, planned.ends_at)}.")
    return _to_week_of(planned.starts_at.astimezone(KYIV).date())


def _form(form: ShiftForm, shift_id: int | None = None, meanwhile: ChangedMeanwhile | None = None) -> str:
    form.offer()
    theirs = _shift(shift_id) if meanwhile and shift_id else None
    return render_template(
        "roster_shift.html", form=form, shift_id=shift_id, meanwhile=meanwhile, theirs=theirs, words=words
    )


def _week(box: Box, monday: date, form: CopyForm | None = None) -> str:
    calendar, now = hours_in_force(box), box.now()
    days = [monday + ONE_DAY * number for number in range(7)]
    start, end = (moment_at(day, time(), calendar) for day in (monday, monday + WEEK))
    shifts: dict[date, list[Shift]] = {day: [] for day in days}
    for shift in RosterShift.between(start, end):
        begins_on = shift.planned.starts_at.astimezone(KYIV).date()
        shifts[max(begins_on, monday)].append(shift)
    nights = [night for day in days if (night := night_of(day, calendar))]
    empty = {each.night.on: each.gaps for each in watched(nights, now) if each.gaps}
    if form is None:
        form = CopyForm(formdata=None, target=monday + WEEK)
    return render_template(
        "roster.html",
        monday=monday,
        previous=monday - WEEK,
        following=monday + WEEK,
        days=[(day, calendar.plan(day).reason, shifts[day], empty.get(day, ())) for day in days],
        answering=RosterShift.duty_at(now.wall),
        nights=next_nights(now, calendar),
        kept=bool(DutyOfficer.standing()),
        form=form,
        words=words,
    )


def _shift(shift_id: int) -> Shift:
    try:
        return RosterShift.numbered(shift_id)
    except NoSuchShift:
        abort(404)


def _to_week_of(on: date) -> ResponseReturnValue:
    return redirect(url_for("roster.week", week=(on - timedelta(days=on.weekday())).isoformat()), 303)


def _this_monday(box: Box) -> date:
    today = box.now().wall.astimezone(KYIV).date()
    return today - timedelta(days=today.weekday())


def _monday(written: str) -> date | None:
    """Return the Monday of the week of a date."""
    on = _date(written)
    return None if on is None else on - timedelta(days=on.weekday())


def _date(written: str) -> date | None:
    """Return the date written as 2026-11-23, of a year that a roster can have; None when it is none."""
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return None
    return on if 2020 <= on.year < 2100 else None
