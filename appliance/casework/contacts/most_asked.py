"""What people ask most, and which answers are used most, by the consultations of a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from peewee import fn

from appliance.casework.contacts.consultations import Consultation
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category, flat

SHOWN = 10
RECENT = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic as it is written in lists, and how often it was asked about."""

    topic: int
    path: str
    times: int


@dataclass(frozen=True, slots=True)
class Used:
    """An answer and how often it was given."""

    article: Article
    times: int


def most_asked(begin: datetime, end: datetime, limit: int = SHOWN) -> list[Asked]:
    """Return the topics of the consultations from `begin` to before `end`, the most asked first."""
    times = fn.COUNT(Consultation.id)
    counted = Consultation.select(Consultation.category, times).where(_within(begin, end))
    rows = counted.group_by(Consultation.category).order_by(times.desc(), Consultation.category).limit(limit)
    paths = {topic.id: topic.path for topic in flat(Category.tree(with_off=True)).values()}
    return [Asked(topic, paths[topic], count) for topic, count in cast(Iterable[tuple[int, int]], rows.tuples())]


def most_used(begin: datetime, end: datetime, limit: int = SHOWN) -> list[Used]:
    """Return the answers given from `begin` to before `end`, the most used first."""
    counts = uses_of_answers(begin, end)
    order = sorted(counts, key=lambda article: (-counts[article], article))[:limit]
    articles = {article.id: article for article in Article.select().where(Article.id.in_(order))}
    return [Used(articles[article], counts[article]) for article in order]


def uses_of_answers(begin: datetime, end: datetime) -> dict[int, int]:
    """Return how often each answer was given from `begin` to before `end`; one that was not is not among them."""
    given = Consultation.article.is_null(False)
    counted = Consultation.select(Consultation.article, fn.COUNT(Consultation.id)).where(_within(begin, end), given)
    return dict(cast(Iterable[tuple[int, int]], counted.group_by(Consultation.article).tuples()))


def lately_used() -> dict[int, int]:
    """Return how often each answer was given in the last `RECENT` consultations: quick enough for each key typed."""
    standing = Consultation.select(Consultation.article).where(Consultation.withdrawn_at.is_null())
    recent = standing.order_by(Consultation.id.desc()).limit(RECENT)
    return dict(Counter(article for (article,) in cast(Iterable[tuple[int | None]], recent.tuples()) if article))


def _within(begin: datetime, end: datetime) -> object:
    standing = Consultation.withdrawn_at.is_null()
    return standing & (Consultation.noted_at >= begin) & (Consultation.noted_at < end)
