"""Revisions of a menu: a draft as it was sent for review, who judged it, and which one callers hear."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.difference import MenuLabels, menu_differences
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.office.community import Community
from appliance.casework.row import JsonField, Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NOTE_MAX = 1000


class BadRevision(SlukhavkaError):
    """That cannot be done with a revision; the text says why."""


class Judgement(StrEnum):
    """How a revision stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


class Revision(Row):
    """One revision of one menu; its document never changes."""

    id = peewee.AutoField()
    menu = peewee.TextField()
    number = peewee.IntegerField()
    document = JsonField()
    note = peewee.TextField(default="")
    proposed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    proposed_by = peewee.ForeignKeyField(Account, null=True, backref="+")
    proposed_by_id: int | None
    judged_at = UtcDateTimeField(null=True)
    judged_by = peewee.ForeignKeyField(Account, null=True, backref="+")
    judged_by_id: int | None
    approved = BooleanField(null=True)
    reason = peewee.TextField(default="")

    @property
    def judgement(self) -> Judgement:
        """How it stands."""
        if self.judged_at is None:
            return Judgement.WAITING
        return Judgement.APPROVED if self.approved else Judgement.RETURNED

    @classmethod
    def propose(cls, menu: str, note: str, *, by: Actor, now: Moment) -> Revision:
        """Send the draft as it stands for review. Raises BadRevision.

        Its caller has looked whether the flow can be followed.
        """
        with write():
            draft = DraftMenu.of(menu)
            if draft is None:
                raise BadRevision("Чернетки цього меню немає.")
            document, latest = draft.document(), cls.latest(menu)
            if latest and latest.document == document and latest.judgement is not Judgement.RETURNED:
                raise BadRevision(f"Від редакції {latest.number} нічого не змінилося.")
            made = cls._made(menu, document, note, by=by, now=now)
            DraftMenu.update(based_on=made.id).where(DraftMenu.id == draft.id).execute()
        return made

    @classmethod
    def given(cls, menu: str, document: Mapping[str, object], note: str, *, by: Actor, now: Moment) -> Revision:
        """Keep a menu that needs no review: a starter set, one handed in by a command. It is approved."""
        with write():
            made = cls._made(menu, document, note, by=by, now=now)
            made._judge(True, "", by=by, now=now)
        return made

    @classmethod
    def _made(cls, menu: str, document: Mapping[str, object], note: str, *, by: Actor, now: Moment) -> Revision:
        latest = cls.latest(menu)
        made = cls.create(
            menu=menu,
            number=1 + (latest.number if latest else 0),
            document=document,
            note=note.strip()[:NOTE_MAX],
            proposed_at=now.wall,
            clock_trusted=now.trusted,
            proposed_by=by.account,
        )
        AuditEntry.record(
            by=by, now=now, verb="proposed", subject="revision", subject_id=made.id, change={"number": made.number}
        )
        return made

    def approve(self, *, by: Actor, now: Moment) -> None:
        """Say that callers may hear it. Raises BadRevision: it is judged, or it is one's own and needs other eyes."""
        with write():
            self._must_wait()
            if by.account == self.proposed_by_id and needs_second_review():
                raise BadRevision("Свою редакцію схвалює інша людина: так увімкнено в налаштуваннях громади.")
            self._judge(True, "", by=by, now=now)

    def send_back(self, reason: str, *, by: Actor, now: Moment) -> None:
        """Say why callers must not hear it. Raises BadRevision."""
        if not reason.strip():
            raise BadRevision("Напишіть, що виправити.")
        with write():
            self._must_wait()
            self._judge(False, reason.strip()[:NOTE_MAX], by=by, now=now)

    def _judge(self, approved: bool, reason: str, *, by: Actor, now: Moment) -> None:
        self.judged_at, self.approved, self.reason = now.wall, approved, reason
        self.judged_by_id = by.account
        self.save()
        verb = "approved" if approved else "returned"
        change = {"reason": reason} if reason else {}
        AuditEntry.record(by=by, now=now, verb=verb, subject="revision", subject_id=self.id, change=change)

    def _must_wait(self) -> None:
        standing = Revision.get_by_id(self.id)
        if standing.judged_at is not None:
            raise BadRevision("Цю редакцію вже розглянуто.")

    def differences(self, older: Revision | None, labels: MenuLabels) -> list[str]:
        """Return what differs from an older revision, in the words of `labels`."""
        return menu_differences(older.document if older else {}, self.document, labels)

    @classmethod
    def known(cls, revision_id: int) -> Revision:
        """Return the revision. Raises BadRevision."""
        found = cls.get_or_none(cls.id == revision_id)
        if found is None:
            raise BadRevision("Такої редакції немає.")
        return found

    @classmethod
    def latest(cls, menu: str) -> Revision | None:
        """Return the newest revision of a menu."""
        found: Revision | None = cls.select().where(cls.menu == menu).order_by(cls.number.desc()).first()
        return found

    @classmethod
    def history(cls, menu: str, *, limit: int = 50) -> list[Revision]:
        """Return the revisions of a menu without their documents, the newest first, with both people at hand."""
        judge = Account.alias()
        light = [getattr(cls, name) for name in cls._meta.fields if name != "document"]
        rows = cls.select(*light, Account, judge)
        rows = rows.join(Account, peewee.JOIN.LEFT_OUTER, on=cls.proposed_by, attr="proposed_by")
        rows = rows.switch(cls).join(judge, peewee.JOIN.LEFT_OUTER, on=(cls.judged_by == judge.id), attr="judged_by")
        return list(rows.where(cls.menu == menu).order_by(cls.number.desc()).limit(limit))


def needs_second_review() -> bool:
    """Tell whether nobody approves his own revision: a switch of the community."""
    community = Community.current()
    return community is None or community.switches.second_review


JOURNAL_WORDS: Mapping[str, str] = {
    "revision": "редакція меню",
    "proposed": "подано на розгляд",
    "approved": "схвалено",
    "returned": "повернуто",
}
