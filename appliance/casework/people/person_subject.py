"""Whose a call is: the person's own numbers, and what clerks said of who was calling."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

import peewee

from appliance.casework.contacts.call_card import CallPerson
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.letters import search_key
from appliance.casework.people.person import Person, PersonNumber, PersonView
from appliance.casework.people.personal import Subject, among


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """A number (E.164) that is other people's too."""

    number: str
    others: tuple[PersonView, ...]


def shared_numbers(person_id: int) -> list[SharedNumber]:
    """Return a person's numbers on which others are known: what came from there may be theirs."""
    numbers = (each.number for each in PersonNumber.of(person_id))
    others = ((number, tuple(one for one in Person.on_number(number) if one.id != person_id)) for number in numbers)
    return [SharedNumber(number, there) for number, there in others if there]


def subject_of(person_id: int, *, with_shared: bool = False) -> Subject:
    """Return whose data is meant. `with_shared`: what came from a number that others have too is this person's.

    A call is the person's when a clerk chose the person for it, or when it came from such a number and nobody else was
    chosen. Raises NoSuchPerson.
    """
    person = Person.known(person_id)
    numbers = {each.number for each in PersonNumber.of(person_id)}
    if not with_shared:
        numbers -= {shared.number for shared in shared_numbers(person_id)}
    names = tuple(search_key(part) for part in (person.surname, person.first_name, person.organisation) if part)
    return Subject(person_id, frozenset(numbers), _calls(person_id, numbers), names)


def _calls(person_id: int, numbers: Collection[str]) -> frozenset[str]:
    from_numbers = CallRecord.select(CallRecord.uid).where(among(CallRecord.number, numbers))
    said = CallPerson.select(CallPerson.call).where(CallPerson.person_id == person_id)
    chosen = _chosen(CallRecord.select(CallRecord.uid).where(CallRecord.uid.in_(said)))
    theirs = {uid for uid, who in chosen.items() if who == person_id}
    others = {uid for uid, who in _chosen(from_numbers).items() if who not in (None, person_id)}
    mine = {uid for (uid,) in cast(Iterable[tuple[str]], from_numbers.tuples())}
    return frozenset(theirs | mine - others)


def _chosen(calls: peewee.ModelSelect[CallRecord]) -> dict[str, int | None]:
    """Return for each of the calls about which a clerk said something, whom he chose last."""
    rows = CallRecord.select(CallRecord.uid, CallPerson.person_id)
    rows = rows.join(CallPerson, on=(CallPerson.call == CallRecord.uid)).where(CallRecord.uid.in_(calls))
    return dict(cast(Iterable[tuple[str, int | None]], rows.order_by(CallPerson.id).tuples()))
