"""How an appeal came: in a call, as a voice message, as an SMS, or in a way that only the clerk has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.casework.appeals.appeal_kinds import BY_HAND, CHANNEL_NAMES, Channel
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

CLOCK_SLACK = timedelta(minutes=5)
"""The clerk's computer and the box need not agree to the second."""


class NoSuchSource(SlukhavkaError):
    """The call or message that the appeal is to be made of does not exist."""


class NotYet(SlukhavkaError):
    """It is said to have come later than now."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an appeal comes from and when it came. `from_number`: E.164 of the call or the SMS, if it was shown."""

    channel: Channel
    came_at: datetime
    came_clock_trusted: bool
    from_number: str | None = None
    call_uid: str | None = None
    voice_message_id: int | None = None
    message_id: int | None = None
    text: str = ""
    """What stands written in it already: the text of an SMS."""

    @property
    def channel_name(self) -> str:
        """How it came, in words."""
        return CHANNEL_NAMES[self.channel].capitalize()

    @classmethod
    def of_call(cls, uid: str) -> Source:
        """Return a call as a source. Raises NoSuchSource."""
        call = CallRecord.get_or_none(CallRecord.uid == uid)
        if call is None:
            raise NoSuchSource("Такого дзвінка в журналі немає.")
        return cls(Channel.CALL, call.rang_at, call.clock_trusted, call.number, call.uid)

    @classmethod
    def of_voice_message(cls, number: int) -> Source:
        """Return a voice message as a source; its recording stays with it. Raises NoSuchSource."""
        message = VoiceMessage.numbered(number)
        if message is None:
            raise NoSuchSource(f"Голосового повідомлення № {number} немає.")
        call = message.call
        return cls(
            Channel.VOICE_MESSAGE,
            message.kept_at,
            message.clock_trusted,
            call.number,
            call.uid,
            voice_message_id=number,
        )

    @classmethod
    def of_sms(cls, message_id: int) -> Source:
        """Return an incoming SMS as a source. Raises NoSuchSource."""
        message = Message.numbered(message_id)
        if message is None or message.direction != "in":
            raise NoSuchSource(f"Вхідного SMS № {message_id} немає.")
        return cls(
            Channel.SMS,
            message.created_at,
            message.clock_trusted,
            message.number,
            message_id=message_id,
            text=message.text,
        )

    @classmethod
    def by_hand(cls, channel: Channel, *, now: Moment, came_at: datetime | None = None) -> Source:
        """Return what the clerk alone has seen: a visit, a letter. Raises NotYet; ValueError for other channels."""
        if channel not in BY_HAND:
            raise ValueError(f"{channel} has a row of its own")
        if came_at is None:
            return cls(channel, now.wall, now.trusted)
        if came_at > now.wall + CLOCK_SLACK:
            raise NotYet("Звернення не могло надійти пізніше, ніж зараз.")
        return cls(channel, came_at, came_clock_trusted=True)
