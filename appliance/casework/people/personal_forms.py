"""What lies half written: forms kept for a clerk whose session ended. They name people in any field or none."""

from __future__ import annotations

import json

import peewee

from appliance.casework.entrance.kept_forms import KeptForm
from appliance.casework.letters import search_key
from appliance.casework.people.personal import Column, PersonalData, Subject, among


def _forms(subject: Subject) -> peewee.Node:
    """A few rows at most, and no row of theirs says whose they are: they are read through."""
    found = [form.id for form in KeptForm.select() if _mentions(form, subject)]
    return among(KeptForm.id, found)


def _mentions(form: KeptForm, subject: Subject) -> bool:
    text = search_key(json.dumps(form.fields, ensure_ascii=False))
    digits = "".join(sign for sign in text if sign.isdecimal())
    named = bool(subject.names) and all(name in text for name in subject.names)
    numbers = any(number.removeprefix("+380") in digits for number in subject.numbers)
    return named or numbers or form.path.startswith(f"/people/{subject.person_id}/")


PERSONAL = (
    PersonalData(
        KeptForm,
        "Недописані форми",
        _forms,
        {"path": Column(""), "fields": Column("")},
        deleted=True,
        silent=True,
    ),
)
