"""The answers at hand (база відповідей): a text to be read out to a caller, and where it is from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.topics import Category
from appliance.casework.row import UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

TITLE_MAX, TEXT_MAX, SOURCE_MAX = 200, 4000, 500


class BadArticle(SlukhavkaError):
    """An article cannot be entered so; the text says why. `field`: which one of title, text, source is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


class NoSuchArticle(SlukhavkaError):
    """There is no such article."""


class Article(Edited):
    """One answer to one question. Never deleted: consultations name it."""

    id = peewee.AutoField()
    category = peewee.ForeignKeyField(Category)
    category_id: int
    title = peewee.TextField()
    text = peewee.TextField()
    source = peewee.TextField(default="")
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @classmethod
    def add(cls, category_id: int, title: str, text: str, source: str, *, by: Actor, now: Moment) -> int:
        """Enter an article under a topic and return its id. Raises BadArticle, NoSuchTopic."""
        wording = _wording(title, text, source)
        with write():
            Category.standing(category_id)
            article = cls.create(category=category_id, **wording, added_at=now.wall, clock_trusted=now.trusted)
            AuditEntry.record(
                by=by, now=now, verb="added", subject="article", subject_id=article.id, change={**wording}
            )
        return int(article.id)

    @classmethod
    def change(
        cls, article_id: int, version: int, title: str, text: str, source: str, *, by: Actor, now: Moment
    ) -> None:
        """Write it anew. Raises BadArticle, NotThere, ChangedMeanwhile."""
        save(cls, article_id, version, _wording(title, text, source), by=by, now=now, subject="article")

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
    def by_topic(cls, topics: Collection[int], *, with_off: bool = False) -> dict[int, list[Article]]:
        """Return the articles of these topics by topic; those switched off only if asked for."""
        rows = cls.select().where(cls.category.in_(list(topics))).order_by(cls.title)
        found: defaultdict[int, list[Article]] = defaultdict(list)
        for article in rows if with_off else rows.where(cls.switched_off_at.is_null()):
            found[article.category_id].append(article)
        return dict(found)


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
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
}
