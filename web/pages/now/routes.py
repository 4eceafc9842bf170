"""The first window and its live news."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template

from appliance import control
from appliance.casework.calls import CallRecord
from appliance.contracts import LineState
from web.access import Action
from web.box import Box
from web.page import Page
from web.pages.now import words
from web.who import me

CALLS_SHOWN = 30
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it is drawn."""

    name: str
    state: LineState
    words: words.LineWords
    reason: str
    operator: str
    signal_dbm: int | None


@dataclass(frozen=True, slots=True)
class BoxView:
    """What the daemon says of itself; `trouble` is a sentence when it says nothing."""

    lines: tuple[LineView, ...] = ()
    ready_since: datetime | None = None
    menu_revision: str = ""
    trouble: str = ""


def page(box: Box) -> Page:
    """Return the routes of the first window."""
    page = Page("now", __name__, box, title="Зараз", place=10)
    page.shows("/", window, needs=Action.ENTER)
    page.shows("/events", events, needs=Action.ENTER)
    return page


def window(box: Box) -> str:
    """Draw the lines and the last calls, each for whoever may see it."""
    now = _box_view(box) if me().may(Action.SEE_BOARD) else None
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


def _box_view(box: Box) -> BoxView:
    try:
        status = control.ask(box.control, "status")
    except (control.BoxNotRunning, control.AskRefused) as error:
        return BoxView(trouble=str(error))
    ready_since = status.get("ready_since")
    return BoxView(
        lines=tuple(_line_view(line) for line in status["lines"]),
        ready_since=datetime.fromisoformat(ready_since) if ready_since else None,
        menu_revision=str(status.get("menu_revision") or ""),
    )


def _line_view(line: dict[str, Any]) -> LineView:
    state = LineState(line["state"])
    return LineView(
        name=line["line"],
        state=state,
        words=words.LINE_STATES[state],
        reason=line.get("reason") or "",
        operator=line.get("operator") or "",
        signal_dbm=line.get("signal_dbm"),
    )
