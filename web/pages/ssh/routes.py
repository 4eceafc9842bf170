"""SSH for the technician, who comes in with his key alone: on for two hours, then off by itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.ssh_opening import NoSsh, SshDoor
from web.access import Action
from web.box import Box
from web.page import Group, Page
from web.who import me

DOOR = SshDoor()


def page(box: Box) -> Page:
    """Return the routes."""
    page = Page("ssh", __name__, box, title="SSH для техніка", place=47, group=Group.BOX)
    page.shows("/ssh", door, needs=Action.MAINTAIN)
    page.does("/ssh", switch_on, needs=Action.MAINTAIN)
    return page


def door(_box: Box) -> str:
    """Draw whether it is on, and until when."""
    return render_template("ssh.html", until=DOOR.until(), refused="")


def switch_on(box: Box) -> ResponseReturnValue:
    """Ask root's unit for it."""
    try:
        DOOR.ask(by=me().actor, now=box.now())
    except NoSsh as error:
        return render_template("ssh.html", until=DOOR.until(), refused=str(error)), 422
    flash("Попрошено. За кілька секунд SSH увімкнеться на дві години.")
    return redirect(url_for("ssh.door"), 303)
