"""The people of the archive: names as they are given in Ukraine, one to three numbers, two addresses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from appliance.casework.people.addresses import Address
from appliance.casework.people.consents import Consent
from appliance.casework.people.people_details import ApplicantCategory, PersonDetails, PersonKind
from appliance.casework.people.person import Person, PersonNumber, PersonSearch, text_of
from appliance.casework.people.representation import Representation
from tests.bench_console.archive import FAITHFUL, Archive, kept

STEMS = (
    "Бонд", "Ковал", "Шевч", "Кравч", "Мельн", "Ткач", "Гончар", "Лис", "Вовк", "Марч", "Олій", "Пав", "Петр", "Сав",
    "Федор", "Гриц", "Дмитр", "Захар", "Іван", "Карп", "Луц", "Макс", "Назар", "Остап", "Панас", "Роман", "Степ", "Тар",
    "Уст", "Хом", "Черн", "Шпак", "Юрч", "Яким", "Ґалаґ", "Єрем", "Жук", "Зін", "Їжак", "Цимбал", "Щерб", "Дерк",
)  # fmt: skip
ENDINGS = ("енко", "ук", "ик", "ський", "ець", "ій", "ишин", "ович", "аренко", "юк", "ань", "ар", "ченко", "ко", "ура")
FIRST = (
    "Олена", "Іван", "Марія", "Петро", "Ганна", "Степан", "Оксана", "Василь", "Наталія", "Микола", "Тетяна", "Андрій",
    "Людмила", "Сергій", "Світлана", "Олег", "Галина", "Юрій", "Ірина", "Ярослав", "Дар'я", "Мар'ян", "Соломія", "Ада",
)  # fmt: skip
FATHERS = ("Іванівна", "Петрович", "Степанівна", "Васильович", "Миколаївна", "Андрійович", "Сергіївна", "Юрійович")
CODES = ("050", "066", "067", "068", "073", "093", "095", "096", "097", "099")
STREETS = ("Шевченка", "Лісова", "Садова", "Центральна", "Миру", "Набережна", "Гетьманська", "8-ма Польова")
SPREAD = 7_919
"""Prime to ten: what is multiplied by it takes every ending once."""


def enter_people(archive: Archive) -> None:
    """Enter the people, their numbers and the index by which they are found."""
    count = archive.quantities.people
    archive.mobiles = [FAITHFUL, *(mobile(at) for at in range(1, count))]
    details = list(_details(archive, count))
    archive.names = [each.name for each in details]
    archive.enter(Person, (_row(archive, at, each) for at, each in enumerate(details)))
    numbers = [[archive.mobiles[at], *_more_numbers(at)] for at in range(count)]
    archive.enter(PersonNumber, _number_rows(archive, numbers))
    texts = (text_of(each.keys()["search_key"], numbers[at]) for at, each in enumerate(details))
    archive.enter(PersonSearch, ({"rowid": at + 1, "text": text} for at, text in enumerate(texts)))
    archive.enter(Consent, (_consent(archive, person) for person in range(1, count + 1, 3)))
    pairs = ((person, person + 1) for person in range(1, count, 20))
    archive.enter(Representation, (_bond(archive, *pair) for pair in pairs))


def mobile(at: int) -> str:
    """The mobile number at a place of the numbering; no two places share one."""
    return f"+38{CODES[at % len(CODES)]}{at * SPREAD % 10_000_000:07d}"


def _details(archive: Archive, count: int) -> Iterator[PersonDetails]:
    surnames = [stem + ending for stem, ending in itertools.product(STEMS, ENDINGS)]
    for at in range(count):
        organisation = f"ТОВ «Нива {at}»" if at % 50 == 49 else ""
        yield PersonDetails(
            kind=PersonKind.ORGANISATION if organisation else PersonKind.PERSON,
            surname=archive.chance.choice(surnames),
            first_name=archive.chance.choice(FIRST),
            patronymic=archive.chance.choice(FATHERS),
            organisation=organisation,
            displaced=at % 9 == 0,
            category=list(ApplicantCategory)[at % len(ApplicantCategory)],
            notes="Недочуває, говорити повільно." if at % 25 == 0 else "",
            registered=_address(archive, archive.chance.choice(archive.settlements)),
            staying=_address(archive, archive.chance.choice(archive.settlements)) if at % 4 == 0 else Address(),
        )


def _address(archive: Archive, settlement: int) -> Address:
    return Address(settlement, street=archive.chance.choice(STREETS), house=str(archive.chance.randrange(1, 90)))


def _row(archive: Archive, at: int, details: PersonDetails) -> dict[str, Any]:
    added = {"added_at": kept(archive.at(at / archive.quantities.people)), "clock_trusted": 1, "added_by_id": None}
    return details.columns() | details.keys() | added


def _more_numbers(at: int) -> list[str]:
    """A landline for every third person, which neighbours share; a second mobile for every tenth."""
    landline = [f"+3804642{at // 3 % 12_000 * 7 % 100_000:05d}"] if at % 3 == 0 else []
    return landline + ([mobile(5_000_000 + at)] if at % 10 == 0 else [])


def _number_rows(archive: Archive, numbers: list[list[str]]) -> Iterator[dict[str, Any]]:
    added_at = kept(archive.begins)
    for person, own in enumerate(numbers, start=1):
        for number in own:
            yield {
                "person_id": person,
                "number_raw": f"0{number[4:]}",
                "number": number,
                "number_kind": "normal",
                "added_at": added_at,
                "clock_trusted": 1,
            }


def _consent(archive: Archive, person: int) -> dict[str, Any]:
    given = kept(archive.at(person / archive.quantities.people))
    by = {"origin": archive.by.origin, "account_id": archive.by.account}
    return {"person_id": person, "text_id": 1, "way": "told", "given_at": given, "clock_trusted": 1} | by


def _bond(archive: Archive, representative: int, represented: int) -> dict[str, Any]:
    return {
        "representative_id": representative,
        "represented_id": represented,
        "basis": "довіреність",
        "began_at": kept(archive.begins),
        "clock_trusted": 1,
    }
