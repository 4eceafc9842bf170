"""The trial phone: a menu is walked as a caller would, at any moment, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.trial_calls import NoTelephone, TrialCall
from appliance.casework.notices.told import told as notices_told
from appliance.casework.office.community import Settlement
from appliance.casework.office.hours_file import from_toml
from appliance.clock import Moment
from appliance.contracts.office import PresenceState
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.menu.flow import findings
from appliance.menu.notices import read_notices, words_only
from appliance.menu.published import Published
from appliance.menu.trial import walk
from appliance.menu.trial_events import GONE, SILENCE, NoEvents
from appliance.menu.trial_office import Operators, TrialHouse
from appliance.menu.trial_story import Transcript
from appliance.publishing.compose import facts_now, hours_now
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, choices
from web.lists import number
from web.page import Group, Page
from web.pages.trial import sounds, words
from web.pages.trial.forms import STRANGER, TrialForm
from web.pages.trial.menus import NotTriable, document_of, offered, read
from web.pages.trial.moments import CHOSEN, NOW, NoSuchMoment, moment_of
from web.shown import KYIV
from web.who import me

CALL, BACK, SPEAK = "call", "back", "~8"
NOT_RUNNING = "Слухавка зараз не працює, тож не зателефонує."
NO_MOMENT = "Такого дня в календарі на рік уперед немає."


def page(box: Box) -> Page:
    """Return the routes of the trial phone."""
    page = Page("trial", __name__, box, title="Пробний телефон", place=15, group=Group.SAYS)
    page.shows("/trial", phone, needs=Action.TRY_MENU)
    page.does("/trial", press, needs=Action.TRY_MENU)
    page.does("/trial/call", call_me, needs=Action.TRY_MENU)
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
    if request.args.get("which", "") in offered(box):
        form.which.data = request.args["which"]
    return _drawn(box, form)


def press(box: Box) -> ResponseReturnValue:
    """Take one more deed of the caller, and draw the whole trial anew."""
    form = _form(box)
    if not form.validate():
        return _drawn(box, form), 422
    deed = request.form.get("press", CALL)
    form.events.data = _more(form.events.data or "", deed, form.during.data or "")
    form.during.data = ""
    if deed == CALL:
        form.began.data = ""
    try:
        menu = read(box, form.which.data)
        began = _began(box, form, menu)
        notices = read_notices(notices_told(began.wall), words_only)
        told = walk(menu, form.events.data, began, _house(box, form), notices)
    except NotTriable as hindrance:
        return _drawn(box, form, reasons=hindrance.reasons), 422
    except NoSuchMoment:
        form.refuse("when", NO_MOMENT)
    except NoEvents as error:
        form.refuse("", error)
    if form.errors or form.form_errors:
        return _drawn(box, form), 422
    return _drawn(box, form, Trial(began.wall, told))


def call_me(box: Box) -> ResponseReturnValue:
    """Ask the box to speak what is chosen and to ring the telephone of whoever asks."""
    form = _form(box)
    if not form.validate():
        return _drawn(box, form), 422
    try:
        menu, document = document_of(form.which.data)
        if wrong := findings(document, facts_now()):
            raise NotTriable([found.sentence for found in wrong])
        began = _chosen(box, form, menu)
        title = offered(box)[form.which.data]
        trial = TrialCall.ask(menu, title, document, _conditions(form, began), by=me().actor, now=box.now())
        ask(box.control, "try_draft", trial=trial)
    except NotTriable as hindrance:
        return _drawn(box, form, reasons=hindrance.reasons), 422
    except NoSuchMoment:
        form.refuse("when", NO_MOMENT)
        return _drawn(box, form), 422
    except BoxNotRunning:
        TrialCall.end(trial, now=box.now(), fault=NOT_RUNNING)
        flash(NOT_RUNNING, REFUSAL)
    except (NoTelephone, AskRefused) as error:
        flash(f"Слухавка не зателефонує. {error}", REFUSAL)
    else:
        flash("Слухавка озвучує меню й за хвилину-дві зателефонує вам. Цього дзвінка не буде в жодному звіті.")
    return redirect(url_for(".phone", which=form.which.data), 303)


def _chosen(box: Box, form: TrialForm, menu: str) -> datetime | None:
    """Return the moment that a call is to pretend; None: it is what it is. Raises NoSuchMoment."""
    if form.when.data == NOW:
        return None
    if form.when.data == CHOSEN:
        return form.moment.data.replace(tzinfo=KYIV) if form.moment.data else None
    return moment_of(form.when.data, from_toml(hours_now(box.settings.published_menu(menu))), box.now().wall)


def _conditions(form: TrialForm, began: datetime | None) -> dict[str, Any]:
    place = number({"place": form.settlement.data or ""}, "place")
    return {
        "began": began.isoformat() if began else "",
        "operators": form.operators.data,
        "settlements": [place] if place else None,
        "staff": "" if form.caller.data == STRANGER else form.caller.data,
        "keeps": not form.fails.data,
    }


def _form(box: Box) -> TrialForm:
    form = TrialForm()
    form.which.choices = choices(offered(box))
    places = {place.id: place.full_name for place in Settlement.standing()}
    form.settlement.choices = choices([("", "невідомо"), *places.items()])
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
    place = number({"place": form.settlement.data or ""}, "place")
    return TrialHouse(
        number=form.number.data or "",
        operators=Operators(form.operators.data),
        staff=staff,
        settlements=frozenset({place}) if place else None,
        keeps=not form.fails.data,
        area_code=box.settings.box.area_code,
    )


def _drawn(box: Box, form: TrialForm, trial: Trial | None = None, reasons: list[str] | None = None) -> str:
    return render_template(
        "trial.html",
        form=form,
        calls=TrialCall.latest_of(me().account_id),
        now=box.now().wall,
        trial=trial,
        reasons=reasons or [],
        words=words,
        address=sounds.address,
        silence=SILENCE,
        gone=GONE,
        speak=SPEAK,
    )
