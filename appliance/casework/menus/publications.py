"""Publications: somebody has asked that callers hear a menu anew, now or at a set time; and what became of it.

One process works them off (`appliance.publishing`). What waits for the same menu and is due melts together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.revisions import BadRevision, Judgement, Revision
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

FAULT_MAX, ALARM_MAX = 2000, 300


class PublicationState(StrEnum):
    """How a publication stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    FAILED = "failed"
    CALLED_OFF = "called_off"


class Publication(Row):
    """One publication. Without a `revision` the one in force is composed anew: hours or content have changed.

    `spoken` of `of_all` texts are ready; `published_as` is the name of the published directory.
    """

    id = peewee.AutoField()
    menu = peewee.TextField(default="")
    revision = peewee.ForeignKeyField(Revision, null=True)
    revision_id: int | None
    reason = peewee.TextField()
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    asked_by = peewee.ForeignKeyField(Account, null=True)
    due_at = UtcDateTimeField()
    begun_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    spoken = peewee.IntegerField(default=0)
    of_all = peewee.IntegerField(default=0)
    published_as = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    fault = peewee.TextField(default="")
    called_off_at = UtcDateTimeField(null=True)

    @property
    def state(self) -> PublicationState:
        """How it stands."""
        if self.called_off_at is not None:
            return PublicationState.CALLED_OFF
        if self.ended_at is not None:
            return PublicationState.FAILED if self.fault else PublicationState.DONE
        return PublicationState.SPEAKING if self.begun_at is not None else PublicationState.WAITING

    @classmethod
    def ask(cls, reason: str, *, menu: str = "", by: Actor, now: Moment) -> Publication:
        """Ask that a menu be composed anew out of what holds now; who has asked and still waits, waits for both."""
        with write():
            waiting = cls._open().where(cls.menu == menu, cls.revision.is_null(), cls.begun_at.is_null()).first()
            return waiting or cls._asked(reason, menu, None, now.wall, by, now)

    @classmethod
    def ask_revision(cls, revision_id: int, *, at: datetime | None = None, by: Actor, now: Moment) -> Publication:
        """Ask that a revision be the one in force, `at` a time or now. Raises BadRevision: it is not approved.

        What waited for the same time or later is called off: it is no longer what is wanted.
        """
        with write():
            revision = Revision.known(revision_id)
            if revision.judgement is not Judgement.APPROVED:
                raise BadRevision(f"Редакцію {revision.number} не схвалено.")
            due = at or now.wall
            if due < now.wall:
                raise BadRevision("Цей час уже минув.")
            later = cls._open().where(cls.menu == revision.menu, cls.revision.is_null(False), cls.begun_at.is_null())
            for waiting in later.where(cls.due_at >= due):
                waiting.call_off(by=by, now=now)
            return cls._asked(f"редакція {revision.number}", revision.menu, revision_id, due, by, now)

    @classmethod
    def _asked(
        cls, reason: str, menu: str, revision_id: int | None, due: datetime, by: Actor, now: Moment
    ) -> Publication:
        made = cls.create(
            menu=menu,
            revision=revision_id,
            reason=reason,
            asked_at=now.wall,
            clock_trusted=now.trusted,
            asked_by=by.account,
            due_at=due,
        )
        change = {"reason": reason, "due_at": due.isoformat()}
        AuditEntry.record(by=by, now=now, verb="asked", subject="publication", subject_id=made.id, change=change)
        return made

    def call_off(self, *, by: Actor, now: Moment) -> None:
        """Call it off before it begins. Raises BadRevision."""
        with write():
            rows = Publication.update(called_off_at=now.wall).where(Publication.id == self.id)
            if not rows.where(Publication.begun_at.is_null(), Publication.called_off_at.is_null()).execute():
                raise BadRevision("Ця публікація вже почалася або скасована.")
            AuditEntry.record(by=by, now=now, verb="called_off", subject="publication", subject_id=self.id)

    @classmethod
    def due(cls, now: Moment) -> list[Publication]:
        """Return what should be published by now, the oldest first; what broke off when a process died is among it."""
        return list(cls._open().where(cls.due_at <= now.wall).order_by(cls.due_at, cls.id))

    @classmethod
    def latest(cls, menu: str = "", *, limit: int = 20) -> list[Publication]:
        """Return the publications of a menu, the newest first, each with its revision's number and who asked."""
        rows = cls.select(cls, Revision.id, Revision.number, Account)
        rows = rows.join(Revision, peewee.JOIN.LEFT_OUTER).switch(cls).join(Account, peewee.JOIN.LEFT_OUTER)
        return list(rows.where(cls.menu == menu).order_by(cls.id.desc()).limit(limit))

    @classmethod
    def in_force(cls, menu: str = "") -> Revision | None:
        """Return the revision that callers hear; None where a menu was published by hand or never.

        What is asked later is done later (`ask_revision`), so the ids tell: a clock may go back after a power cut.
        """
        done = cls.select().where(cls.menu == menu, cls.ended_at.is_null(False), cls.fault == "")
        done = done.where(cls.revision.is_null(False))
        latest: Publication | None = done.order_by(cls.id.desc()).first()
        return Revision.known(latest.revision_id) if latest and latest.revision_id else None

    @classmethod
    def former(cls, menu: str = "") -> Revision | None:
        """Return the revision that callers heard before the one in force, however often that was composed anew."""
        standing = cls.in_force(menu)
        if standing is None:
            return None
        done = cls.select().where(cls.menu == menu, cls.ended_at.is_null(False), cls.fault == "")
        done = done.where(cls.revision.is_null(False), cls.revision != standing.id)
        before: Publication | None = done.order_by(cls.id.desc()).first()
        return Revision.known(before.revision_id) if before and before.revision_id else None

    def begin(self, of_all: int, *, now: Moment) -> bool:
        """Note that it is taken up, or how much is to be spoken; False: it was called off before that.

        Who asks from now on has come too late to be in it: what it is made of is read after this.
        """
        standing = (Publication.id == self.id) & Publication.called_off_at.is_null()
        with write():
            begun = Publication.update(begun_at=now.wall, of_all=of_all).where(standing).execute()
        return bool(begun)

    def progress(self, spoken: int) -> None:
        """Note how much of it is spoken."""
        with write():
            Publication.update(spoken=spoken).where(Publication.id == self.id).execute()

    def done(self, published_as: str, remark: str, *, now: Moment) -> None:
        """Note that callers hear it; `remark` is what the editor must know of it."""
        with write():
            self._end(now, published_as=published_as, remark=remark)
            Alarm.clear(AlarmKind.PUBLICATION_FAILED, now=now, about=self.menu)

    def failed(self, fault: str, *, now: Moment) -> None:
        """Note why callers do not hear it, and raise an alarm: who asked may have left the page long ago."""
        fault = fault[:FAULT_MAX] or "Не вдалося."
        text = f"Зміни не опубліковано, люди чують те, що й раніше. {fault}"
        with write():
            self._end(now, fault=fault)
            Alarm.raise_alarm(AlarmKind.PUBLICATION_FAILED, text[:ALARM_MAX], now=now, about=self.menu)

    def _end(self, now: Moment, **what: str) -> None:
        begun = Publication.begun_at.is_null(False)
        with write():
            Publication.update(begun_at=now.wall).where(Publication.id == self.id, ~begun).execute()
            Publication.update(ended_at=now.wall, **what).where(Publication.id == self.id).execute()

    @classmethod
    def _open(cls) -> peewee.ModelSelect[Publication]:
        return cls.select().where(cls.ended_at.is_null(), cls.called_off_at.is_null())


JOURNAL_WORDS: Mapping[str, str] = {
    "publication": "публікація",
    "asked": "замовлено",
    "called_off": "скасовано",
}
