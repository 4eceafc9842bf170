"""All that the office keeps of one person, for that person (law 2297-VI, art. 8): a page, JSON, the recordings.

Ids of rows and the office's own technical marks are left out; who looked at the data is part of it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import peewee

from appliance.casework.entrance.accounts import Account
from appliance.casework.journal import AccessEntry
from appliance.casework.people.addresses import AddressKind
from appliance.casework.people.person import SUBJECT, Person
from appliance.casework.people.person_subject import SharedNumber, shared_numbers, subject_of
from appliance.casework.people.personal import PersonalData, described
from appliance.clock import Moment

Value = str | int | float | bool | datetime | None
HOW_NAMES: Mapping[str, str] = {
    "looked": "перегляд картки",
    "listened": "прослуховування",
    "printed": "друк",
    "exported": "витяг усіх даних",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind, each as label → value."""

    title: str
    rows: Sequence[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything of one person. `recordings`: paths below theirs. `shared`: numbers whose calls are left out."""

    name: str
    made_at: datetime
    sections: Sequence[Section]
    recordings: Sequence[str]
    shared: Sequence[SharedNumber]

    def as_json(self) -> str:
        """Return it for a machine; moments in ISO 8601, UTC."""
        told = {
            "ім'я": self.name,
            "складено": self.made_at.isoformat(),
            "розділи": {section.title: section.rows for section in self.sections},
            "аудіозаписи": self.recordings,
        }
        return json.dumps(told, ensure_ascii=False, indent=2, default=_plain)

    def write_zip(self, file: IO[bytes], recordings: Path, page: str) -> None:
        """Write the extract as a ZIP: `page` as HTML, the JSON, the recordings that are still on the disk."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("vytiah.html", page)
            archive.writestr("vytiah.json", self.as_json())
            for path in self.recordings:
                if (recordings / path).is_file():
                    archive.write(recordings / path, f"audio/{path}")


def extract_of(person_id: int, *, now: Moment, with_shared: bool = False) -> Extract:
    """Return everything of a person. `with_shared` as in `subject_of`. Raises NoSuchPerson."""
    subject = subject_of(person_id, with_shared=with_shared)
    found = [(data, data.rows(data.keys_of(subject))) for data in described() if not data.silent]
    sections = [Section(data.title, [_shown(data, row) for row in rows]) for data, rows in found if rows]
    shared = [] if with_shared else shared_numbers(person_id)
    return Extract(
        name=Person.view(person_id).name,
        made_at=now.wall,
        sections=[*sections, *_addresses(person_id), *_looks(person_id)],
        recordings=[getattr(row, data.recording) for data, rows in found if data.recording for row in rows],
        shared=shared,
    )


def _shown(data: PersonalData, row: Any) -> dict[str, Value]:
    shown = {}
    for name, column in data.columns.items():
        value = row.__data__.get(name)
        if column.label and value not in (None, ""):
            shown[column.label] = column.words.get(value, value)
    return shown


def _addresses(person_id: int) -> list[Section]:
    person = Person.known(person_id)
    lines = {"Зареєстроване": person.address(AddressKind.REGISTERED), "Фактичне": person.address(AddressKind.STAYING)}
    known: dict[str, Value] = {label: line for label, line in lines.items() if line}
    return [Section("Місце проживання", [known])] if known else []


def _looks(person_id: int) -> list[Section]:
    entries = AccessEntry.select(AccessEntry, Account).join(Account, peewee.JOIN.LEFT_OUTER)
    theirs = entries.where(AccessEntry.subject == SUBJECT, AccessEntry.subject_id == str(person_id))
    rows: list[Mapping[str, Value]] = [
        {
            "Коли": entry.at,
            "Хто": entry.account.name if entry.account else "",
            "Дія": HOW_NAMES.get(entry.how, entry.how),
        }
        for entry in theirs.order_by(AccessEntry.id)
    ]
    return [Section("Хто бачив ці дані", rows)] if rows else []


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of an extract")
