"""Announcements (оголошення): words that callers hear before the menu from a moment to a moment, everywhere or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.notice_rules import (
    SPOKEN_MAX,
    NoSuchNotice,
    NoticeOver,
    known_settlements,
    line,
    must_be_a_span,
    written_places,
)
from appliance.casework.row import ListField, UtcDateTimeField, write
from appliance.casework.versions import TextVersion
from appliance.clock import Moment

SUBJECT = "announcement"
LABELS: Mapping[str, str] = {"text": "Текст"}
"""What a version of it keeps; times and settlements stand in the journal of changes."""


class Priority(IntEnum):
    """Which is heard first."""

    HIGH = 1
    USUAL = 2
    LOW = 3


PRIORITY_NAMES: Mapping[Priority, str] = {
    Priority.HIGH: "спершу",
    Priority.USUAL: "звичайна черга",
    Priority.LOW: "наостанок",
}


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """What is announced, from when till when, and where: no `settlements` means everywhere."""

    text: str
    starts_at: datetime
    ends_at: datetime
    priority: Priority = Priority.USUAL
    settlements: Collection[int] = ()

    def cleaned(self, now: Moment) -> NewAnnouncement:
        """Return it as it is kept. Raises BadNotice."""
        must_be_a_span(self.starts_at, self.ends_at, now.wall)
        text = line(self.text, SPOKEN_MAX, "text", empty=False)
        return replace(self, text=text, settlements=known_settlements(self.settlements))

    def columns(self) -> dict[str, Any]:
        """Return it as columns."""
        return {
            "text": self.text,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "priority": int(self.priority),
            "settlements": list(self.settlements),
        }


class Announcement(Edited):
    """One announcement. Never deleted: what callers were told stays on record."""

    id = peewee.AutoField()
    text = peewee.TextField()
    starts_at = UtcDateTimeField()
    ends_at = UtcDateTimeField()
    priority = peewee.IntegerField()
    settlements = ListField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    added_by = peewee.ForeignKeyField(Account, null=True)
    withdrawn_at = UtcDateTimeField(null=True)

    @property
    def silent_at(self) -> datetime:
        """From when on nobody hears it."""
        end: datetime = min(filter(None, (self.ends_at, self.withdrawn_at)))
        return end

    def holds(self, at: datetime) -> bool:
        """Whether callers hear it at a moment."""
        return bool(self.starts_at <= at < self.silent_at)

    @classmethod
    def add(cls, new: NewAnnouncement, *, by: Actor, now: Moment) -> int:
        """Announce and return the id. Raises BadNotice."""
        with write():
            columns = new.cleaned(now).columns()
            added = cls.create(**columns, added_at=now.wall, clock_trusted=now.trusted, added_by=by.account)
            TextVersion.record(SUBJECT, added.id, {"text": added.text}, by=by, now=now)
            change = {**columns, "settlements": written_places(columns["settlements"])}
            AuditEntry.record(by=by, now=now, verb="announced", subject=SUBJECT, subject_id=added.id, change=change)
        return int(added.id)

    @classmethod
    def change(cls, announcement_id: int, version: int, new: NewAnnouncement, *, by: Actor, now: Moment) -> None:
        """Write it anew. Raises BadNotice, NoSuchNotice, NoticeOver, ChangedMeanwhile."""
        with write():
            if cls.known(announcement_id).withdrawn_at is not None:
                raise NoticeOver("Це оголошення знято. Напишіть нове.")
            columns = new.cleaned(now).columns()
            save(cls, announcement_id, version, columns, by=by, now=now, subject=SUBJECT)
            TextVersion.record(SUBJECT, announcement_id, {"text": columns["text"]}, by=by, now=now)

    @classmethod
    def restore(cls, announcement_id: int, version: int, number: int, *, by: Actor, now: Moment) -> None:
        """Let it say again what its version of that number said. Raises NoSuchNotice, and what `change` does."""
        kept, row = TextVersion.known(SUBJECT, announcement_id, number), cls.known(announcement_id)
        if kept is None:
            raise NoSuchNotice("Такої редакції цього оголошення немає.")
        again = NewAnnouncement(
            kept.document["text"], row.starts_at, row.ends_at, Priority(row.priority), row.settlements
        )
        cls.change(announcement_id, version, again, by=by, now=now)

    @classmethod
    def withdraw(cls, announcement_id: int, *, by: Actor, now: Moment) -> None:
        """Let nobody hear it from now on. Raises NoSuchNotice."""
        with write():
            cls.known(announcement_id)
            still = (cls.id == announcement_id) & cls.withdrawn_at.is_null()
            if cls.update({cls.withdrawn_at: now.wall, cls.version: cls.version + 1}).where(still).execute():
                AuditEntry.record(by=by, now=now, verb="taken_down", subject=SUBJECT, subject_id=announcement_id)

    @classmethod
    def known(cls, announcement_id: int) -> Announcement:
        """Return the announcement. Raises NoSuchNotice."""
        found = cls.get_or_none(cls.id == announcement_id)
        if found is None:
            raise NoSuchNotice("Такого оголошення немає.")
        return found

    @classmethod
    def ahead(cls, at: datetime) -> list[Announcement]:
        """Return those heard at a moment or later, by the moment they begin."""
        live = cls.withdrawn_at.is_null() & (cls.ends_at > at)
        return list(cls.select().where(live).order_by(cls.starts_at, cls.id))

    @classmethod
    def over(cls, at: datetime, *, before: int | None = None, limit: int) -> list[Announcement]:
        """Return those that nobody hears any more, the newest first; `before`: older than that id."""
        found = cls.select().where((cls.ends_at <= at) | cls.withdrawn_at.is_null(False))
        if before is not None:
            found = found.where(cls.id < before)
        return list(found.order_by(cls.id.desc()).limit(limit))


JOURNAL_WORDS: Mapping[str, str] = {
    "announcement": "оголошення",
    "announced": "оголошено",
    "taken_down": "знято",
    "changed": "змінено",
}
