"""The first run, on the box's own address; closed as soon as somebody can enter."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.entrance.accounts import Actor, BadName
from appliance.casework.entrance.credentials import WeakPassword
from appliance.casework.entrance.first_run import Beginning, WrongCode, begin, somebody_can_enter
from appliance.casework.entrance.login_failures import MustWait
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.office.community import BadSettlement, Profile
from appliance.publishing.first_set import lay_out
from web.access import STRANGER
from web.box import Box
from web.forms import written
from web.guard import TICKET
from web.hearing import check_words
from web.page import Page
from web.pages.first_run.forms import FirstRunForm
from web.publishing import PUBLISHER
from web.telling import tell


def page(box: Box) -> Page:
    """Return the routes of the first run."""
    page = Page("first_run", __name__, box)
    page.shows("/first-run", ask, needs=STRANGER)
    page.does("/first-run", make, needs=STRANGER)
    return page


def ask(_box: Box) -> ResponseReturnValue:
    """Ask for all of it."""
    if somebody_can_enter():
        return redirect(url_for("entry.door"), 303)
    return render_template("first_run.html", form=FirstRunForm())


def make(box: Box) -> ResponseReturnValue:
    """Make it, and let the administrator in."""
    if somebody_can_enter():
        return redirect(url_for("entry.door"), 303)
    form = FirstRunForm()
    if form.validate() and _speakable(box, form):
        try:
            account_id = _begun(box, form)
        except (WrongCode, MustWait) as error:
            form.refuse("code", error)
        except BadSettlement as error:
            form.refuse("settlements", error)
        except BadName as error:
            form.refuse("login" if "Логін" in str(error) else "name", error)
        except WeakPassword as error:
            form.refuse("password", error)
        else:
            address, browser = request.remote_addr or "", request.user_agent.string
            session.clear()
            session[TICKET] = LoginSession.begin(account_id, address=address, browser=browser, now=box.now())
            tell(box, PUBLISHER)
            flash("Громаду записано, меню й години профілю озвучуються. Тепер додайте людей: кожному свій логін.")
            return redirect(url_for("accounts.everybody"), 303)
    return render_template("first_run.html", form=form), 422


def _speakable(box: Box, form: FirstRunForm) -> bool:
    """Tell whether the menu can say the address, which its texts name; what cannot be read is said beside it."""
    for sentence in check_words(box, written(form.address)):
        form.refuse("address", sentence)
    return not form.errors


def _begun(box: Box, form: FirstRunForm) -> int:
    """Make all of it or nothing, and return the administrator's account."""
    now, beginning = box.now(), _beginning(form)

    def furnish(by: Actor) -> object:
        return lay_out(beginning.profile, martial_law=bool(form.martial_law.data), by=by, now=now)

    return begin(written(form.code), beginning, furnish, address=request.remote_addr or "", now=now)


def _beginning(form: FirstRunForm) -> Beginning:
    return Beginning(
        community=written(form.community),
        profile=Profile(form.profile.data),
        telephones=written(form.telephones),
        address=written(form.address),
        settlements=written(form.settlements).splitlines(),
        name=written(form.name),
        login=written(form.login),
        password=form.password.data or "",
    )
