"""Acknowledging at the box itself: who presses the button has seen all that stands."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.casework.box.alarm_kinds import Weight, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from appliance.clock import Moment

SUBJECT = "alarm"


def acknowledge_all(*, by: Actor, now: Moment) -> int:
    """Note that somebody has seen every alarm that nobody had, and return how many there were.

    Danger is acknowledged by whom it was told (S Annex 2), or who has listened to it: here its sound alone is ended,
    and that is noted.
    """
    with write():
        unseen = [alarm for alarm in Alarm.standing() if alarm.acknowledged_at is None]
        for alarm in unseen:
            verb = "silenced" if told(alarm.kind).weight is Weight.DANGER else "alarm_seen"
            if verb == "alarm_seen":
                Alarm.acknowledge(alarm.id, by=by, now=now)
            change = {"kind": alarm.kind, "text": alarm.text}
            AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=alarm.id, change=change)
    return len(unseen)


JOURNAL_WORDS: Mapping[str, str] = {
    "alarm": "тривога",
    "alarm_seen": "підтверджено",
    "silenced": "вимкнено звук",
}
