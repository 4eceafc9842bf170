"""Erasing a person: what it would touch, then the deed in one transaction, then the files (law 2297-VI, art. 15).

Rows stay for the statistics without the person in them: class, settlement, dates, results. What others wrote about the
person in texts that name nobody by a row cannot be found by a machine. A memory card may keep old blocks for a while:
what is erased here is gone from the files, not from the chips.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry, ChangeField
from appliance.casework.people.person import SUBJECT, Person
from appliance.casework.people.person_subject import SharedNumber, shared_numbers, subject_of
from appliance.casework.people.personal import ERASED, PersonalData, among, described
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

BASIS_MAX = 200
JOURNAL_WORDS: Mapping[str, str] = {"erased": "стерто дані"}


class NotYet(SlukhavkaError):
    """Something of the person is still going on; the text says what."""


class PlanChanged(SlukhavkaError):
    """What would be touched is not what was shown."""


class BadBasis(SlukhavkaError):
    """An erasure needs its reason."""


class FilesRemain(SlukhavkaError):
    """Some recordings could not be deleted; it is tried again."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows of one kind that an erasure would touch. `deleted`: the rows go; else they stay without the person."""

    title: str
    count: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do. `holds`: why it cannot be done now. `mark` stands for exactly this plan."""

    touched: Sequence[Touched]
    recordings: Sequence[str]
    changes: int
    holds: Sequence[str]
    shared: Sequence[SharedNumber]
    mark: str


class Erasure(Row):
    """One erasure: of whom, on what basis, how many rows of each table, by whom. It holds nothing of the person."""

    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person)
    basis = peewee.TextField()
    counts = ChangeField()
    erased_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None

    @classmethod
    def plan(cls, person_id: int, *, with_shared: bool = False) -> Plan:
        """Return what `carry_out` would do now. Raises NoSuchPerson."""
        return _plan(person_id, _found(person_id, with_shared))

    @classmethod
    def carry_out(
        cls, person_id: int, mark: str, basis: str, *, by: Actor, now: Moment, with_shared: bool = False
    ) -> int:
        """Erase the person as the plan with this `mark` said; return the id. Call `finish` after it.

        Raises NoSuchPerson, BadBasis, NotYet, PlanChanged.
        """
        basis = " ".join(basis.split())
        if not 1 <= len(basis) <= BASIS_MAX or not basis.isprintable():
            raise BadBasis(f"Напишіть підставу, до {BASIS_MAX} знаків: заява, її дата й номер. Без імені людини.")
        with write():
            found = _found(person_id, with_shared)
            plan = _plan(person_id, found)
            if plan.holds:
                raise NotYet(" ".join(plan.holds))
            if plan.mark != mark:
                raise PlanChanged("Поки ви читали, з'явилося нове. Перегляньте перелік іще раз.")
            counts = {data.table.__name__: len(keys) for data, keys in found if keys}
            erasure = cls.create(
                person=person_id,
                basis=basis,
                counts=counts,
                erased_at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
            for path in plan.recordings:
                ErasedFile.insert(path=path, erasure=erasure.id).on_conflict_ignore().execute()
            for data, keys in found:
                forget_changes(data, keys)
                anonymise(data, keys)
            Person.update(erased_at=now.wall, version=Person.version + 1).where(Person.id == person_id).execute()
            change = {"basis": basis, "rows": counts}
            AuditEntry.record(by=by, now=now, verb="erased", subject=SUBJECT, subject_id=person_id, change=change)
        return int(erasure.id)


class ErasedFile(Row):
    """A recording that is to be deleted, by its path below the recordings; `gone_at` when it was."""

    path = peewee.TextField(primary_key=True)
    erasure = peewee.ForeignKeyField(Erasure)
    gone_at = UtcDateTimeField(null=True)


def finish(recordings: Path, *, now: Moment) -> None:
    """Delete the files of all erasures, and with them what the log of the database still holds. Raises FilesRemain.

    May be called again at any time; what is done is done once.
    """
    standing = [each.path for each in ErasedFile.select().where(ErasedFile.gone_at.is_null())]
    gone = [path for path in standing if _deleted(recordings / path)]
    # Before it is noted as done: what a full disk refuses here is tried again with the files.
    Row._meta.database.pragma("wal_checkpoint(truncate)")
    with write():
        ErasedFile.update(gone_at=now.wall).where(among(ErasedFile.path, gone)).execute()
    if left := len(standing) - len(gone):
        raise FilesRemain(f"Дані стерто, але {left} аудіозаписів іще не вдалося видалити з диска. Спробуйте ще раз.")


def finish_interrupted(recordings: Path, *, now: Moment) -> None:
    """Finish the erasures that a power cut broke off. Raises FilesRemain."""
    if ErasedFile.select().where(ErasedFile.gone_at.is_null()).exists():
        finish(recordings, now=now)


def _deleted(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


Found = Sequence[tuple[PersonalData, list[Any]]]
"""Every kind of personal data with the keys of the subject's rows: found all before any is changed."""


def _found(person_id: int, with_shared: bool) -> Found:
    subject = subject_of(person_id, with_shared=with_shared)
    return [(data, data.keys_of(subject)) for data in described()]


def _plan(person_id: int, found: Found) -> Plan:
    changing = [(data, keys) for data, keys in found if keys and (data.deleted or data.after or data.recording)]
    recordings = [path for data, keys in changing for path in _recordings(data, keys)]
    told = json.dumps([[data.title, keys] for data, keys in changing], default=str)
    return Plan(
        touched=[Touched(data.title, len(keys), data.deleted) for data, keys in changing],
        recordings=recordings,
        changes=sum(_changes(data, keys).count() for data, keys in found if keys and data.journal),
        holds=[sentence for data, keys in found for sentence in _holds(data, keys)],
        shared=shared_numbers(person_id),
        mark=hashlib.sha256(told.encode()).hexdigest(),
    )


def _recordings(data: PersonalData, keys: Sequence[Any]) -> list[str]:
    return [getattr(row, data.recording) for row in data.rows(keys)] if data.recording else []


def _holds(data: PersonalData, keys: Sequence[Any]) -> list[str]:
    if data.hold is None or not keys:
        return []
    condition, sentence = data.hold
    return [sentence] if data.table.select().where(among(data.key, keys), condition).exists() else []


def anonymise(data: PersonalData, keys: Sequence[Any]) -> None:
    """Take the person out of the rows with these keys, or the rows themselves out; inside a transaction."""
    here = among(data.key, keys)
    if data.deleted:
        data.table.delete().where(here).execute()
    elif data.after:
        data.table.update(data.after).where(here).execute()


def _changes(data: PersonalData, keys: Sequence[Any]) -> peewee.ModelSelect[AuditEntry]:
    ids = among(AuditEntry.subject_id, [str(key) for key in keys])
    return AuditEntry.select().where(AuditEntry.subject.in_(data.journal), ids)


def forget_changes(data: PersonalData, keys: Sequence[Any]) -> None:
    """Take the old and new values out of the journal of changes: who changed which field when stays."""
    if not data.journal or not keys:
        return
    stays = {field.name for field in data.table._meta.sorted_fields} | set(data.table._meta.columns)
    stays -= data.after.keys()
    for entry in _changes(data, keys):
        blank = {name: value if name in stays else ERASED for name, value in entry.change.items()}
        if blank != entry.change:
            AuditEntry.update(change=blank).where(AuditEntry.id == entry.id).execute()
