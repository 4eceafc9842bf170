"""Lines and modems (J1), and the log of their wires (J8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.control import AskRefused, BoxNotRunning, ask
from web.access import Action
from web.box import Box
from web.daemon_status import daemon_status
from web.page import Group, Page
from web.pages.lines import words
from web.pages.lines.one_line import lines_of
from web.pages.now.words import LINE_STATES

ASK_S = 15.0


def page(box: Box) -> Page:
    """Return the routes of the lines."""
    page = Page("lines", __name__, box, title="Лінії та модеми", place=11, group=Group.BOX)
    page.shows("/lines", overview, needs=Action.SEE_STATUS)
    page.shows("/lines/log", wire_log, needs=Action.SEE_STATUS)
    return page


def overview(box: Box) -> ResponseReturnValue:
    """Draw every line; with `ask` in the address each is asked anew, which takes some seconds."""
    status = daemon_status(box)
    asked, trouble = _asked(box) if "ask" in request.args and not status.trouble else ({}, "")
    return render_template(
        "lines.html",
        lines=lines_of(box, status, asked),
        trouble=status.trouble or trouble,
        asked=bool(asked),
        free=[] if status.trouble else _free(box),
        states=LINE_STATES,
        words=words,
    )


def wire_log(box: Box) -> ResponseReturnValue:
    """Draw the last of what went over the wires."""
    logs: dict[str, list[tuple[datetime, str, str]]] = {}
    trouble = ""
    try:
        for line, entries in ask(box.control, "modem_log")["lines"].items():
            logs[str(line)] = [(datetime.fromisoformat(at), str(way), str(text)) for at, way, text in entries]
    except (BoxNotRunning, AskRefused) as error:
        trouble = str(error)
    return render_template("lines_log.html", logs=logs, trouble=trouble)


def _free(box: Box) -> list[Mapping[str, str]]:
    """Return the modems that no line has; none when nobody can tell."""
    try:
        return list(ask(box.control, "free_modems")["modems"])
    except (BoxNotRunning, AskRefused):
        return []


def _asked(box: Box) -> tuple[Mapping[str, Mapping[str, Any]], str]:
    try:
        told = ask(box.control, "self_test", limit_s=ASK_S)
    except (BoxNotRunning, AskRefused) as error:
        return {}, str(error)
    return {str(line["line"]): line for line in told.get("lines", ())}, ""
