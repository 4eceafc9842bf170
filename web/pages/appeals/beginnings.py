"""What a new card is made of: the call, the message or the person named in the address, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort

from appliance.casework.appeals.appeal import Appeal, NoSuchAppeal
from appliance.casework.appeals.appeal_fields import ESSENCE_MAX, AppealFields
from appliance.casework.appeals.appeal_lists import past_of_number
from appliance.casework.appeals.appeal_sources import NoSuchSource, Source
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AccessEntry
from appliance.casework.people.addresses import AddressKind
from appliance.casework.people.people_details import PersonKind
from appliance.casework.people.person import NoSuchPerson, Person, PersonView
from appliance.clock import Moment
from web.lists import number
from web.pages.appeals.forms import NewCardForm

CALL_UID_CHARS = 32


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known before the clerk types.

    `found`: the call or message, None for what only the clerk has seen. `people`: all who are known on its number.
    `guessed`: the name of the only one, whose data is filled in because of the number alone. `past`: earlier cards of
    the number, whose applicant may be taken over.
    """

    found: Source | None = None
    together_with: int | None = None
    fields: AppealFields = field(default_factory=AppealFields)
    hidden: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[PersonView] = ()
    past: Sequence[Appeal] = ()
    guessed: str = ""
    looked_at: Sequence[tuple[str, int]] = ()

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Beginning:
        """Understand the parameters `call`, `message`, `sms`, `beside`, `person`, `like`; 404 for what is not there."""
        try:
            return _read(given)
        except (NoSuchSource, NoSuchAppeal, NoSuchPerson):
            abort(404)

    @property
    def link(self) -> Mapping[str, str]:
        """The parameters that another choice of applicant keeps."""
        return {name: value for name, value in self.hidden.items() if value}

    def source(self, form: NewCardForm, *, now: Moment) -> Source:
        """Return how it came: as found, or as the clerk says. Raises NotYet."""
        return self.found or Source.by_hand(form.by_hand, now=now, came_at=form.came)

    def note_looks(self, *, by: Actor, now: Moment) -> None:
        """Write into the journal whose data is filled in."""
        for subject, subject_id in self.looked_at:
            AccessEntry.record(by=by, now=now, subject=subject, subject_id=subject_id, how="looked")


def _read(given: Mapping[str, str]) -> Beginning:
    beside_id, person_id, like_id = (number(given, name) for name in ("beside", "person", "like"))
    beside = Appeal.numbered(beside_id) if beside_id is not None else None
    found = _found(given)
    if beside and found is None:
        found = beside.source
    from_number = found.from_number if found else None
    begun = Beginning(
        found=found,
        together_with=beside_id,
        hidden={name: given[name] for name in ("call", "message", "sms", "beside") if given.get(name)},
        people=Person.on_number(from_number) if from_number else (),
        past=past_of_number(from_number) if from_number else (),
        fields=AppealFields.read({"phone": from_number or "", "essence": found.text[:ESSENCE_MAX] if found else ""}),
    )
    like = Appeal.numbered(like_id) if like_id is not None else beside
    if like:
        fields = replace(begun.fields, essence="" if beside else begun.fields.essence, **like.about_applicant)
        return replace(begun, fields=fields, looked_at=[("appeal", like.id)])
    if person_id is None and len(begun.people) == 1:
        person_id = begun.people[0].id
        begun = replace(begun, guessed=begun.people[0].name)
    return _with_person(begun, person_id) if person_id is not None else begun


def _found(given: Mapping[str, str]) -> Source | None:
    if given.get("call"):
        return Source.of_call(given["call"][:CALL_UID_CHARS])
    if (message := number(given, "message")) is not None:
        return Source.of_voice_message(message)
    sms = number(given, "sms")
    return Source.of_sms(sms) if sms is not None else None


def _with_person(begun: Beginning, person_id: int) -> Beginning:
    person, view = Person.known(person_id), Person.view(person_id)
    known = [view, *(each for each in begun.people if each.id != person_id)]
    fields = replace(begun.fields, **of_person(person, view, begun.fields.phone))
    return replace(begun, fields=fields, people=known, looked_at=[("person", person_id)])


def of_person(person: Person, view: PersonView, called_from: str) -> dict[str, Any]:
    """Return what a card takes over from the card of a person; the number called from stands first."""
    details = person.details
    numbers = [each for each in view.numbers if each != called_from]
    first, second, *_ = [*([called_from] if called_from else []), *numbers, "", ""]
    own = replace(details, kind=PersonKind.PERSON, organisation="").name
    fields = AppealFields.read(
        {
            "person_id": person.id,
            "applicant_kind": details.kind,
            "applicant_category": details.category,
            "displaced": details.displaced,
            "applicant_name": own[:200],
            "organisation": details.organisation,
            "phone": first,
            "second_phone": second,
            "other_contact": (details.email or details.contact)[:200],
            "settlement_id": details.settlement_id,
            "registered_address": person.address(AddressKind.REGISTERED)[:300],
            "staying_address": person.address(AddressKind.STAYING)[:300],
        }
    )
    kept = fields.as_changes()
    return {name: kept[name] for name in kept if kept[name] not in ("", None)}
