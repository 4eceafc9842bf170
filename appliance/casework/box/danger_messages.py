"""Messages about a danger to life or health: each is an alarm until somebody has dealt with it (K2, C-13)."""

from __future__ import annotations

from dataclasses import replace

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_kinds import AppealState
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.contacts.todo import waiting_of
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
    """End the alarms of messages that wait no more, raise those of messages put back; True when there was one.

    A message waits as long as the list of what is to be done has it. One that is no longer there has nobody to be dealt
    with by: its alarm only ends.
    """
    with write():
        waiting = {str(message) for message in waiting_of(PURPOSE)}
        is_danger = Alarm.kind == AlarmKind.DANGER_MESSAGE
        standing = {alarm.about: alarm for alarm in Alarm.select().where(is_danger, Alarm.cleared_at.is_null())}
        over, back = standing.keys() - waiting, waiting - standing.keys()
        for about in over:
            _acknowledge(standing[about], now)
            Alarm.clear(AlarmKind.DANGER_MESSAGE, now=now, about=about)
        for about in back:
            raise_danger(int(about), now=now)
    return bool(over or back)


def call_of_danger(alarm: Alarm) -> str | None:
    """Return the uid of the call in which the message of such an alarm was left; None for any other alarm."""
    message = VoiceMessage.numbered(int(alarm.about)) if alarm.kind == AlarmKind.DANGER_MESSAGE else None
    return str(message.call.uid) if message else None


def _acknowledge(alarm: Alarm, now: Moment) -> None:
    """Note who has dealt with its message, and when: whoever marked it so, or made a card of it."""
    message = int(alarm.about)
    if handled := HandledMessage.get_or_none(HandledMessage.message == message):
        account, at = handled.account_id, handled.handled_at
    elif card := Appeal.get_or_none(Appeal.voice_message == message, Appeal.state != AppealState.DISCARDED):
        account, at = card.created_by_id, card.created_at
    else:
        return
    by = Actor(Origin.CONSOLE, account) if account else Actor(Origin.COMMAND)
    Alarm.acknowledge(alarm.id, by=by, now=replace(now, wall=at))
