"""Who acts for whom: a representative (представник) gives the own data and that of the person represented (S 3.5).

Both are people of the register, each with a card; the bond between them is a row that ends.
"""

from __future__ import annotations

from collections.abc import Mapping

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.people.person import Person
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

BASIS_MAX = 200
SUBJECT = "representation"
JOURNAL_WORDS: Mapping[str, str] = {
    "representation": "представництво",
    "began": "записано",
    "ended": "завершено",
}


class BadRepresentation(SlukhavkaError):
    """Nobody can act so for that person."""


class Representation(Row):
    """One person acts for another. `basis`: by what right, as told («довіреність від 03.11.2026», «мати»)."""

    id = peewee.AutoField()
    representative = peewee.ForeignKeyField(Person, backref="represents")
    representative_id: int
    represented = peewee.ForeignKeyField(Person, backref="represented_by")
    represented_id: int
    basis = peewee.TextField(default="")
    began_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    began_by = peewee.ForeignKeyField(Account, null=True)
    ended_at = UtcDateTimeField(null=True)
    ended_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def begin(cls, representative_id: int, represented_id: int, basis: str, *, by: Actor, now: Moment) -> int:
        """Note who acts for whom and return the id; of the standing one if there is one. Raises BadRepresentation."""
        basis = " ".join(basis.split())
        if len(basis) > BASIS_MAX or not basis.isprintable():
            raise BadRepresentation(f"Підстава: не довша за {BASIS_MAX} знаків, одним рядком.")
        if representative_id == represented_id:
            raise BadRepresentation("Людина не може представляти саму себе.")
        with write():
            for person_id in (representative_id, represented_id):
                Person.known(person_id)
            if known := cls._standing(representative_id, represented_id):
                return int(known.id)
            begun = cls.create(
                representative=representative_id,
                represented=represented_id,
                basis=basis,
                began_at=now.wall,
                clock_trusted=now.trusted,
                began_by=by.account,
            )
            change = {"representative": representative_id, "represented": represented_id, "basis": basis}
            AuditEntry.record(by=by, now=now, verb="began", subject=SUBJECT, subject_id=begun.id, change=change)
        return int(begun.id)

    @classmethod
    def end(cls, representation_id: int, *, by: Actor, now: Moment) -> None:
        """Note that it is over; once is enough."""
        with write():
            standing = (cls.id == representation_id) & cls.ended_at.is_null()
            if cls.update(ended_at=now.wall, ended_by=by.account).where(standing).execute():
                AuditEntry.record(by=by, now=now, verb="ended", subject=SUBJECT, subject_id=representation_id)

    @classmethod
    def of(cls, person_id: int) -> list[Representation]:
        """Return what stands of a person on either side, with both people at hand."""
        representative, represented = Person.alias(), Person.alias()
        rows = cls.select(cls, representative, represented)
        rows = rows.join(representative, on=cls.representative).switch(cls).join(represented, on=cls.represented)
        theirs = (cls.representative == person_id) | (cls.represented == person_id)
        return list(rows.where(theirs, cls.ended_at.is_null()).order_by(cls.id))

    @classmethod
    def _standing(cls, representative_id: int, represented_id: int) -> Representation | None:
        both = (cls.representative == representative_id) & (cls.represented == represented_id)
        return cls.get_or_none(both, cls.ended_at.is_null())
