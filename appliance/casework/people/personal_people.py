"""What of the register of people itself is personal data: all of it but kinds, categories, settlements and dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee

from appliance.casework.people.addresses import ADDRESS_NAMES, PART_NAMES, AddressKind
from appliance.casework.people.consents import WAY_NAMES, Consent, ConsentWithdrawal
from appliance.casework.people.people_details import CATEGORY_NAMES, FIELD_NAMES, KIND_NAMES
from appliance.casework.people.person import Person, PersonNumber, PersonSearch
from appliance.casework.people.personal import Column, PersonalData, Subject
from appliance.casework.people.register_uploads import RegisterUpload
from appliance.casework.people.representation import Representation

YES_NO = {True: "так", False: "ні"}
WORDS: Mapping[str, Mapping[Any, str]] = {"kind": KIND_NAMES, "category": CATEGORY_NAMES, "displaced": YES_NO}
IN_ADDRESS = ("elsewhere", "street", "house", "flat")


def _person() -> dict[str, Column]:
    plain = {
        name: Column(label, words=WORDS[name]) if name in WORDS else Column(label, "")
        for name, label in FIELD_NAMES.items()
    }
    addresses = {
        f"{kind}_{part}": Column(f"{ADDRESS_NAMES[kind]}: {PART_NAMES[part].lower()}", "")
        for kind in AddressKind
        for part in IN_ADDRESS
    }
    keys = {"search_key": Column("", ""), "sort_key": Column("", "")}
    return plain | addresses | keys | {"added_at": Column("Записано")}


def _either(subject: Subject) -> peewee.Node:
    return (Representation.representative == subject.person_id) | (Representation.represented == subject.person_id)


PERSONAL = (
    PersonalData(Person, "Картка", lambda subject: Person.id == subject.person_id, _person(), journal=("person",)),
    PersonalData(
        PersonNumber,
        "Номери",
        lambda subject: PersonNumber.person == subject.person_id,
        {
            "number": Column("Номер"),
            "number_raw": Column("Як записано"),
            "note": Column("Примітка"),
            "added_at": Column("Записано"),
        },
        deleted=True,
    ),
    PersonalData(
        PersonSearch,
        "Покажчик для пошуку",
        lambda subject: PersonSearch.rowid == subject.person_id,
        {"text": Column("")},
        deleted=True,
        silent=True,
    ),
    PersonalData(
        Representation,
        "Представництво",
        _either,
        {"began_at": Column("З"), "ended_at": Column("До"), "basis": Column("Підстава", "")},
        journal=("representation",),
    ),
    PersonalData(
        Consent,
        "Згоди на обробку персональних даних",
        lambda subject: Consent.person == subject.person_id,
        {"given_at": Column("Надано"), "way": Column("Спосіб", words=WAY_NAMES)},
    ),
    PersonalData(
        ConsentWithdrawal,
        "Відкликані згоди",
        lambda subject: ConsentWithdrawal.consent.in_(
            Consent.select(Consent.id).where(Consent.person == subject.person_id)
        ),
        {"withdrawn_at": Column("Відкликано"), "way": Column("Спосіб", words=WAY_NAMES)},
    ),
    # Nobody reads a file that waits for its import for one name: every one goes.
    PersonalData(
        RegisterUpload,
        "Файли реєстру, що чекають на внесення",
        lambda _subject: RegisterUpload.id > 0,
        {"name": Column(""), "content": Column("")},
        deleted=True,
        silent=True,
    ),
)
