"""What is written of a person: the parts of the name, what kind of applicant it is, addresses, notes.

The name is three fields, as K 5.2 and S 3.5 list them: the register of appeals goes by the surname's first letter, and
«пані Маріє», «Іване Петровичу» need the other two. None of the three is compulsory by itself: many have no patronymic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from appliance.casework.letters import search_key, sort_key
from appliance.casework.people.addresses import Address, AddressKind
from appliance.errors import SlukhavkaError

PART_MAX = 100
ORGANISATION_MAX = 200
EMAIL_MAX = 254
CONTACT_MAX = 200
NOTES_MAX = 2000
ERASED_NAME = "дані стерто"
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;.]+(\.[^\s@<>\"',;.]+)+")


class PersonKind(StrEnum):
    """What kind of applicant it is (K 1.1). A displaced person is a person with a mark: both are counted."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OFFICIAL = "official"


KIND_NAMES: Mapping[PersonKind, str] = {
    PersonKind.PERSON: "фізична особа",
    PersonKind.ORGANISATION: "організація або громадське об'єднання",
    PersonKind.OFFICIAL: "посадова особа",
}


class ApplicantCategory(StrEnum):
    """Who is heard first (law 393/96-ВР, art. 20); the categories of the classifier of КМУ № 858, «NONE» the rest."""

    NONE = ""
    COMBATANT = "combatant"
    WAR_DISABLED = "war_disabled"
    WAR_PARTICIPANT = "war_participant"
    CHILD_OF_WAR = "child_of_war"
    HERO_OF_UKRAINE = "hero_of_ukraine"
    DISABLED_1 = "disabled_1"
    DISABLED_2 = "disabled_2"
    DISABLED_3 = "disabled_3"
    DISABLED_CHILD = "disabled_child"
    LONE_MOTHER = "lone_mother"
    MOTHER_HEROINE = "mother_heroine"
    LARGE_FAMILY = "large_family"
    CHORNOBYL_VICTIM = "chornobyl_victim"
    CHORNOBYL_LIQUIDATOR = "chornobyl_liquidator"
    LABOUR_VETERAN = "labour_veteran"
    CHILD = "child"


CATEGORY_NAMES: Mapping[ApplicantCategory, str] = {
    ApplicantCategory.NONE: "без пільгової категорії",
    ApplicantCategory.COMBATANT: "учасник бойових дій",
    ApplicantCategory.WAR_DISABLED: "особа з інвалідністю внаслідок війни",
    ApplicantCategory.WAR_PARTICIPANT: "учасник війни",
    ApplicantCategory.CHILD_OF_WAR: "дитина війни",
    ApplicantCategory.HERO_OF_UKRAINE: "Герой України",
    ApplicantCategory.DISABLED_1: "особа з інвалідністю I групи",
    ApplicantCategory.DISABLED_2: "особа з інвалідністю II групи",
    ApplicantCategory.DISABLED_3: "особа з інвалідністю III групи",
    ApplicantCategory.DISABLED_CHILD: "дитина з інвалідністю",
    ApplicantCategory.LONE_MOTHER: "одинока мати",
    ApplicantCategory.MOTHER_HEROINE: "мати-героїня",
    ApplicantCategory.LARGE_FAMILY: "багатодітна сім'я",
    ApplicantCategory.CHORNOBYL_VICTIM: "особа, що потерпіла від Чорнобильської катастрофи",
    ApplicantCategory.CHORNOBYL_LIQUIDATOR: "учасник ліквідації наслідків аварії на ЧАЕС",
    ApplicantCategory.LABOUR_VETERAN: "ветеран праці",
    ApplicantCategory.CHILD: "дитина",
}

FIELD_NAMES: Mapping[str, str] = {
    "kind": "Хто це",
    "surname": "Прізвище",
    "first_name": "Ім'я",
    "patronymic": "По батькові",
    "organisation": "Назва організації",
    "displaced": "Внутрішньо переміщена особа (ВПО)",
    "category": "Категорія заявника",
    "email": "Електронна пошта",
    "contact": "Інші засоби зв'язку",
    "notes": "Нотатки",
}
_LINES: Mapping[str, int] = {
    "surname": PART_MAX,
    "first_name": PART_MAX,
    "patronymic": PART_MAX,
    "organisation": ORGANISATION_MAX,
    "email": EMAIL_MAX,
    "contact": CONTACT_MAX,
}


class BadPerson(SlukhavkaError):
    """Something about a person cannot be written so. `refused`: field → sentence; the fields are columns."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        """Keep every refusal, so that a form shows all of them at once."""
        super().__init__(" ".join(refused.values()))
        self.refused = dict(refused)


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """All that a person's form holds, but for the numbers, which are rows of their own."""

    kind: PersonKind = PersonKind.PERSON
    surname: str = ""
    first_name: str = ""
    patronymic: str = ""
    organisation: str = ""
    displaced: bool = False
    category: ApplicantCategory = ApplicantCategory.NONE
    email: str = ""
    contact: str = ""
    notes: str = ""
    registered: Address = field(default_factory=Address)
    staying: Address = field(default_factory=Address)

    @classmethod
    def of(cls, row: Any) -> PersonDetails:
        """Read the details from a row of `person`."""
        plain = {name: getattr(row, name) for name in FIELD_NAMES}
        return cls(
            **plain
            | {
                "kind": PersonKind(row.kind),
                "category": ApplicantCategory(row.category),
                "registered": Address.of(row, AddressKind.REGISTERED),
                "staying": Address.of(row, AddressKind.STAYING),
            }
        )

    @property
    def name(self) -> str:
        """The name as it is written; an organisation's before the name of who speaks for it."""
        own = " ".join(part for part in (self.surname, self.first_name, self.patronymic) if part)
        parts = (self.organisation, own) if self.kind is PersonKind.ORGANISATION else (own, self.organisation)
        return ", ".join(part for part in parts if part)

    @property
    def settlement_id(self) -> int | None:
        """The settlement of the community in which the person lives: the actual one before the registered one."""
        return self.staying.settlement_id or self.registered.settlement_id

    def columns(self) -> dict[str, Any]:
        """Return the details as columns of `person`, without the keys made of them."""
        plain = {name: getattr(self, name) for name in FIELD_NAMES}
        return plain | self.registered.columns(AddressKind.REGISTERED) | self.staying.columns(AddressKind.STAYING)

    def keys(self) -> dict[str, str]:
        """Return the columns by which the person is found and sorted."""
        return {"search_key": search_key(self.name), "sort_key": sort_key(self.name)}

    def cleaned(self) -> PersonDetails:
        """Return the details as they can be kept: lines with single spaces, notes stripped. Raises BadPerson."""
        lines: dict[str, Any] = {name: " ".join(getattr(self, name).split()) for name in _LINES}
        registered, refused_registered = self.registered.cleaned()
        staying, refused_staying = self.staying.cleaned()
        notes = "\n".join(line.rstrip() for line in self.notes.strip().splitlines())
        clean = replace(self, **lines, notes=notes, registered=registered, staying=staying)
        refused = _refused(clean)
        refused |= {f"{AddressKind.REGISTERED}_{part}": why for part, why in refused_registered.items()}
        refused |= {f"{AddressKind.STAYING}_{part}": why for part, why in refused_staying.items()}
        if refused:
            raise BadPerson(refused)
        return clean


def _refused(clean: PersonDetails) -> dict[str, str]:
    refused = {
        name: f"{FIELD_NAMES[name]}: не довше за {limit} знаків, одним рядком."
        for name, limit in _LINES.items()
        if len(getattr(clean, name)) > limit or not getattr(clean, name).isprintable()
    }
    if len(clean.notes) > NOTES_MAX or not clean.notes.replace("\n", "").replace("\t", "").isprintable():
        refused["notes"] = f"Нотатки: не довші за {NOTES_MAX} знаків і без невидимих знаків."
    if clean.email and not _EMAIL.fullmatch(clean.email):
        refused["email"] = "Це не схоже на адресу електронної пошти."
    if clean.kind is PersonKind.ORGANISATION and not clean.organisation:
        refused["organisation"] = "Назва організації: обов'язкове поле."
    elif not clean.name:
        refused["surname"] = "Напишіть прізвище або принаймні ім'я."
    return refused
