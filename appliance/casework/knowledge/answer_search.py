"""Finding an answer as one types: part of a word is enough, and so is another ending of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import cast

from appliance.casework.knowledge.articles import Article
from appliance.casework.letters import search_key, sort_key

ASKED_MAX = 200
SHOWN = 20
STEM = 4
"""Of a word at least so many letters must be there; what follows may be another ending."""
ENDING = 2


Rank = tuple[int, int, int, str]
"""How well an article fits, the smaller the better: words not in its title, words with another ending, uses, title."""


def find_answers(asked: str, uses: Mapping[int, int], *, count: int = SHOWN) -> list[Article]:
    """Return the articles on offer in which every word of `asked` is found, the best first: title before text.

    Of those equally good the most used come first (`uses`: article → how often of late); for "" the most used of all.
    """
    words = tuple(_folded(asked[:ASKED_MAX]).split())
    ranked = sorted(
        (rank, article_id)
        for article_id, title, text in _offered()
        if (rank := _rank(title, text, words, uses.get(article_id, 0))) is not None
    )
    best = [article_id for _, article_id in ranked[:count]]
    found = {article.id: article for article in Article.select().where(Article.id.in_(best))}
    return [found[article_id] for article_id in best]


def _offered() -> Iterable[tuple[int, str, str]]:
    """Return id, title and text of all of them: an office has some hundreds."""
    rows = Article.select(Article.id, Article.title, Article.text).where(Article.switched_off_at.is_null())
    return cast(Iterable[tuple[int, str, str]], rows.tuples())


def _rank(title: str, text: str, words: Sequence[str], uses: int) -> Rank | None:
    folded_title, folded_text = _folded(title), _folded(text)
    outside = bent = 0
    for word in words:
        stem = word[: max(STEM, len(word) - ENDING)]
        if stem not in folded_title and stem not in folded_text:
            return None
        outside += stem not in folded_title
        bent += word not in folded_title and word not in folded_text
    return outside, bent, -uses, _order(title)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Return the text as it is compared; the apostrophe does not count, for many do not type it."""
    return search_key(text).replace("'", "")


_order = lru_cache(maxsize=2048)(sort_key)
