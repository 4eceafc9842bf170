"""What is done of the to-do list: who returned which calls, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from appliance.casework.contacts.callbacks import STATE_NAMES, Callback
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.returns import HandledMessage, Returned
from appliance.casework.entrance.accounts import Account

SHOWN = 50
OWED = "дзвінок, який винна рада"


@dataclass(frozen=True, slots=True)
class Done:
    """One deed: of which number (E.164, None when hidden), when, by whom ("" the box itself), and what it was.

    `message`: the voice message that was dealt with.
    """

    number: str | None
    at: datetime
    by: str
    what: str
    message: int | None = None


def lately_done(count: int = SHOWN) -> list[Done]:
    """Return the last `count` deeds, the newest first."""
    deeds = [*_returned(count), *_handled(count), *_closed(count)]
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)[:count]


def _returned(count: int) -> Iterator[Done]:
    rows = Returned.select(Returned, Account).join(Account, JOIN.LEFT_OUTER).order_by(Returned.id.desc()).limit(count)
    for row in rows:
        yield Done(row.number, row.returned_at, _name(row.account), "передзвонили")


def _handled(count: int) -> Iterator[Done]:
    people = HandledMessage.select(HandledMessage, VoiceMessage, CallRecord, Account).join(VoiceMessage)
    people = people.join(CallRecord).join_from(HandledMessage, Account, JOIN.LEFT_OUTER)
    for row in people.order_by(HandledMessage.handled_at.desc()).limit(count):
        what = f"опрацьовано повідомлення № {row.message_id}"
        yield Done(row.message.call.number, row.handled_at, _name(row.account), what, row.message_id)


def _closed(count: int) -> Iterator[Done]:
    people = Callback.select(Callback, Account).join(Account, JOIN.LEFT_OUTER, on=Callback.closed_by)
    for row in people.where(Callback.closed_at.is_null(False)).order_by(Callback.closed_at.desc()).limit(count):
        yield Done(
            row.number, row.closed_at, _name(row.closed_by), f"дзвінок, який винна рада: {STATE_NAMES[row.state]}"
        )


def _name(account: Account | None) -> str:
    return account.name if account else ""
