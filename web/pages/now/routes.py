"""The first window, its live news and the recordings it plays."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from appliance import control
from appliance.casework.calls import CallRecord, VoiceMessage
from appliance.casework.database import DatabaseUnavailable, reading
from appliance.contracts import LineState
from web.box import Box
from web.pages.now import words

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


def page(box: Box) -> Blueprint:
    """Return the routes of the first window."""
    blueprint = Blueprint("now", __name__, template_folder=".")
    blueprint.add_url_rule("/", "window", partial(window, box))
    blueprint.add_url_rule("/events", "events", partial(events, box))
    blueprint.add_url_rule("/recordings/<int:number>", "recording", partial(recording, box))
    return blueprint


def window(box: Box) -> str:
    """Draw the lines and the last calls; what is broken is said in its place and does not hide the rest."""
    now = _box_view(box)
    calls, log_trouble = _calls(box)
    return render_template("now.html", now=now, calls=calls, log_trouble=log_trouble, words=words)


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


def recording(box: Box, number: int) -> AnyResponse:
    """Send the sound of one voice message."""
    try:
        with reading(box.database):
            message = VoiceMessage.numbered(number)
    except DatabaseUnavailable as error:
        _log.warning("recording %d: %s", number, error)
        abort(503)
    if message is None:
        abort(404)
    return send_from_directory(
        box.recordings.resolve(), message.path, mimetype="audio/wav", download_name=f"slukhavka-{number}.wav"
    )


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


def _calls(box: Box) -> tuple[list[CallRecord], str]:
    try:
        with reading(box.database):
            return CallRecord.latest(CALLS_SHOWN), ""
    except DatabaseUnavailable as error:
        return [], str(error)
