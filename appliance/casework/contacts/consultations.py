"""Consultations (консультації): questions answered on the telephone without a request being made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category, Topic, flat
from appliance.casework.row import UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NOTE_MAX = 1000
RECENT = 500
"""Of so many last consultations the most used topics are counted."""
BUTTONS = 6


class NoSuchCall(SlukhavkaError):
    """There is no such call."""


class NoSuchConsultation(SlukhavkaError):
    """There is no such consultation."""


class BadConsultation(SlukhavkaError):
    """A consultation cannot be noted so."""


class Consultation(Edited):
    """One question answered in a call. `confirmed_at`: when the caller confirmed that his question is answered (O 24).

    `noted_at` is the time of the consultation: nobody types it. `withdrawn_at`: it was noted by mistake.
    """

    id = peewee.AutoField()
    uid = peewee.TextField(unique=True)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", backref="consultations")
    call_uid: str
    person_id = peewee.IntegerField(null=True)
    category = peewee.ForeignKeyField(Category)
    category_id: int
    article = peewee.ForeignKeyField(Article, null=True)
    article_id: int | None
    article_version = peewee.IntegerField(null=True)
    """The number of the wording that was read out: what it said then, and its source, stay known."""
    note = peewee.TextField(default="")
    confirmed_at = UtcDateTimeField(null=True)
    noted_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None
    withdrawn_at = UtcDateTimeField(null=True)

    @classmethod
    def enter(
        cls,
        call_uid: str,
        category_id: int,
        *,
        uid: str,
        by: Actor,
        now: Moment,
        article_id: int | None = None,
        person_id: int | None = None,
        confirmed: bool = False,
        note: str = "",
    ) -> int:
        """Note a consultation and return its id. A second press of the same form, told by its `uid`, is the first.

        Raises NoSuchCall, NoSuchTopic, NoSuchArticle, BadConsultation.
        """
        with write():
            if known := cls.get_or_none(cls.uid == uid):
                return int(known.id)
            if not CallRecord.select().where(CallRecord.uid == call_uid).exists():
                raise NoSuchCall("Такого дзвінка немає.")
            Category.standing(category_id)
            wording = None
            if article_id is not None:
                Article.standing(article_id)
                wording = Article.wording_number(article_id)
            entered = cls.create(
                uid=uid,
                call=call_uid,
                person_id=person_id,
                category=category_id,
                article=article_id,
                article_version=wording,
                note=_clean(note),
                confirmed_at=now.wall if confirmed else None,
                noted_at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
            change = {"call": call_uid, "category": category_id, "article": article_id, "confirmed": confirmed}
            AuditEntry.record(
                by=by, now=now, verb="noted", subject="consultation", subject_id=entered.id, change=change
            )
        return int(entered.id)

    @classmethod
    def amend(cls, consultation_id: int, version: int, *, confirmed: bool, note: str, by: Actor, now: Moment) -> None:
        """Write mark and note anew. Raises NoSuchConsultation, BadConsultation, ChangedMeanwhile."""
        with write():
            standing = cls.standing(consultation_id)
            confirmed_at = (standing.confirmed_at or now.wall) if confirmed else None
            changes = {"confirmed_at": confirmed_at, "note": _clean(note)}
            save(cls, consultation_id, version, changes, by=by, now=now, subject="consultation")

    @classmethod
    def withdraw(cls, consultation_id: int, *, by: Actor, now: Moment) -> None:
        """Note that it was entered by mistake: it stays, and counts nowhere. Raises NoSuchConsultation."""
        with write():
            cls.standing(consultation_id)
            gone = {cls.withdrawn_at: now.wall, cls.version: cls.version + 1}
            cls.update(gone).where(cls.id == consultation_id).execute()
            AuditEntry.record(by=by, now=now, verb="withdrawn", subject="consultation", subject_id=consultation_id)

    @classmethod
    def standing(cls, consultation_id: int) -> Consultation:
        """Return one that counts. Raises NoSuchConsultation."""
        found = cls.get_or_none(cls.id == consultation_id, cls.withdrawn_at.is_null())
        if found is None:
            raise NoSuchConsultation("Такої консультації немає.")
        return found

    @classmethod
    def of_call(cls, call_uid: str) -> list[Consultation]:
        """Return those of a call in their order, each with its topic, article and who noted it."""
        return cls.of_calls([call_uid])

    @classmethod
    def of_calls(cls, calls: Sequence[str]) -> list[Consultation]:
        """Return those of several calls, as `of_call` does."""
        return list(cls._full().where(cls.call.in_(calls)).order_by(cls.id))

    @classmethod
    def of_number(cls, e164: str, limit: int) -> list[Consultation]:
        """Return the last `limit` of the calls of a number, the newest first, as `of_call` does."""
        return list(
            cls._full().join_from(cls, CallRecord).where(CallRecord.number == e164).order_by(cls.id.desc()).limit(limit)
        )

    @classmethod
    def of_person(cls, person_id: int, limit: int) -> list[Consultation]:
        """Return the last `limit` of a person, the newest first, as `of_call` does."""
        return list(cls._full().where(cls.person_id == person_id).order_by(cls.id.desc()).limit(limit))

    @classmethod
    def _full(cls) -> peewee.ModelSelect[Consultation]:
        full = cls.select(cls, Category, Article, Account).join(Category)
        full = full.join_from(cls, Article, peewee.JOIN.LEFT_OUTER).join_from(cls, Account, peewee.JOIN.LEFT_OUTER)
        return full.where(cls.withdrawn_at.is_null())


def most_used(tree: Sequence[Topic], count: int = BUTTONS) -> list[Topic]:
    """Return the topics used most of late, then those marked as common, `count` in all."""
    recent = Consultation.select(Consultation.category).order_by(Consultation.id.desc()).limit(RECENT)
    uses = Counter(topic for (topic,) in cast(Iterable[tuple[int]], recent.tuples()))
    wanted = [topic for topic in flat(tree).values() if uses[topic.id] or topic.common]
    return sorted(wanted, key=lambda topic: -uses[topic.id])[:count]


def _clean(note: str) -> str:
    note = note.strip()
    if len(note) > NOTE_MAX:
        raise BadConsultation(f"Примітка має щонайбільше {NOTE_MAX} знаків.")
    return note


JOURNAL_WORDS: Mapping[str, str] = {
    "consultation": "консультація",
    "noted": "записано",
    "changed": "змінено",
    "withdrawn": "скасовано як помилкову",
}
