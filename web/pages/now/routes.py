"""The first window and its live news."""

from __future__ import annotations

import logging

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from appliance import control
from appliance.casework.contacts.calls import CallRecord
from web.access import Action
from web.box import Box
from web.daemon_status import daemon_status
from web.page import Page
from web.pages.now import words
from web.who import me

CALLS_SHOWN = 30
_log = logging.getLogger(__name__)


def page(box: Box) -> Page:
    """Return the routes of the first window."""
    page = Page("now", __name__, box, title="Зараз", place=10)
    page.shows("/", window, needs=Action.ENTER)
    page.shows("/events", events, needs=Action.ENTER)
    return page


def window(box: Box) -> ResponseReturnValue:
    """Draw the lines and the last calls, each for whoever may see it."""
    now = daemon_status(box) if me().may(Action.SEE_BOARD) else None
    calls = CallRecord.latest(CALLS_SHOWN) if me().may(Action.SEE_CALLS) else None
    return render_template("now.html", now=now, calls=calls, words=words)


def events(box: Box) -> Response:
    """Stream the daemon's news; 503 when it is silent or too many browsers listen, and the page reloads itself."""
    try:
        stream = box.streams.open(box.control)
    except (control.BoxNotRunning, control.AskRefused) as error:
        _log.info("no event stream: %s", error)
        abort(503)
    if stream is None:
        abort(503)
    response = Response(iter(stream), mimetype="text/event-stream")
    response.call_on_close(stream.close)
    return response
