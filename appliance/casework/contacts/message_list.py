"""The list of voice messages, page by page: by key, so that its last page comes as fast as its first."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.returns import HandledMessage, MessageNote

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A message with its `call` at hand, who has dealt with it, and the note beside it."""

    message: VoiceMessage
    handled: HandledMessage | None
    note: str


def page_of_messages(
    *, before: int | None = None, unhandled: bool = False, count: int = PAGE
) -> tuple[list[ListedMessage], int | None]:
    """Return messages older than that number, the newest first, and the number before which the next page begins."""
    found = VoiceMessage.select(VoiceMessage.id)
    if unhandled:
        found = found.where(VoiceMessage.id.not_in(HandledMessage.select(HandledMessage.message)))
    if before is not None:
        found = found.where(VoiceMessage.id < before)
    ids = [row.id for row in found.order_by(VoiceMessage.id.desc()).limit(count + 1)]
    return _whole(ids[:count]), ids[count - 1] if len(ids) > count else None


def one_message(number: int) -> ListedMessage | None:
    """Return the message with this number."""
    found = _whole([number])
    return found[0] if found else None


def _whole(ids: list[int]) -> list[ListedMessage]:
    rows = VoiceMessage.select(VoiceMessage, CallRecord).join(CallRecord).where(VoiceMessage.id.in_(ids))
    marks = HandledMessage.select().where(HandledMessage.message.in_(ids))
    handled, notes = {mark.message_id: mark for mark in marks}, MessageNote.beside(ids)
    return [
        ListedMessage(row, handled.get(row.id), notes[row.id].text if row.id in notes else "")
        for row in rows.order_by(VoiceMessage.id.desc())
    ]
