"""In which settlements those live who are known on a number: what concerns only a settlement is told by it."""

from __future__ import annotations

from appliance.casework.people.person import Person, PersonNumber


def settlements_on(number: str) -> frozenset[int]:
    """Return the settlements of all who are known on a number in E.164; where somebody stays counts, else the register.

    Empty when nobody is known, or nobody's settlement is.
    """
    there = PersonNumber.select(PersonNumber.person).where(PersonNumber.number == number)
    people = Person.select(Person.staying_settlement, Person.registered_settlement).where(
        Person.id.in_(there), Person.erased_at.is_null()
    )
    homes = (person.staying_settlement_id or person.registered_settlement_id for person in people)
    return frozenset(home for home in homes if home is not None)
