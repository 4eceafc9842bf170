"""Which alarms are the box's own: its technician is told of them and they are incidents. The rest is the office's."""

from __future__ import annotations

from appliance.casework.box.alarm_kinds import AlarmKind, Weight, told

OFFICE = frozenset(
    {
        AlarmKind.APPOINTMENT_DUE,
        AlarmKind.DANGER_MESSAGE,
        AlarmKind.NIGHT_WITHOUT_DUTY,
        AlarmKind.NOBODY_READY,
        AlarmKind.RED_BUTTON,
        AlarmKind.SERVICES_OVERDUE,
        AlarmKind.STALE_ANSWERS,
        AlarmKind.STICK_OVERDUE,
        AlarmKind.WORKS_NOT_CLOSED,
    }
)
"""What people must do. Their sentences may name a resident, whom no technician needs to know."""


def technical(kind: str) -> bool:
    """Tell whether an alarm of that kind says that something of the box is out of order."""
    return kind not in OFFICE and told(kind).weight is not Weight.NOTE
