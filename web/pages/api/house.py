"""Operators, alarms and the status of the box for programs."""

from __future__ import annotations

from appliance.casework.box import alarms as rows
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import NoSuchAlarm
from appliance.casework.staff.presence import Presence
from web.access import Action
from web.api import Listed, Refused
from web.box import Box
from web.daemon_status import daemon_status
from web.pages.api import shapes
from web.pages.status.checks import checks
from web.telling import tell
from web.who import me


def operators(box: Box) -> Listed:
    """List the operators and how they stand."""
    return Listed(
        tuple(
            shapes.Operator(each.member.operator, each.member.name, each.state, each.reason, each.since, each.left_s)
            for each in Presence.roll_call(box.now())
        )
    )


def alarms(_box: Box) -> Listed:
    """List the alarms that stand; urgent reports only to whom the console shows them."""
    told = me().may(Action.RED_BUTTON)
    return Listed(tuple(_alarm(each) for each in rows.Alarm.standing() if told or each.kind != AlarmKind.RED_BUTTON))


def acknowledge(box: Box, alarm_id: int) -> shapes.Done:
    """Note that an alarm was seen. An urgent report is acknowledged by whom it was told, in the console."""
    if alarm_id in {each.id for each in rows.Alarm.standing() if each.kind == AlarmKind.RED_BUTTON}:
        raise Refused(422, "Термінову доповідь підтверджує в консолі той, кому доповідали.")
    try:
        first = rows.Alarm.acknowledge(alarm_id, by=me().actor, now=box.now())
    except NoSuchAlarm as error:
        raise Refused(404, str(error)) from error
    tell(box, "alarms")
    return shapes.Done(first)


def status(box: Box) -> shapes.Status:
    """Tell how everything stands."""
    told = daemon_status(box)
    return shapes.Status(told.lines, told.waiting, tuple(checks(box)))


def _alarm(each: rows.Alarm) -> shapes.Alarm:
    return shapes.Alarm(
        id=each.id,
        kind=each.kind,
        about=each.about,
        text=each.text,
        raised_at=each.raised_at,
        cleared_at=each.cleared_at,
        acknowledged_at=each.acknowledged_at,
        acknowledged_by=each.acknowledged_by.name if each.acknowledged_by else "",
    )
