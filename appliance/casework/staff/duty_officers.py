"""Duty officers (чергові): whom the office calls in the night, and the chiefs whom an urgent report reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor, clean
from appliance.casework.journal import AuditEntry
from appliance.casework.row import UtcDateTimeField, write
from appliance.casework.staff.operators import telephone
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "duty_officer"


class NoSuchDutyOfficer(SlukhavkaError):
    """Nobody of that number is in the directory."""


class AlreadyDutyOfficer(SlukhavkaError):
    """The directory has the name already."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who he is and where he is reached: `mobile` in E.164, one that the box may dial. See `Contact.read`."""

    name: str
    mobile: str
    is_chief: bool = False

    @classmethod
    def read(cls, name: str, mobile: str, area_code: str, *, is_chief: bool = False) -> Contact:
        """Understand a name and a number as people write them. Raises BadName, BadReach."""
        return cls(clean(name), telephone(mobile, area_code), is_chief)


class DutyOfficer(Edited):
    """A person of the roster; needs no account. The row stays when he leaves: see `removed_at`.

    `is_chief`: the immediate superior to whom operators report at once (S Annex 2, 3).
    """

    id = peewee.AutoField()
    name = peewee.TextField()
    mobile = peewee.TextField()
    is_chief = BooleanField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    removed_at = UtcDateTimeField(null=True)

    @classmethod
    def add(cls, contact: Contact, *, by: Actor, now: Moment) -> int:
        """Enter a person and return the id. Raises AlreadyDutyOfficer."""
        with write():
            cls._must_be_free(contact.name)
            added = cls.create(**asdict(contact), added_at=now.wall, clock_trusted=now.trusted)
            AuditEntry.record(
                by=by, now=now, verb="added", subject=SUBJECT, subject_id=added.id, change=asdict(contact)
            )
        return int(added.id)

    @classmethod
    def change(cls, officer_id: int, version: int, contact: Contact, *, by: Actor, now: Moment) -> None:
        """Write him anew. Raises NoSuchDutyOfficer, AlreadyDutyOfficer, ChangedMeanwhile."""
        with write():
            cls.member(officer_id)
            cls._must_be_free(contact.name, but=officer_id)
            save(cls, officer_id, version, asdict(contact), by=by, now=now, subject=SUBJECT)

    @classmethod
    def remove(cls, officer_id: int, *, by: Actor, now: Moment) -> None:
        """Call him no more; nights that only he stood are open again. Raises NoSuchDutyOfficer."""
        with write():
            cls.member(officer_id)
            cls.update(removed_at=now.wall, version=cls.version + 1).where(cls.id == officer_id).execute()
            AuditEntry.record(by=by, now=now, verb="removed", subject=SUBJECT, subject_id=officer_id)

    @classmethod
    def member(cls, officer_id: int) -> DutyOfficer:
        """Return who stands in the directory by the id. Raises NoSuchDutyOfficer."""
        found: DutyOfficer | None = cls.get_or_none(cls.id == officer_id, cls.removed_at.is_null())
        if found is None:
            raise NoSuchDutyOfficer("Такої людини серед чергових немає.")
        return found

    @classmethod
    def standing(cls) -> list[DutyOfficer]:
        """Return the directory, the chiefs first."""
        return list(cls.select().where(cls.removed_at.is_null()).order_by(cls.is_chief.desc(), cls.name))

    @classmethod
    def mobiles(cls) -> Collection[str]:
        """Return every number of the directory, E.164."""
        return {row.mobile for row in cls.select(cls.mobile).where(cls.removed_at.is_null())}

    @classmethod
    def _must_be_free(cls, name: str, but: int = 0) -> None:
        namesake = cls.get_or_none(cls.name == name, cls.removed_at.is_null())
        if namesake is not None and namesake.id != but:
            raise AlreadyDutyOfficer(f"«{name}» уже є серед чергових.")


JOURNAL_WORDS: Mapping[str, str] = {
    "duty_officer": "черговий",
    "added": "додано",
    "changed": "змінено",
    "removed": "вилучено",
}
