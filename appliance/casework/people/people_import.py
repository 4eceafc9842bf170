"""Entering a register of residents: counted first, entered after, in short transactions and never over what is there.

A clerk's knowledge is newer than a list: what a card holds stays, what it lacks is filled in, what differs is told.
A line is the same person when the name is the same and a number or the registered address agrees, or nothing speaks
against it. Entering the same file again changes nothing, so an import that was broken off is simply begun anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any

import peewee

from appliance.casework.edits import ChangedMeanwhile, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.letters import search_key
from appliance.casework.people.addresses import ADDRESS_NAMES, AddressKind
from appliance.casework.people.people_details import FIELD_NAMES, PersonDetails
from appliance.casework.people.people_numbers import Telephone
from appliance.casework.people.person import (
    SUBJECT,
    Person,
    PersonNumber,
    PersonSearch,
    new_columns,
    number_columns,
    text_of,
)
from appliance.casework.people.personal import among
from appliance.casework.people.register_file import BadRegister, Line, lines_of
from appliance.casework.people.register_lines import Columns, Entry, Reading, Refused, entries, keys, known_places
from appliance.casework.row import write
from appliance.clock import Moment

CHUNK = 200
"""Lines to one transaction: the daemon waits for none longer than it takes to write so many."""
NAMING = ("kind", "surname", "first_name", "patronymic", "organisation")
"""What two people of one name have in common anyhow, but for the letters' case."""
LABELS: Mapping[str, str] = {**FIELD_NAMES, **{str(kind): ADDRESS_NAMES[kind] for kind in AddressKind}}
JOURNAL_WORDS: Mapping[str, str] = {"register": "реєстр мешканців", "imported": "внесено з файлу"}


@dataclass(slots=True)
class Outcome:
    """What an import does, or would do. `refused` and `differing`: lines with a sentence each; `ignored`: headers."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    differing: list[Refused] = field(default_factory=list)
    ignored: Sequence[str] = ()


@dataclass(slots=True)
class _Known:
    """A person as known so far: a row, or one that a line has made or would make; `id` 0 while it has no row."""

    id: int
    version: int
    details: PersonDetails
    numbers: set[str]


@dataclass(frozen=True, slots=True)
class _Writer:
    """In whose name an import writes."""

    by: Actor
    now: Moment


def look_into(content: bytes) -> None:
    """Read a file to its end without understanding its lines. Raises BadRegister."""
    for _ in keys(*_table(content)):
        pass


def dry_run(content: bytes, *, area_code: str, lost_zero: bool = False) -> Outcome:
    """Return what `enter_register` would do now; nothing is written. Raises BadRegister."""
    return _Import(content, area_code, lost_zero, None).run()


def enter_register(
    content: bytes, *, area_code: str, by: Actor, now: Moment, name: str = "", lost_zero: bool = False
) -> Outcome:
    """Enter the people of a file called `name`. Raises BadRegister; what was entered by then stays."""
    outcome = _Import(content, area_code, lost_zero, _Writer(by, now)).run()
    change = {
        "name": name,
        "created": outcome.created,
        "updated": outcome.updated,
        "refused": len(outcome.refused),
    }
    AuditEntry.record(by=by, now=now, verb="imported", subject="register", subject_id="", change=change)
    return outcome


class _Import:
    """One walk through a file, with or without writing."""

    def __init__(self, content: bytes, area_code: str, lost_zero: bool, writer: _Writer | None) -> None:
        self._content = content
        self._writer = writer
        self._reading = Reading(area_code, known_places(), lost_zero)
        self._outcome = Outcome()
        self._repeated = {key for key, count in Counter(keys(*_table(content))).items() if count > 1}
        self._met: dict[str, list[_Known]] = {}
        """Who is known under the names that the file has more than once: its later lines meet what its earlier did."""

    def run(self) -> Outcome:
        lines, columns = _table(self._content)
        self._outcome.ignored = columns.ignored
        found = entries(lines, columns, self._reading)
        while chunk := list(islice(found, CHUNK)):
            with write() if self._writer else nullcontext():
                self._take(chunk)
        return self._outcome

    def _take(self, chunk: Sequence[Entry | Refused]) -> None:
        self._outcome.refused += [line for line in chunk if isinstance(line, Refused)]
        taken = [line for line in chunk if isinstance(line, Entry)]
        known = _known({_key(entry) for entry in taken} - self._met.keys())
        self._met |= {key: known[key] for key in known.keys() & self._repeated}
        pending: list[tuple[_Known, Entry]] = []
        for entry in taken:
            namesakes = self._met.get(_key(entry)) or known[_key(entry)]
            fitting = [person for person in namesakes if _fits(person, entry)]
            if len(fitting) > 1:
                self._refuse(entry, "збігається з кількома картками, внесіть вручну")
            elif fitting:
                self._merge(fitting[0], entry)
            else:
                self._create(entry, namesakes, pending)
        self._write(pending)

    def _create(self, entry: Entry, namesakes: list[_Known], pending: list[tuple[_Known, Entry]]) -> None:
        person = _Known(0, 1, entry.details, {each.e164 for each in entry.telephones})
        self._outcome.created += 1
        if _key(entry) in self._repeated:
            namesakes.append(person)
            self._met[_key(entry)] = namesakes
            self._write([(person, entry)])
        else:
            pending.append((person, entry))

    def _merge(self, person: _Known, entry: Entry) -> None:
        """Fill in what the card lacks, and tell what differs."""
        merged, differing = _merged(person.details, entry.details)
        added = [each for each in entry.telephones if each.e164 not in person.numbers]
        self._outcome.differing += [Refused(entry.line, f"«{merged.name}»: {sentence}") for sentence in differing]
        if merged == person.details and not added:
            self._outcome.unchanged += 1
            return
        if self._writer and not self._update(person, merged, added):
            self._refuse(entry, "картку саме змінили, внесіть файл іще раз")
            return
        person.details = merged
        person.numbers |= {each.e164 for each in added}
        self._outcome.updated += 1

    def _update(self, person: _Known, merged: PersonDetails, added: Sequence[Telephone]) -> bool:
        by, now = self._author
        try:
            save(Person, person.id, person.version, merged.columns(), by=by, now=now, subject=SUBJECT)
        except ChangedMeanwhile:
            return False
        for telephone in added:
            PersonNumber.keep(person.id, telephone, by=by, now=now)
        PersonSearch.enter(person.id)
        person.version = Person.get_by_id(person.id).version
        return True

    def _write(self, new: Sequence[tuple[_Known, Entry]]) -> None:
        """Write new people in three statements; in the journal they are one entry, that of the import."""
        if self._writer is None or not new:
            return
        by, now = self._author
        first = int(Person.select(peewee.fn.coalesce(peewee.fn.MAX(Person.id), 0)).scalar()) + 1
        for person_id, (person, _) in enumerate(new, first):
            person.id = person_id
        rows = [{"id": person.id, **new_columns(person.details, by, now)} for person, _ in new]
        Person.insert_many(rows).execute()
        numbers = [
            {"person": person.id, **number_columns(telephone, by, now)}
            for person, entry in new
            for telephone in {each.e164: each for each in entry.telephones}.values()
        ]
        if numbers:
            PersonNumber.insert_many(numbers).execute()
        index = [{"rowid": person.id, "text": text_of(_key(entry), sorted(person.numbers))} for person, entry in new]
        PersonSearch.insert_many(index).execute()

    @property
    def _author(self) -> tuple[Actor, Moment]:
        if self._writer is None:
            raise RuntimeError("a dry run writes nothing")
        return self._writer.by, self._writer.now

    def _refuse(self, entry: Entry, why: str) -> None:
        self._outcome.refused.append(Refused(entry.line, f"«{entry.details.name}»: {why}."))


def _table(content: bytes) -> tuple[Iterator[Line], Columns]:
    lines = lines_of(content)
    header = next(lines, None)
    if header is None:
        raise BadRegister("Файл порожній.")
    return lines, Columns(header)


def _key(entry: Entry) -> str:
    return search_key(entry.details.name)


def _known(keys: Collection[str]) -> defaultdict[str, list[_Known]]:
    rows = list(Person.select().where(among(Person.search_key, keys), Person.erased_at.is_null()))
    numbers = defaultdict(set)
    for each in PersonNumber.select().where(among(PersonNumber.person, [row.id for row in rows])):
        numbers[each.person_id].add(each.number)
    known: defaultdict[str, list[_Known]] = defaultdict(list)
    for row in rows:
        known[row.search_key].append(_Known(row.id, row.version, row.details, numbers[row.id]))
    return known


def _fits(person: _Known, entry: Entry) -> bool:
    """Whether a namesake is the person of the line: father and son may share a name, but not both number and house."""
    numbers = {each.e164 for each in entry.telephones}
    here, there = _house(entry.details), _house(person.details)
    if numbers & person.numbers or (here and here == there):
        return True
    return not (numbers and person.numbers) and not (here and there)


def _house(details: PersonDetails) -> tuple[str, ...]:
    at = details.registered
    place = str(at.settlement_id) if at.settlement_id else search_key(at.elsewhere)
    return (place, search_key(at.street), search_key(at.house), search_key(at.flat)) if at else ()


def _merged(card: PersonDetails, line: PersonDetails) -> tuple[PersonDetails, list[str]]:
    """Return the card with what it lacked, and a sentence on each field in which the two differ."""
    filled: dict[str, Any] = {}
    differing = []
    for part in fields(PersonDetails):
        old, new = getattr(card, part.name), getattr(line, part.name)
        if not new or old == new or part.name in NAMING:
            continue
        if not old:
            filled[part.name] = new
        else:
            differing.append(f"«{LABELS[part.name]}» у картці інше, лишено картку")
    return replace(card, **filled), differing
