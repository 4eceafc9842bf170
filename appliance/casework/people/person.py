"""People: who has turned to the office, by which numbers they are reached, and how they are told apart.

Several people share a telephone and one person has several: a number never decides who somebody is, it only offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address, AddressKind
from appliance.casework.people.people_details import ERASED_NAME, ApplicantCategory, PersonDetails, PersonKind
from appliance.casework.people.people_numbers import Telephone, read_telephone
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "person"
JOURNAL_WORDS: Mapping[str, str] = {
    "person": "людина",
    "added": "додано",
    "changed": "змінено",
    "number_added": "додано номер",
    "number_removed": "вилучено номер",
}


class NoSuchPerson(SlukhavkaError):
    """There is no person of that number, or the data has been erased."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as lists and the card of a call show them. `numbers` in E.164; `settlement` as it is written."""

    id: int
    name: str
    kind: PersonKind
    category: ApplicantCategory
    displaced: bool
    settlement_id: int | None
    settlement: str
    notes: str
    numbers: tuple[str, ...]


class Person(Edited):
    """A person, an organisation or an official. Never deleted: `erased_at` leaves the row without the person."""

    id = peewee.AutoField()
    kind = peewee.TextField()
    surname = peewee.TextField(default="")
    first_name = peewee.TextField(default="")
    patronymic = peewee.TextField(default="")
    organisation = peewee.TextField(default="")
    displaced = BooleanField(default=False)
    category = peewee.TextField(default="")
    email = peewee.TextField(default="")
    contact = peewee.TextField(default="")
    notes = peewee.TextField(default="")
    registered_settlement = peewee.ForeignKeyField(Settlement, null=True)
    registered_settlement_id: int | None
    registered_elsewhere = peewee.TextField(default="")
    registered_street = peewee.TextField(default="")
    registered_house = peewee.TextField(default="")
    registered_flat = peewee.TextField(default="")
    staying_settlement = peewee.ForeignKeyField(Settlement, null=True)
    staying_settlement_id: int | None
    staying_elsewhere = peewee.TextField(default="")
    staying_street = peewee.TextField(default="")
    staying_house = peewee.TextField(default="")
    staying_flat = peewee.TextField(default="")
    search_key = peewee.TextField()
    sort_key = peewee.TextField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    added_by = peewee.ForeignKeyField(Account, null=True)
    erased_at = UtcDateTimeField(null=True)

    @classmethod
    def add(
        cls,
        details: PersonDetails,
        numbers: Collection[str] = (),
        *,
        area_code: str,
        by: Actor,
        now: Moment,
    ) -> int:
        """Enter a person with numbers as people write them; return the id. Raises BadPerson, BadTelephone."""
        details = details.cleaned()
        telephones = [read_telephone(written, area_code) for written in numbers]
        with write():
            person_id = int(cls.insert(new_columns(details, by, now)).execute())
            written = {name: value for name, value in details.columns().items() if value}
            AuditEntry.record(by=by, now=now, verb="added", subject=SUBJECT, subject_id=person_id, change=written)
            for telephone in telephones:
                PersonNumber.keep(person_id, telephone, by=by, now=now)
            PersonSearch.enter(person_id)
        return person_id

    @classmethod
    def change(cls, person_id: int, version: int, details: PersonDetails, *, by: Actor, now: Moment) -> None:
        """Write the details of whom the editor saw as `version`. Raises NoSuchPerson, BadPerson, ChangedMeanwhile."""
        details = details.cleaned()
        with write():
            cls.known(person_id)
            save(cls, person_id, version, details.columns(), by=by, now=now, subject=SUBJECT)
            cls.update(details.keys()).where(cls.id == person_id).execute()
            PersonSearch.enter(person_id)

    @classmethod
    def known(cls, person_id: int) -> Person:
        """Return the row. Raises NoSuchPerson."""
        person = cls.get_or_none(cls.id == person_id, cls.erased_at.is_null())
        if person is None:
            raise NoSuchPerson("Такої людини немає: її не записували або її дані стерто.")
        return person

    @classmethod
    def view(cls, person_id: int) -> PersonView:
        """Return a person as a value; one whose data is erased too, without a name. Raises NoSuchPerson."""
        found = views(cls.select().where(cls.id == person_id))
        if not found:
            raise NoSuchPerson("Такої людини немає.")
        return found[0]

    @classmethod
    def on_number(cls, number: str) -> list[PersonView]:
        """Return all who are known on a number in E.164, by name: whoever looks chooses between them."""
        there = PersonNumber.select(PersonNumber.person).where(PersonNumber.number == number)
        return views(cls.select().where(cls.id.in_(there), cls.erased_at.is_null()).order_by(cls.sort_key, cls.id))

    @property
    def details(self) -> PersonDetails:
        """What the person's form holds."""
        return PersonDetails.of(self)

    def address(self, kind: AddressKind) -> str:
        """Return one of the two addresses in a line."""
        settlement = self.registered_settlement if kind is AddressKind.REGISTERED else self.staying_settlement
        return Address.of(self, kind).written(settlement.full_name if settlement else "")


class PersonNumber(Row):
    """A number by which a person is reached. `number_raw` as it was told, `number` in E.164."""

    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person, backref="numbers")
    person_id: int
    number_raw = peewee.TextField()
    number = peewee.TextField()
    number_kind = peewee.TextField()
    note = peewee.TextField(default="")
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    added_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def add(cls, person_id: int, written: str, *, area_code: str, by: Actor, now: Moment, note: str = "") -> int:
        """Add a number as people write it and return its id; one the person has already changes nothing.

        Raises NoSuchPerson, BadTelephone.
        """
        telephone = read_telephone(written, area_code, note)
        with write():
            Person.known(person_id)
            number_id = cls.keep(person_id, telephone, by=by, now=now)
            PersonSearch.enter(person_id)
        return number_id

    @classmethod
    def keep(cls, person_id: int, telephone: Telephone, *, by: Actor, now: Moment) -> int:
        """Write a number that has been read; the caller indexes the person."""
        if known := cls.get_or_none(cls.person == person_id, cls.number == telephone.e164):
            return int(known.id)
        added = cls.create(person=person_id, **number_columns(telephone, by, now))
        AuditEntry.record(
            by=by,
            now=now,
            verb="number_added",
            subject=SUBJECT,
            subject_id=person_id,
            change={"number": telephone.e164, "note": telephone.note},
        )
        return int(added.id)

    @classmethod
    def remove(cls, person_id: int, number_id: int, *, by: Actor, now: Moment) -> None:
        """Take a number from a person; what came from it stays. A second time changes nothing."""
        with write():
            number = cls.get_or_none(cls.id == number_id, cls.person == person_id)
            if number is None:
                return
            number.delete_instance()
            change = {"number": [number.number, None]}
            AuditEntry.record(
                by=by, now=now, verb="number_removed", subject=SUBJECT, subject_id=person_id, change=change
            )
            PersonSearch.enter(person_id)

    @classmethod
    def of(cls, person_id: int) -> list[PersonNumber]:
        """Return a person's numbers in the order in which they were added."""
        return list(cls.select().where(cls.person == person_id).order_by(cls.id))


class PersonSearch(Row):
    """The index of trigrams: for each person the folded name and the digits of the numbers."""

    rowid = peewee.IntegerField(primary_key=True)
    text = peewee.TextField()

    @classmethod
    def enter(cls, person_id: int) -> None:
        """Write a person's entry anew, inside the transaction of the change."""
        person = Person.get_by_id(person_id)
        cls.drop(person_id)
        text = text_of(person.search_key, (each.number for each in PersonNumber.of(person_id)))
        cls.insert(rowid=person_id, text=text).execute()

    @classmethod
    def drop(cls, person_id: int) -> None:
        """Take a person out of the index."""
        cls.delete().where(cls.rowid == person_id).execute()


def text_of(search_key: str, numbers: Iterable[str]) -> str:
    """Return what the index holds of a person."""
    return " ".join((search_key, *(number.removeprefix("+") for number in numbers)))


def views(people: peewee.ModelSelect[Person]) -> list[PersonView]:
    """Return the people of a query as values, in its order, with three queries in all."""
    rows: Sequence[Person] = list(people)
    numbers = defaultdict(list)
    for each in (
        PersonNumber.select().where(PersonNumber.person.in_([row.id for row in rows])).order_by(PersonNumber.id)
    ):
        numbers[each.person_id].append(each.number)
    wanted = {row.details.settlement_id for row in rows} - {None}
    places = Settlement.select().where(Settlement.id.in_(list(wanted)))
    settlements: dict[int | None, str] = {place.id: place.full_name for place in places}
    return [_view(row, numbers[row.id], settlements) for row in rows]


def _view(row: Person, numbers: Sequence[str], settlements: Mapping[int | None, str]) -> PersonView:
    details = row.details
    return PersonView(
        id=row.id,
        name=details.name if row.erased_at is None else ERASED_NAME,
        kind=details.kind,
        category=details.category,
        displaced=details.displaced,
        settlement_id=details.settlement_id,
        settlement=settlements.get(details.settlement_id, ""),
        notes=details.notes,
        numbers=tuple(numbers),
    )


def new_columns(details: PersonDetails, by: Actor, now: Moment) -> dict[str, object]:
    """Return the columns of a person who is entered now."""
    added = {"added_at": now.wall, "clock_trusted": now.trusted, "added_by": by.account}
    return details.columns() | details.keys() | added


def number_columns(telephone: Telephone, by: Actor, now: Moment) -> dict[str, object]:
    """Return the columns of a number that is entered now, without whose it is."""
    return {
        "number_raw": telephone.raw,
        "number": telephone.e164,
        "number_kind": telephone.kind,
        "note": telephone.note,
        "added_at": now.wall,
        "clock_trusted": now.trusted,
        "added_by": by.account,
    }
