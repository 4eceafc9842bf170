"""Entering and leaving."""

from __future__ import annotations

import threading

from flask import abort, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.entrance.first_run import somebody_can_enter
from appliance.casework.entrance.login_failures import MustWait
from appliance.casework.entrance.sessions import EntryRefused, LoginSession
from web.access import STRANGER, Action
from web.box import Box
from web.forms import written
from web.guard import TICKET, own_path
from web.page import Page
from web.pages.entry.forms import DoorForm
from web.tls import Identity
from web.who import known, me

_one_at_a_time = threading.Semaphore(1)
"""Argon2 takes 19 MB and a core for each guess; and the failure before must be counted before the next is looked at."""


def page(box: Box) -> Page:
    """Return the routes of the door."""
    page = Page("entry", __name__, box)
    page.shows("/login", door, needs=STRANGER)
    page.does("/login", enter, needs=STRANGER)
    page.does("/leave", leave, needs=Action.ENTER)
    page.shows("/authority.crt", authority, needs=STRANGER)
    return page


def door(_box: Box) -> ResponseReturnValue:
    """Ask who is there."""
    if known():
        return redirect(own_path(request.args.get("then", "")) or "/", 303)
    if not somebody_can_enter():
        return redirect(url_for("first_run.ask"), 303)
    form = DoorForm()
    form.then.data = own_path(request.args.get("then", "")) or ""
    return render_template("door.html", form=form, kept=request.args.get("kept"))


def enter(box: Box) -> ResponseReturnValue:
    """Let in who proves himself, and lead him where he was going."""
    form = DoorForm()
    if not form.validate():
        return render_template("door.html", form=form), 422
    try:
        with _one_at_a_time:
            ticket = LoginSession.enter(
                written(form.login),
                form.password.data or "",
                written(form.code),
                address=request.remote_addr or "",
                browser=request.user_agent.string,
                now=box.now(),
            )
    except (EntryRefused, MustWait) as error:
        form.refuse("", error)
        return render_template("door.html", form=form), 429 if isinstance(error, MustWait) else 422
    # The seed of the tokens stays: a page that lay open in this browser when the session ended can still be sent.
    seed = session.get("csrf_token")
    session.clear()
    session[TICKET] = ticket
    if seed:
        session["csrf_token"] = seed
    return redirect(own_path(form.then.data or "") or "/", 303)


def leave(box: Box) -> ResponseReturnValue:
    """End the session."""
    LoginSession.end(me().session, by=me().actor, now=box.now())
    session.clear()
    return redirect(url_for("entry.door"), 303)


def authority(box: Box) -> ResponseReturnValue:
    """Send the box's own authority, for a browser that is to trust it and ask no more."""
    found = Identity(box.settings.tls).authority
    if not found.exists():
        abort(404)
    return send_file(found.resolve(), mimetype="application/x-x509-ca-cert", download_name="slukhavka.crt")
