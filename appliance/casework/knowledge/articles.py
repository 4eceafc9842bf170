"""The answers at hand (база відповідей): a text to be read out to a caller, where it is from, who answers for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import BOX, Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.topics import Category
from appliance.casework.row import DayField, UtcDateTimeField, write
from appliance.casework.versions import TextVersion
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "article"
TITLE_MAX, TEXT_MAX, SOURCE_MAX = 200, 4000, 500
LABELS: Mapping[str, str] = {"title": "Питання", "text": "Відповідь", "source": "Джерело"}
"""What a version of an answer keeps, and what people call it."""


class BadArticle(SlukhavkaError):
    """An article cannot be entered so; the text says why. `field`: which one of title, text, source, owner is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


class NoSuchArticle(SlukhavkaError):
    """There is no such article, or no such version of it."""


class Article(Edited):
    """One answer to one question. Never deleted: consultations name it.

    `owner` answers for it, `review_by` is the last day on which it may be trusted without another look. `by_voice`:
    callers hear it in the rubric of frequent questions.
    """

    id = peewee.AutoField()
    category = peewee.ForeignKeyField(Category)
    category_id: int
    title = peewee.TextField()
    text = peewee.TextField()
    source = peewee.TextField(default="")
    owner = peewee.ForeignKeyField(Account, null=True)
    owner_id: int | None
    review_by = DayField(null=True)
    by_voice = BooleanField(default=False)
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @property
    def wording(self) -> dict[str, str]:
        """What a version of it keeps."""
        return {name: getattr(self, name) for name in LABELS}

    def is_stale(self, today: date) -> bool:
        """Tell whether its day of review is over; `today` as the office's calendar says."""
        return self.review_by is not None and self.review_by < today and self.switched_off_at is None

    @classmethod
    def add(
        cls,
        category_id: int,
        title: str,
        text: str,
        source: str,
        *,
        owner_id: int | None = None,
        review_by: date | None = None,
        by_voice: bool = False,
        by: Actor,
        now: Moment,
    ) -> int:
        """Enter an article under a topic and return its id. Raises BadArticle, NoSuchTopic."""
        wording = _wording(title, text, source)
        about = {"owner": _known(owner_id), "review_by": review_by, "by_voice": by_voice}
        with write():
            Category.standing(category_id)
            article = cls.create(category=category_id, **wording, **about, added_at=now.wall, clock_trusted=now.trusted)
            TextVersion.record(SUBJECT, article.id, wording, by=by, now=now)
            AuditEntry.record(
                by=by, now=now, verb="added", subject=SUBJECT, subject_id=article.id, change={**wording, **about}
            )
        return int(article.id)

    @classmethod
    def change(
        cls,
        article_id: int,
        version: int,
        title: str,
        text: str,
        source: str,
        *,
        by: Actor,
        now: Moment,
        category_id: int | None = None,
        **about: Any,
    ) -> None:
        """Write it anew; `about`: owner_id, review_by, by_voice, each as it was where it is not given.

        Raises BadArticle, NotThere, NoSuchTopic, ChangedMeanwhile.
        """
        wording = _wording(title, text, source)
        if "owner_id" in about:
            about["owner_id"] = _known(about["owner_id"])
        if category_id is not None:
            about["category_id"] = category_id
        with write():
            if category_id is not None and cls.known(article_id).category_id != category_id:
                Category.standing(category_id)
            cls._keep_what_was(article_id, now)
            save(cls, article_id, version, {**wording, **about}, by=by, now=now, subject=SUBJECT)
            TextVersion.record(SUBJECT, article_id, wording, by=by, now=now)

    @classmethod
    def restore(cls, article_id: int, version: int, number: int, *, by: Actor, now: Moment) -> None:
        """Let it say again what its wording of that number said. Raises NoSuchArticle, NotThere, ChangedMeanwhile."""
        with write():
            old = TextVersion.known(SUBJECT, article_id, number)
            if old is None:
                raise NoSuchArticle("Такої редакції цієї відповіді немає.")
            wording = {name: old.document.get(name, "") for name in LABELS}
            save(cls, article_id, version, wording, by=by, now=now, subject=SUBJECT, verb="restored")
            TextVersion.record(SUBJECT, article_id, wording, by=by, now=now)

    @classmethod
    def reviewed(cls, article_id: int, version: int, review_by: date, *, by: Actor, now: Moment) -> None:
        """Note that it still holds, until another day. Raises NotThere, ChangedMeanwhile."""
        save(cls, article_id, version, {"review_by": review_by}, by=by, now=now, subject=SUBJECT, verb="reviewed")

    @classmethod
    def wording_number(cls, article_id: int) -> int | None:
        """Return the number of the wording it has now; None for one that is older than wordings."""
        latest = TextVersion.history(SUBJECT, article_id, limit=1)
        return latest[0].number if latest else None

    @classmethod
    def stale(cls, today: date) -> list[Article]:
        """Return those whose day of review is over, the longest first, each with its `owner` at hand."""
        over = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        over = over.where(cls.review_by < today, cls.switched_off_at.is_null())
        return list(over.order_by(cls.review_by, cls.id))

    @classmethod
    def by_themselves(cls) -> list[Article]:
        """Return those that callers hear in the menu."""
        return list(cls.select().where(cls.by_voice, cls.switched_off_at.is_null()).order_by(cls.title, cls.id))

    @classmethod
    def switch(cls, article_id: int, *, on: bool, by: Actor, now: Moment) -> None:
        """Offer it again, or no more. Raises NoSuchArticle."""
        with write():
            article = cls.known(article_id)
            if (article.switched_off_at is None) == on:
                return
            state = {cls.switched_off_at: None if on else now.wall, cls.version: cls.version + 1}
            cls.update(state).where(cls.id == article_id).execute()
            verb = "switched_on" if on else "switched_off"
            AuditEntry.record(by=by, now=now, verb=verb, subject="article", subject_id=article_id)

    @classmethod
    def known(cls, article_id: int) -> Article:
        """Return the article. Raises NoSuchArticle."""
        found = cls.get_or_none(cls.id == article_id)
        if found is None:
            raise NoSuchArticle("Такої відповіді в базі немає.")
        return found

    @classmethod
    def standing(cls, article_id: int) -> Article:
        """Return an article that is offered. Raises NoSuchArticle."""
        found = cls.known(article_id)
        if found.switched_off_at is not None:
            raise NoSuchArticle(f"Відповідь «{found.title}» вимкнено.")
        return found

    @classmethod
    def _keep_what_was(cls, article_id: int, now: Moment) -> None:
        """Keep the wording of an article that is older than wordings."""
        article = cls.get_or_none(cls.id == article_id)
        if article is not None and not TextVersion.history(SUBJECT, article_id, limit=1):
            TextVersion.record(SUBJECT, article_id, article.wording, by=BOX, now=now)

    @classmethod
    def by_topic(cls, topics: Collection[int], *, with_off: bool = False) -> dict[int, list[Article]]:
        """Return the articles of these topics by topic; those switched off only if asked for."""
        rows = cls.select().where(cls.category.in_(list(topics))).order_by(cls.title)
        found: defaultdict[int, list[Article]] = defaultdict(list)
        for article in rows if with_off else rows.where(cls.switched_off_at.is_null()):
            found[article.category_id].append(article)
        return dict(found)


def _known(owner_id: int | None) -> int | None:
    if owner_id is not None and not Account.select().where(Account.id == owner_id).exists():
        raise BadArticle("Такої людини немає.", "owner")
    return owner_id


def _wording(title: str, text: str, source: str) -> dict[str, str]:
    title, text, source = " ".join(title.split()), text.strip(), source.strip()
    if not 1 <= len(title) <= TITLE_MAX:
        raise BadArticle(f"Назва відповіді має від 1 до {TITLE_MAX} знаків.", "title")
    if not 1 <= len(text) <= TEXT_MAX:
        raise BadArticle(f"Текст відповіді має від 1 до {TEXT_MAX} знаків.", "text")
    if len(source) > SOURCE_MAX:
        raise BadArticle(f"Джерело має щонайбільше {SOURCE_MAX} знаків.", "source")
    return {"title": title, "text": text, "source": source}


JOURNAL_WORDS: Mapping[str, str] = {
    "article": "відповідь із бази відповідей",
    "added": "додано",
    "changed": "змінено",
    "restored": "повернуто давнішу редакцію",
    "reviewed": "переглянуто: чинна далі",
    "texted": "надіслано SMS",
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
}
