"""What the office has done with calls in vain and voice messages: returned, listened through, noted beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.callbacks import Callback, CallbackState
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NOTE_MAX = 1000


class NoSuchMessage(SlukhavkaError):
    """There is no such voice message."""


class BadNote(SlukhavkaError):
    """A note that cannot be kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clerk had before his eyes when he marked an entry: a number (E.164), its last call, its messages.

    What has come since stays in the list.
    """

    number: str | None
    last_call: int
    messages: tuple[int, ...] = ()


class Returned(Row):
    """All calls of a number up to `call_id` are returned, says `account`."""

    id = peewee.AutoField()
    number = peewee.TextField()
    call_id = peewee.IntegerField()
    returned_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def mark(cls, seen: Seen, *, by: Actor, now: Moment) -> None:
        """Note that who called is called back: his calls, his messages and what the office owed him are done."""
        with write():
            for message in seen.messages:
                HandledMessage.mark(message, by=by, now=now)
            if seen.number is None:
                return
            entered = cls.create(
                number=seen.number,
                call_id=seen.last_call,
                returned_at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
            change = {"number": seen.number, "call": seen.last_call, "messages": list(seen.messages)}
            AuditEntry.record(by=by, now=now, verb="returned", subject="calls", subject_id=entered.id, change=change)
            cls._close_callback(seen, by, now)

    @classmethod
    def mark_all(cls, all_seen: Collection[Seen], *, by: Actor, now: Moment) -> None:
        """Note it of several at once."""
        with write():
            for seen in all_seen:
                cls.mark(seen, by=by, now=now)

    @classmethod
    def _close_callback(cls, seen: Seen, by: Actor, now: Moment) -> None:
        """Close what is owed, unless it was asked for in a call that the clerk has not seen."""
        opened = Callback.select(Callback, CallRecord).join(CallRecord, peewee.JOIN.LEFT_OUTER)
        owed = opened.where(Callback.number == seen.number, Callback.closed_at.is_null()).first()
        if owed and (owed.call is None or owed.call.id <= seen.last_call):
            Callback.close(owed.id, CallbackState.DONE, by=by, now=now)


class HandledMessage(Row):
    """A voice message that somebody has listened through and dealt with."""

    message = peewee.ForeignKeyField(VoiceMessage, primary_key=True)
    message_id: int
    handled_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None

    @classmethod
    def mark(cls, message_id: int, *, by: Actor, now: Moment) -> None:
        """Note that it is dealt with; once is enough. Raises NoSuchMessage."""
        with write():
            _known(message_id)
            if cls.select().where(cls.message == message_id).exists():
                return
            cls.insert(message=message_id, handled_at=now.wall, clock_trusted=now.trusted, account=by.account).execute()
            AuditEntry.record(by=by, now=now, verb="handled", subject="voice_message", subject_id=message_id)

    @classmethod
    def reopen(cls, message_id: int, *, by: Actor, now: Moment) -> None:
        """Put it back into the list. Raises NoSuchMessage."""
        with write():
            _known(message_id)
            if cls.delete().where(cls.message == message_id).execute():
                AuditEntry.record(by=by, now=now, verb="reopened", subject="voice_message", subject_id=message_id)


class MessageNote(Edited):
    """What somebody wrote beside a voice message; its id is that of the message."""

    id = peewee.IntegerField(primary_key=True)
    text = peewee.TextField(default="")

    @classmethod
    def put(cls, message_id: int, version: int, text: str, *, by: Actor, now: Moment) -> None:
        """Write the note anew; `version` 0 where there was none. Raises NoSuchMessage, BadNote, ChangedMeanwhile."""
        text = text.strip()
        if len(text) > NOTE_MAX:
            raise BadNote(f"Примітка має щонайбільше {NOTE_MAX} знаків.")
        with write():
            _known(message_id)
            cls.insert(id=message_id, version=0).on_conflict_ignore().execute()
            save(cls, message_id, version, {"text": text}, by=by, now=now, subject="voice_message", verb="annotated")

    @classmethod
    def beside(cls, messages: Collection[int]) -> dict[int, MessageNote]:
        """Return the notes of these messages."""
        return {note.id: note for note in cls.select().where(cls.id.in_(list(messages)))}


def _known(message_id: int) -> VoiceMessage:
    message = VoiceMessage.numbered(message_id)
    if message is None:
        raise NoSuchMessage(f"Повідомлення № {message_id} немає.")
    return message


JOURNAL_WORDS: Mapping[str, str] = {
    "calls": "дзвінки з номера",
    "voice_message": "голосове повідомлення",
    "recording": "аудіозапис",
    "returned": "позначено: передзвонили",
    "handled": "позначено: опрацьовано",
    "reopened": "повернуто до списку",
    "annotated": "записано примітку",
}
