"""The card of a call (картка дзвінка): who may be calling, what was before, what is still owed to him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.contacts.call_list import bring_messages
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import Consultation, NoSuchCall
from appliance.casework.contacts.todo import TodoEntry, waits
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.people.person import Person, PersonView
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.texts.messages import Message
from appliance.clock import Moment

HISTORY = 20
WHOLE_HISTORY = 500


class CallPerson(Row):
    """Who the caller was, says `account`; without a person it takes back what was said before. The latest row counts.

    Nobody else who is known on the number is touched by it.
    """

    id = peewee.AutoField()
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid")
    person_id = peewee.IntegerField(null=True)
    chosen_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def choose(cls, call_uid: str, person_id: int | None, *, by: Actor, now: Moment) -> None:
        """Note who called. What was noted in this call already is his too. Raises NoSuchCall, NoSuchPerson."""
        with write():
            known_call(call_uid)
            if person_id is not None:
                Person.known(person_id)
            cls.create(
                call=call_uid,
                person_id=person_id,
                chosen_at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
            Consultation.update(person_id=person_id).where(Consultation.call == call_uid).execute()
            AuditEntry.record(
                by=by, now=now, verb="identified", subject="call", subject_id=call_uid, change={"person": person_id}
            )

    @classmethod
    def chosen(cls, call_uid: str) -> CallPerson | None:
        """Return what was said last of who called."""
        found: CallPerson | None = cls.select().where(cls.call == call_uid).order_by(cls.id.desc()).first()
        return found


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of the past: exactly one of `call`, `sms`, `appeal`; a call with what was answered in it."""

    at: datetime
    call: CallRecord | None = None
    sms: Message | None = None
    appeal: Appeal | None = None
    consultations: Sequence[Consultation] = ()


@dataclass(frozen=True, slots=True)
class CallCard:
    """All that the card shows.

    `people`: all who are known on the number. `person`: who is meant: the one who was chosen, else the only one known,
    which `guessed` says. `history`: of the number and of all numbers of that person, the newest first; `more`: there is
    older than that. `waiting`: what the office still owes the number.
    """

    call: CallRecord
    people: Sequence[PersonView]
    person: PersonView | None
    guessed: bool
    consultations: Sequence[Consultation]
    appeals: Sequence[Appeal]
    open_appeals: Sequence[Appeal]
    waiting: TodoEntry | None
    history: Sequence[Contact] = field(default=())
    more: bool = False


def known_call(uid: str) -> CallRecord:
    """Return the call. Raises NoSuchCall."""
    call = CallRecord.get_or_none(CallRecord.uid == uid)
    if call is None:
        raise NoSuchCall("Такого дзвінка немає.")
    return call


def call_card(uid: str, now: Moment, *, history: int = HISTORY) -> CallCard:
    """Return the card of a call, also while it rings. Raises NoSuchCall."""
    call = known_call(uid)
    bring_messages([call])
    people = Person.on_number(call.number) if call.number else []
    chosen = CallPerson.chosen(uid)
    person = _meant(chosen, people)
    numbers = {*([call.number] if call.number else []), *(person.numbers if person else ())}
    contacts = sorted(_contacts(call, person, numbers, history + 1), key=lambda each: each.at, reverse=True)
    here = Appeal.of_call(uid)
    return CallCard(
        call=call,
        people=people,
        person=person,
        guessed=person is not None and chosen is None,
        consultations=Consultation.of_call(uid),
        appeals=here,
        open_appeals=_but(here, Appeal.open_of_number(call.number) if call.number else []),
        waiting=waits(now, call.number) if call.number else None,
        history=contacts[:history],
        more=len(contacts) > history,
    )


def person_of(uid: str) -> int | None:
    """Return the id of the person who is meant to have called. Raises NoSuchCall."""
    call = known_call(uid)
    person = _meant(CallPerson.chosen(uid), Person.on_number(call.number) if call.number else [])
    return person.id if person else None


def _meant(chosen: CallPerson | None, people: Sequence[PersonView]) -> PersonView | None:
    """Return who was chosen; before anybody chose, the only one who is known on the number."""
    if chosen is None:
        return people[0] if len(people) == 1 else None
    if chosen.person_id is None:
        return None
    return next((each for each in people if each.id == chosen.person_id), None) or Person.view(chosen.person_id)


def _contacts(this: CallRecord, person: PersonView | None, numbers: Collection[str], count: int) -> Iterator[Contact]:
    earlier = CallRecord.select().where(CallRecord.number.in_(list(numbers)), CallRecord.id != this.id)
    calls = list(earlier.order_by(CallRecord.id.desc()).limit(count))
    bring_messages(calls)
    noted = _noted([call.uid for call in calls])
    yield from (Contact(call.rang_at, call=call, consultations=noted[call.uid]) for call in calls)
    messages = Message.select().where(Message.number.in_(list(numbers))).order_by(Message.id.desc()).limit(count)
    yield from (Contact(sms.created_at, sms=sms) for sms in messages)
    theirs = Appeal.from_number.in_(list(numbers))
    if person:
        theirs |= Appeal.person_id == person.id
    appeals = Appeal.select().where(theirs).order_by(Appeal.id.desc()).limit(count)
    yield from (Contact(appeal.created_at, appeal=appeal) for appeal in appeals if appeal.call_uid != this.uid)


def _noted(calls: Sequence[str]) -> Mapping[str, list[Consultation]]:
    of_calls: defaultdict[str, list[Consultation]] = defaultdict(list)
    for consultation in Consultation.of_calls(calls):
        of_calls[consultation.call_uid].append(consultation)
    return of_calls


def _but(here: Sequence[Appeal], others: Sequence[Appeal]) -> list[Appeal]:
    known = {appeal.id for appeal in here}
    return [appeal for appeal in others if appeal.id not in known]


JOURNAL_WORDS: Mapping[str, str] = {"call": "картка дзвінка", "identified": "зазначено, хто телефонував"}
