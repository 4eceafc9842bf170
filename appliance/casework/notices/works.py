"""Works and outages (роботи та відключення): on record before they begin, told to whom they concern, closed at the end.

K 8.1.8: planned works are registered a day ahead, emergency ones at once, and whoever does them closes them. Callers
stop hearing of them at their end by themselves; that nobody has closed them an hour later raises an alarm.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.notice_rules import (
    SPOKEN_MAX,
    BadNotice,
    NoSuchNotice,
    NoticeOver,
    known_settlements,
    line,
    must_be_a_span,
    place_names,
    written_places,
)
from appliance.casework.notices.works_words import What, WorksFields, WorksKind, works_words
from appliance.casework.row import ListField, UtcDateTimeField, write
from appliance.clock import Moment

SUBJECT = "works"
NOTICE = timedelta(hours=24)
"""So long before their start planned works are to be on record (K 8.1.8.1)."""
FORGOTTEN = timedelta(hours=1)
"""So long after their end works that nobody has closed raise an alarm."""
TOPIC_MAX, STREETS_MAX, REASON_MAX, DOER_MAX, TELEPHONE_MAX, DONE_MAX = 100, 300, 200, 100, 40, 500


@dataclass(frozen=True, slots=True)
class NewWorks:
    """What is registered. No `settlements`: the whole community. `own_text`: "" for the words made of the fields.

    `tell_at`: from when on callers hear of it, None for the start.
    """

    kind: WorksKind
    what: What
    starts_at: datetime
    ends_at: datetime
    settlements: Collection[int] = ()
    topic: str = ""
    streets: str = ""
    tell_at: datetime | None = None
    reason: str = ""
    doer: str = ""
    telephone: str = ""
    own_text: str = ""

    def cleaned(self, now: Moment) -> NewWorks:
        """Return it as it is kept. Raises BadNotice."""
        must_be_a_span(self.starts_at, self.ends_at, now.wall)
        if self.tell_at is not None and self.tell_at > self.starts_at:
            raise BadNotice("Попереджають до початку робіт або відколи вони йдуть.", "tell_at")
        return replace(
            self,
            settlements=known_settlements(self.settlements),
            topic=line(self.topic, TOPIC_MAX, "topic", empty=self.what is not What.OTHER),
            streets=line(self.streets, STREETS_MAX, "streets"),
            tell_at=self.tell_at or self.starts_at,
            reason=line(self.reason, REASON_MAX, "reason"),
            doer=line(self.doer, DOER_MAX, "doer"),
            telephone=line(self.telephone, TELEPHONE_MAX, "telephone"),
            own_text=line(self.own_text, SPOKEN_MAX, "own_text"),
        )

    def columns(self) -> dict[str, Any]:
        """Return it as columns."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {**told, "kind": str(self.kind), "what": str(self.what), "settlements": list(self.settlements)}

    def words(self, places: Mapping[int, str]) -> str:
        """Return what callers hear of it; `places`: how settlements are written."""
        return self.own_text or works_words(
            WorksFields(
                kind=self.kind,
                what=self.what,
                topic=self.topic,
                places=[places[each] for each in self.settlements if each in places],
                streets=self.streets,
                starts_at=self.starts_at,
                ends_at=self.ends_at,
                reason=self.reason,
                doer=self.doer,
                telephone=self.telephone,
            )
        )


class Works(Edited):
    """One job. `late`: planned, but registered less than a day ahead: kept, marked and counted. Never deleted."""

    id = peewee.AutoField()
    kind = peewee.TextField()
    what = peewee.TextField()
    topic = peewee.TextField()
    settlements = ListField()
    streets = peewee.TextField()
    tell_at = UtcDateTimeField()
    starts_at = UtcDateTimeField()
    ends_at = UtcDateTimeField()
    reason = peewee.TextField()
    doer = peewee.TextField()
    telephone = peewee.TextField()
    own_text = peewee.TextField()
    registered_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    registered_by = peewee.ForeignKeyField(Account, null=True)
    late = BooleanField()
    closed_at = UtcDateTimeField(null=True)
    closed_by = peewee.ForeignKeyField(Account, null=True)
    done = peewee.TextField(default="")
    alarmed_at = UtcDateTimeField(null=True)

    @property
    def registered(self) -> NewWorks:
        """What was registered, as a value."""
        told = {name: getattr(self, name) for name in NewWorks.__slots__}
        return NewWorks(**{**told, "kind": WorksKind(self.kind), "what": What(self.what)})

    @property
    def silent_at(self) -> datetime:
        """From when on nobody hears of it."""
        end: datetime = min(filter(None, (self.ends_at, self.closed_at)))
        return end

    def holds(self, at: datetime) -> bool:
        """Whether callers hear of it at a moment."""
        return bool(self.tell_at <= at < self.silent_at)

    def words(self, places: Mapping[int, str]) -> str:
        """Return what callers hear; `places`: how settlements are written."""
        return self.registered.words(places)

    @classmethod
    def register(cls, new: NewWorks, *, by: Actor, now: Moment) -> int:
        """Put works on record and return the id. Planned ones that begin within a day are late. Raises BadNotice."""
        with write():
            new = new.cleaned(now)
            _must_fit(new)
            columns = new.columns()
            late = new.kind is WorksKind.PLANNED and new.starts_at - now.wall < NOTICE
            added = cls.create(
                **columns, late=late, registered_at=now.wall, clock_trusted=now.trusted, registered_by=by.account
            )
            change = {**columns, "late": late, "settlements": written_places(columns["settlements"])}
            AuditEntry.record(by=by, now=now, verb="registered", subject=SUBJECT, subject_id=added.id, change=change)
        return int(added.id)

    @classmethod
    def change(cls, works_id: int, version: int, new: NewWorks, *, by: Actor, now: Moment) -> None:
        """Write the fields anew; late stays late. Raises BadNotice, NoSuchNotice, NoticeOver, ChangedMeanwhile."""
        with write():
            works = cls.open(works_id)
            new = new.cleaned(now)
            _must_fit(new)
            save(cls, works_id, version, new.columns(), by=by, now=now, subject=SUBJECT)
            works._forgive(now)

    @classmethod
    def prolong(cls, works_id: int, version: int, ends_at: datetime, *, by: Actor, now: Moment) -> None:
        """Let them last longer. Raises BadNotice, NoSuchNotice, NoticeOver, ChangedMeanwhile."""
        with write():
            works = cls.open(works_id)
            if ends_at <= works.ends_at:
                raise BadNotice("Новий час має бути пізніше за теперішній кінець.", "ends_at")
            must_be_a_span(works.starts_at, ends_at, now.wall)
            save(cls, works_id, version, {"ends_at": ends_at}, by=by, now=now, subject=SUBJECT, verb="prolonged")
            works._forgive(now)

    @classmethod
    def close(cls, works_id: int, done: str, *, by: Actor, now: Moment) -> None:
        """Note that they are over and what was done; nobody hears of them any more. Raises BadNotice, NoticeOver."""
        with write():
            done = line(done, DONE_MAX, "done", empty=False)
            works = cls.open(works_id)
            closed = {cls.closed_at: now.wall, cls.closed_by: by.account, cls.done: done, cls.version: cls.version + 1}
            cls.update(closed).where(cls.id == works_id).execute()
            AuditEntry.record(
                by=by, now=now, verb="closed", subject=SUBJECT, subject_id=works_id, change={"done": done}
            )
            works._forgive(now)

    @classmethod
    def watch(cls, now: Moment) -> bool:
        """Raise an alarm for each job that nobody has closed an hour after its end, once; tell whether any was."""
        with write():
            forgotten = cls.select().where(
                cls.closed_at.is_null(), cls.alarmed_at.is_null(), cls.ends_at <= now.wall - FORGOTTEN
            )
            found = list(forgotten)
            for works in found:
                works._alarm(now)
        return bool(found)

    @classmethod
    def known(cls, works_id: int) -> Works:
        """Return the works. Raises NoSuchNotice."""
        found = cls.get_or_none(cls.id == works_id)
        if found is None:
            raise NoSuchNotice("Таких робіт не записано.")
        return found

    @classmethod
    def open(cls, works_id: int) -> Works:
        """Return works that nobody has closed. Raises NoSuchNotice, NoticeOver."""
        works = cls.known(works_id)
        if works.closed_at is not None:
            raise NoticeOver("Ці роботи вже закрито.")
        return works

    @classmethod
    def ahead(cls, at: datetime) -> list[Works]:
        """Return those that callers hear of at a moment or later, by the moment they begin."""
        live = cls.closed_at.is_null() & (cls.ends_at > at)
        return list(cls.select().where(live).order_by(cls.starts_at, cls.id))

    @classmethod
    def left_open(cls, at: datetime) -> list[Works]:
        """Return those whose end has passed and that nobody has closed, the oldest first."""
        return list(cls.select().where(cls.closed_at.is_null(), cls.ends_at <= at).order_by(cls.ends_at, cls.id))

    @classmethod
    def closed(cls, *, before: int | None = None, limit: int) -> list[Works]:
        """Return those that are closed, the newest first, each with who did it; `before`: older than that id."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.closed_by)
        found = found.where(cls.closed_at.is_null(False))
        if before is not None:
            found = found.where(cls.id < before)
        return list(found.order_by(cls.id.desc()).limit(limit))

    @classmethod
    def late_since(cls, start: datetime) -> int:
        """Return how many planned works were registered too late since a moment."""
        return int(cls.select().where(cls.late, cls.registered_at >= start).count())

    def _alarm(self, now: Moment) -> None:
        text = f"Роботи № {self.id} мали скінчитися, але їх ніхто не закрив: {self.words(place_names())}"
        Alarm.raise_alarm(AlarmKind.WORKS_NOT_CLOSED, text, now=now, about=str(self.id))
        Works.update({Works.alarmed_at: now.wall}).where(Works.id == self.id).execute()

    def _forgive(self, now: Moment) -> None:
        """The alarm has no cause any more; another end may raise another."""
        Alarm.clear(AlarmKind.WORKS_NOT_CLOSED, now=now, about=str(self.id))
        Works.update({Works.alarmed_at: None}).where(Works.id == self.id).execute()


def _must_fit(new: NewWorks) -> None:
    if len(new.words(place_names())) > SPOKEN_MAX:
        raise BadNotice(f"Текст вийшов довший за {SPOKEN_MAX} знаків: напишіть його коротше.", "own_text")


JOURNAL_WORDS: Mapping[str, str] = {
    "works": "роботи та відключення",
    "registered": "записано",
    "changed": "змінено",
    "prolonged": "продовжено",
    "closed": "закрито",
}
