"""The trial phone: a menu is walked as a caller would, at any moment, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.casework.office.community import Settlement
from appliance.clock import Moment
from appliance.contracts import PresenceState
from appliance.menu.published import Published
from appliance.menu.trial import walk
from appliance.menu.trial_events import GONE, SILENCE, NoEvents
from appliance.menu.trial_office import Operators, TrialHouse
from appliance.menu.trial_story import Transcript
from web.access import Action
from web.box import Box
from web.forms import choices
from web.page import Group, Page
from web.pages.trial import sounds, words
from web.pages.trial.forms import STRANGER, TrialForm
from web.pages.trial.menus import NotTriable, offered, read
from web.pages.trial.moments import CHOSEN, NoSuchMoment, moment_of
from web.shown import KYIV

CALL, BACK, SPEAK = "call", "back", "~8"
NO_MOMENT = "Такого дня в календарі на рік уперед немає."


def page(box: Box) -> Page:
    """Return the routes of the trial phone."""
    page = Page("trial", __name__, box, title="Пробний телефон", place=15, group=Group.SAYS)
    page.shows("/trial", phone, needs=Action.TRY_MENU)
    page.does("/trial", press, needs=Action.TRY_MENU)
    page.shows("/trial/sound", sounds.sound, needs=Action.TRY_MENU)
    return page


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial as the page shows it: when it began, and what came of it."""

    began: datetime
    told: Transcript


def phone(box: Box) -> ResponseReturnValue:
    """Draw the telephone before anybody has called; `?which=` names the menu."""
    form = _form(box)
    if request.args.get("which", "") in dict(form.which.choices):
        form.which.data = request.args["which"]
    return _drawn(form)


def press(box: Box) -> ResponseReturnValue:
    """Take one more deed of the caller, and draw the whole trial anew."""
    form = _form(box)
    if not form.validate():
        return _drawn(form), 422
    deed = request.form.get("press", CALL)
    form.events.data = _more(form.events.data or "", deed, form.during.data or "")
    form.during.data = ""
    if deed == CALL:
        form.began.data = ""
    try:
        menu = read(box, form.which.data)
        began = _began(box, form, menu)
        told = walk(menu, form.events.data, began, _house(box, form))
    except NotTriable as hindrance:
        return _drawn(form, reasons=hindrance.reasons), 422
    except NoSuchMoment:
        form.refuse("when", NO_MOMENT)
    except NoEvents as error:
        form.refuse("", error)
    if form.errors or form.form_errors:
        return _drawn(form), 422
    return _drawn(form, Trial(began.wall, told))


def _form(box: Box) -> TrialForm:
    form = TrialForm()
    form.which.choices = choices(offered(box))
    places = {place.id: place.full_name for place in Settlement.standing()}
    form.settlement.choices = choices({"": "невідомо", **places})
    return form


def _more(events: str, deed: str, during: str) -> str:
    """Return the events with one more; who calls anew has done nothing yet."""
    if deed == CALL:
        return ""
    if deed == BACK:
        return " ".join(events.split()[:-1])
    early = during and deed not in (SILENCE, SPEAK)
    return f"{events} {during}<{deed}" if early else f"{events} {deed}"


def _began(box: Box, form: TrialForm, menu: Published) -> Moment:
    """Return when the trial's call began; it stays so from one key to the next. Raises NoSuchMoment."""
    now, kind = box.now(), form.when.data
    if kind == CHOSEN:
        wall = form.moment.data.replace(tzinfo=KYIV) if form.moment.data else now.wall
    else:
        wall = _pinned(form.began.data or "", kind) or moment_of(kind, menu.calendar, now.wall)
    form.began.data = f"{kind} {wall.isoformat()}"
    return replace(now, wall=wall, trusted=True)


def _pinned(written: str, kind: str) -> datetime | None:
    """Return the moment that the trial has begun with, if it was chosen in the same way."""
    earlier, _, moment = written.partition(" ")
    try:
        pinned = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return pinned if earlier == kind and pinned.tzinfo else None


def _house(box: Box, form: TrialForm) -> TrialHouse:
    staff = None if form.caller.data == STRANGER else PresenceState(form.caller.data)
    return TrialHouse(
        number=form.number.data or "",
        operators=Operators(form.operators.data),
        staff=staff,
        keeps=not form.fails.data,
        area_code=box.settings.box.area_code,
    )


def _drawn(form: TrialForm, trial: Trial | None = None, reasons: list[str] | None = None) -> str:
    return render_template(
        "trial.html",
        form=form,
        trial=trial,
        reasons=reasons or [],
        words=words,
        address=sounds.address,
        silence=SILENCE,
        gone=GONE,
        speak=SPEAK,
    )
