"""Messages about a danger to life or health: each is an alarm until somebody has dealt with it (K2, C-13)."""

from __future__ import annotations

from dataclasses import replace

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.row import write
from appliance.clock import Moment

PURPOSE = "emergency"
"""What the menu calls a message that was left behind the key of danger to life."""
# No number and no name: whoever sees alarms may not see callers.
TEXT = "Залишено повідомлення № {number} про загрозу життю чи здоров'ю. Прослухайте його негайно."


def raise_danger(message: int, *, now: Moment) -> None:
    """Raise the alarm of a message that was just kept."""
    Alarm.raise_alarm(AlarmKind.DANGER_MESSAGE, TEXT.format(number=message), now=now, about=str(message))


def settle_dangers(now: Moment) -> bool:
    """End the alarms of messages that were dealt with, seen by whom and when; True when there was one.

    A message that is no longer there has nobody to be dealt with by: its alarm only ends.
    """
    with write():
        is_danger = Alarm.kind == AlarmKind.DANGER_MESSAGE
        over = [each for each in Alarm.select().where(is_danger, Alarm.cleared_at.is_null()) if _is_over(each, now)]
        for alarm in over:
            Alarm.clear(AlarmKind.DANGER_MESSAGE, now=now, about=alarm.about)
    return bool(over)


def call_of_danger(alarm: Alarm) -> str | None:
    """Return the uid of the call in which the message of such an alarm was left; None for any other alarm."""
    message = VoiceMessage.numbered(int(alarm.about)) if alarm.kind == AlarmKind.DANGER_MESSAGE else None
    return str(message.call.uid) if message else None


def _is_over(alarm: Alarm, now: Moment) -> bool:
    handled = HandledMessage.get_or_none(HandledMessage.message == int(alarm.about))
    if handled is None:
        return VoiceMessage.numbered(int(alarm.about)) is None
    by = Actor(Origin.CONSOLE, handled.account.id) if handled.account else Actor(Origin.COMMAND)
    Alarm.acknowledge(alarm.id, by=by, now=replace(now, wall=handled.handled_at))
    return True
