"""What the register tells the lamps: read at once, whenever something has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.casework.box.alarm_kinds import AlarmKind, Weight, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.lamps import Signal
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.contacts.todo import message_waits
from appliance.clock import Moment

ONCE = frozenset({AlarmKind.STICK_OVERDUE})
"""Sounded once, not until somebody acknowledges: raised anew on every day on which it still holds."""
STORE = frozenset({AlarmKind.DATABASE_BROKEN, AlarmKind.DISK_FULL})


@dataclass(frozen=True, slots=True)
class PanelView:
    """`signals` hold; `dangers` and `urgent` are the ids of the alarms that are sounded until somebody acknowledges.

    `once`: those of them that are sounded once.
    """

    signals: frozenset[Signal] = frozenset()
    dangers: frozenset[int] = frozenset()
    urgent: frozenset[int] = frozenset()
    once: frozenset[int] = frozenset()


def panel_view(now: Moment) -> PanelView:
    """Read it. What came and went unseen keeps its lamp, but is no longer sounded, unless a life hung on it.

    While the box itself is worked on only that is sounded.
    """
    standing = Alarm.standing()
    messages = {Signal.MESSAGE_WAITS} if message_waits() else set()
    unseen = [alarm for alarm in standing if alarm.acknowledged_at is None]
    return PanelView(
        frozenset(_signals(standing)) | messages,
        frozenset(alarm.id for alarm in unseen if _weight(alarm) is Weight.DANGER),
        frozenset() if Maintenance.running(now) else _sounded(unseen),
        frozenset(alarm.id for alarm in unseen if alarm.kind in ONCE and alarm.cleared_at is None),
    )


def _sounded(unseen: Sequence[Alarm]) -> frozenset[int]:
    return frozenset(alarm.id for alarm in unseen if _weight(alarm) is Weight.URGENT and alarm.cleared_at is None)


def _signals(standing: Sequence[Alarm]) -> Iterator[Signal]:
    for alarm in standing:
        unseen = alarm.acknowledged_at is None
        match _weight(alarm):
            case Weight.DANGER:
                yield Signal.DANGER_UNSEEN if unseen else Signal.ALARM_LASTS
            case Weight.URGENT:
                yield Signal.ALARM_UNSEEN if unseen else Signal.ALARM_LASTS
            case Weight.FAULT:
                yield Signal.FAULT_UNSEEN if unseen else Signal.FAULT_LASTS
        if alarm.kind in STORE and alarm.cleared_at is None:
            yield Signal.STORE_FAULT


def _weight(alarm: Alarm) -> Weight:
    return told(alarm.kind).weight
