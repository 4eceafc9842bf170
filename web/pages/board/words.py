"""The words of the board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.box.alarm_kinds import times, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.danger_messages import call_of_danger
from web.shown import when


def alarm(found: Alarm) -> str:
    """Return what kind of alarm it is."""
    return told(found.kind).title


def lasts(found: Alarm) -> str:
    """Return whether its cause is still there."""
    return "триває" if found.cleared_at is None else "минула"


def often(found: Alarm) -> str:
    """Return how often it came and when last; "" for what came once."""
    return f"{times(found.times)}, востаннє {when(found.last_at)}" if found.times > 1 else ""


def leads_to(found: Alarm) -> str | None:
    """Return the page of the call whose message it is about."""
    call = call_of_danger(found)
    return url_for("calls.card", uid=call) if call else None
