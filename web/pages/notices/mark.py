"""The mark on the board and the first window while every caller hears an emergency text."""

from __future__ import annotations

import logging

from flask import render_template
from markupsafe import Markup

from appliance.casework.notices.emergency_texts import EmergencyOrder
from appliance.casework.sqlite import DatabaseUnavailable, named_errors
from web.access import Action
from web.box import Box
from web.who import known

_log = logging.getLogger(__name__)


def emergency_mark(box: Box) -> Markup:
    """Return the mark for whoever may see the board, empty while nothing runs, so that a live page can fill it."""
    person = known()
    if person is None or not person.may(Action.SEE_BOARD):
        return Markup()
    try:
        with named_errors(box.database):
            running = EmergencyOrder.running(box.now().wall)
    except DatabaseUnavailable as error:
        _log.info("no mark on this page: %s", error)
        return Markup()
    return Markup(render_template("notices_mark.html", running=running))  # noqa: S704 - a template
