"""The words of the board."""

from __future__ import annotations

from appliance.casework.box.alarm_kinds import told
from appliance.casework.box.alarms import Alarm


def alarm(found: Alarm) -> str:
    """Return what kind of alarm it is."""
    return told(found.kind).title


def lasts(found: Alarm) -> str:
    """Return whether its cause is still there."""
    return "триває" if found.cleared_at is None else "минула"
