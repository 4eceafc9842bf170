"""What differs from the week: days of their own, moved days, closures, martial law, the switches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import Closure, HoursError
from appliance.casework.office.office_hours import OfficeHours
from web.box import Box
from web.forms import REFUSAL, Form
from web.pages.hours.forms import ClosureForm, MartialLawForm, MovedForm, SpecialForm
from web.pages.hours.overview import draw
from web.publishing import publish_soon
from web.who import me

SAVED = "Збережено. Телефон скаже це, щойно слова озвучено."


def saved(box: Box) -> ResponseReturnValue:
    """Let callers hear it, and go back to the page."""
    publish_soon(box, "hours")
    flash(SAVED)
    return redirect(url_for("hours.overview"), 303)


def taken(box: Box, form: Form, verb: Callable[[], None]) -> ResponseReturnValue:
    """Do what a form asks for, or show why it is not done."""
    if form.validate():
        try:
            verb()
            return saved(box)
        except HoursError as error:
            form.refuse("", error)
    return draw(box, form), 422


def add_special(box: Box) -> ResponseReturnValue:
    """Give a date hours of its own."""
    form = SpecialForm()
    return taken(box, form, lambda: OfficeHours.add_special_day(form.read(), by=me().actor, now=box.now()))


def remove_special(box: Box, on: str) -> ResponseReturnValue:
    """Let a date be like its weekday again."""
    day = _date(on)
    return _undone(box, lambda: OfficeHours.remove_special_day(day, by=me().actor, now=box.now()))


def move_day(box: Box) -> ResponseReturnValue:
    """Move a working day to a day off."""
    form = MovedForm()
    return taken(box, form, lambda: OfficeHours.move_day(form.read(), by=me().actor, now=box.now()))


def unmove_day(box: Box, day_off: str) -> ResponseReturnValue:
    """Leave it where it was."""
    day = _date(day_off)
    return _undone(box, lambda: OfficeHours.unmove_day(day, by=me().actor, now=box.now()))


def close(box: Box) -> ResponseReturnValue:
    """Shut for some days, or for a part of one."""
    form = ClosureForm()
    return taken(box, form, lambda: OfficeHours.close(form.read(), by=me().actor, now=box.now()))


def remove_closure(box: Box) -> ResponseReturnValue:
    """Work on those days after all."""
    found = _closure(OfficeHours.in_force(), request.form.get("start", ""), request.form.get("end", ""))
    return _undone(box, lambda: OfficeHours.remove_closure(found, by=me().actor, now=box.now()))


def begin_martial_law(box: Box) -> ResponseReturnValue:
    """From a day on holidays are worked."""
    form = MartialLawForm()
    return taken(
        box, form, lambda: OfficeHours.begin_martial_law(form.martial_on.data or date.min, by=me().actor, now=box.now())
    )


def end_martial_law(box: Box) -> ResponseReturnValue:
    """The last such day."""
    form = MartialLawForm()
    return taken(
        box, form, lambda: OfficeHours.end_martial_law(form.martial_on.data or date.min, by=me().actor, now=box.now())
    )


def holidays(box: Box) -> ResponseReturnValue:
    """Keep public holidays, or never mind them."""
    on = request.form.get("on") == "1"
    return _undone(box, lambda: OfficeHours.keep_public_holidays(on, by=me().actor, now=box.now()))


def round_the_clock(box: Box) -> ResponseReturnValue:
    """Never close, or go by the week."""
    on = request.form.get("on") == "1"
    return _undone(box, lambda: OfficeHours.round_the_clock(on, by=me().actor, now=box.now()))


def _undone(box: Box, verb: Callable[[], None]) -> ResponseReturnValue:
    """Do what one button asks for, or say why not."""
    try:
        verb()
    except HoursError as error:
        flash(str(error), REFUSAL)
        return redirect(url_for("hours.overview"), 303)
    return saved(box)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _closure(calendar: WorkCalendar, start: str, end: str) -> Closure:
    try:
        wanted = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError:
        abort(404)
    found = next((each for each in calendar.closures if (each.start, each.end) == wanted), None)
    if found is None:
        abort(404)
    return found
