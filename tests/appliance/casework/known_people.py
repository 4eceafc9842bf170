"""People for tests of the register: entered in one line."""

from __future__ import annotations

from typing import Any

from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from tests.appliance.casework.register import NOW

AREA = "4642"
CLERK = Actor(Origin.CONSOLE)


def person(name: str = "Ковальчук Марія Іванівна", *numbers: str, **more: Any) -> int:
    surname, first_name, patronymic = (*name.split(" ", 2), "", "")[:3]
    details = PersonDetails(surname=surname, first_name=first_name, patronymic=patronymic, **more)
    return Person.add(details, numbers, area_code=AREA, by=CLERK, now=NOW)


def clerk(name: str = "Олена Коваль") -> Actor:
    return Actor(Origin.CONSOLE, Account.add(name, Role.CLERK, now=NOW))
