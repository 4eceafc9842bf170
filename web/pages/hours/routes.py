"""The office hours in the console: written once, told to every caller from the next call on."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.office.hours import HoursError
from appliance.casework.office.hours_document import week_entry
from appliance.casework.office.office_hours import OfficeHours
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.in_force import hours_in_force
from web.page import Group, Page
from web.pages.hours import changes, words
from web.pages.hours.forms import OrderForm
from web.pages.hours.overview import draw, draw_month
from web.publishing import publish_soon
from web.week_form import WeekForm, shown_hours
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of the office hours."""
    page = Page("hours", __name__, box, title="Години роботи", place=50, group=Group.SAYS)
    edit = Action.EDIT_HOURS
    page.shows("/hours", overview, needs=Action.SEE_CONTENT)
    page.shows("/hours/month", month, needs=Action.SEE_CONTENT)
    page.shows("/hours/week", week, needs=edit)
    page.does("/hours/week", set_week, needs=edit)
    page.does("/hours/days", changes.add_special, needs=edit)
    page.does("/hours/days/<on>/remove", changes.remove_special, needs=edit)
    page.does("/hours/moved", changes.move_day, needs=edit)
    page.does("/hours/moved/<day_off>/remove", changes.unmove_day, needs=edit)
    page.does("/hours/closures", changes.close, needs=edit)
    page.does("/hours/closures/remove", changes.remove_closure, needs=edit)
    page.does("/hours/martial-law", changes.begin_martial_law, needs=edit)
    page.does("/hours/martial-law/end", changes.end_martial_law, needs=edit)
    page.does("/hours/holidays", changes.holidays, needs=edit)
    page.does("/hours/round-the-clock", changes.round_the_clock, needs=edit)
    page.does("/hours/order", order, needs=Action.ORDER_HOURS)
    page.does("/hours/order/end", end_order, needs=Action.ORDER_HOURS)
    page.app_context_processor(lambda: {"hours_state": partial(hours_state, box)})
    return page


def overview(box: Box) -> ResponseReturnValue:
    """Draw what holds now, the week, and all that differs from it."""
    return draw(box)


def month(box: Box) -> ResponseReturnValue:
    """Draw a month."""
    return draw_month(box)


def week(box: Box) -> ResponseReturnValue:
    """Draw the form of the week."""
    form, standing = WeekForm(), OfficeHours.current()
    if not any(day.raw_data for day in form.days):
        form.show_week((standing.calendar() if standing else hours_in_force(box)).week)
        form.version.data = str(standing.version if standing else 0)
    return _week(form)


def set_week(box: Box) -> ResponseReturnValue:
    """Write the week anew, unless somebody was first."""
    form = WeekForm()
    if not form.validate():
        return _week(form), 422
    try:
        _write_week(box, form)
    except ChangedMeanwhile as meanwhile:
        form.version.data = str(meanwhile.version)
        return _week(form, meanwhile), 409
    except HoursError as error:
        form.refuse("", error)
        return _week(form), 422
    return changes.saved(box)


def order(box: Box) -> ResponseReturnValue:
    """Let something hold from now on, until it ends by itself."""
    form = OrderForm()

    def verb() -> None:
        now = box.now()
        until = form.until(request.form.get("until", ""), now.wall)
        OfficeHours.order(form.ordered, until, written(form.reason), by=me().actor, now=now)

    return changes.taken(box, form, verb)


def end_order(box: Box) -> ResponseReturnValue:
    """Go by the calendar again."""
    try:
        OfficeHours.end_order(by=me().actor, now=box.now())
    except HoursError as error:
        flash(str(error), REFUSAL)
        return redirect(url_for("hours.overview"), 303)
    publish_soon(box, "hours")
    flash("Ручний режим вимкнено: далі за графіком.")
    return redirect(url_for("hours.overview"), 303)


def hours_state(box: Box) -> Markup:
    """Draw what the office does now, for the first windows; nothing for an office that has written no hours."""
    standing = OfficeHours.current()
    if standing is None:
        return Markup()
    now = box.now().wall
    state = standing.calendar().state(now)
    override = standing.override_at(now)
    return Markup(render_template("hours_state.html", state=state, override=override, now=now, words=words))  # noqa: S704


def _write_week(box: Box, form: WeekForm) -> None:
    if OfficeHours.current() is None:
        OfficeHours.begin({"week": week_entry(form.week)}, by=me().actor, now=box.now())
    else:
        OfficeHours.set_week(form.version_seen, form.week, by=me().actor, now=box.now())


def _week(form: WeekForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    theirs = [shown_hours(hours) for hours in meanwhile.theirs["week"]] if meanwhile else []
    return render_template("hours_week.html", form=form, meanwhile=meanwhile, theirs=theirs)
