"""What the daemon says of itself at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.contracts import LineState, LineStatus
from appliance.control import AskRefused, BoxNotRunning, ask
from web.box import Box


@dataclass(frozen=True, slots=True)
class DaemonStatus:
    """The lines, how many wait for a person, since when calls are answered, the menu that is played."""

    lines: tuple[LineStatus, ...] = ()
    waiting: int = 0
    ready_since: datetime | None = None
    menu_revision: str = ""
    trouble: str = ""
    """A sentence when it says nothing."""


def daemon_status(box: Box) -> DaemonStatus:
    """Ask; a daemon that is silent is a status, too."""
    try:
        told = ask(box.control, "status")
    except (BoxNotRunning, AskRefused) as error:
        return DaemonStatus(trouble=str(error))
    since = told.get("ready_since")
    return DaemonStatus(
        lines=tuple(_line(line) for line in told.get("lines", ())),
        waiting=int(told.get("waiting") or 0),
        ready_since=datetime.fromisoformat(since) if since else None,
        menu_revision=str(told.get("menu_revision") or ""),
    )


def _line(told: dict[str, Any]) -> LineStatus:
    return LineStatus(
        line=str(told["line"]),
        state=LineState(told["state"]),
        reason=told.get("reason") or "",
        operator=told.get("operator") or "",
        signal_dbm=told.get("signal_dbm"),
    )
