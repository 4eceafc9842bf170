"""The topics and answers that an office starts with, from a TOML file.

```toml
[[topic]]
name = "Вода та каналізація"
common = true                     # offered as a button before anybody has used it; may be left out
topics = ["Немає води"]           # the topics below it; may be left out

[[topic.article]]
title = "Що робити, коли немає води"
text = "…"                        # read out to the caller
source = "…"                      # may be left out
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.settings import STARTER

STARTER_TOPICS = STARTER / "topics.toml"


def load_starter(now: Moment, *, by: Actor = BOX, path: Path = STARTER_TOPICS) -> int:
    """Enter the topics and answers of the file that were never there, and return how many; nothing is changed.

    What the office has switched off stays off. Raises BadTopic, BadArticle, OSError, tomllib.TOMLDecodeError.
    """
    topics: Sequence[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["topic"]
    with write():
        return sum(_enter(each, by, now) for each in topics)


def _enter(topic: Mapping[str, Any], by: Actor, now: Moment) -> int:
    added, top = _topic(topic["name"], None, bool(topic.get("common")), by, now)
    added += sum(_topic(name, top, False, by, now)[0] for name in topic.get("topics", ()))
    return added + sum(_article(each, top, by, now) for each in topic.get("article", ()))


def _topic(name: str, parent: int | None, common: bool, by: Actor, now: Moment) -> tuple[int, int]:
    """Return how many were entered, and the topic's id."""
    beside = Category.parent.is_null() if parent is None else Category.parent == parent
    known = Category.get_or_none(beside, Category.name == name)
    if known is not None:
        return 0, known.id
    return 1, Category.add(name, parent, common=common, by=by, now=now)


def _article(article: Mapping[str, str], topic: int, by: Actor, now: Moment) -> int:
    if Article.select().where(Article.category == topic, Article.title == article["title"]).exists():
        return 0
    Article.add(topic, article["title"], article["text"], article.get("source", ""), by=by, now=now)
    return 1
