"""Finding an answer as one types: part of a word is enough, and so is another ending of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from appliance.casework.knowledge.articles import Article
from appliance.casework.letters import search_key, sort_key

ASKED_MAX = 200
SHOWN = 20
STEM = 4
"""Of a word at least so many letters must be there; what follows may be another ending."""
ENDING = 2


@dataclass(frozen=True, slots=True)
class _Rank:
    """How well an article fits; the smaller the better, field by field."""

    words_not_in_title: int
    bent_words: int
    unused: int
    title: str

    @property
    def key(self) -> tuple[int, int, int, str]:
        return (self.words_not_in_title, self.bent_words, self.unused, self.title)


def find_answers(asked: str, uses: Mapping[int, int], *, count: int = SHOWN) -> list[Article]:
    """Return the articles on offer in which every word of `asked` is found, the best first: title before text.

    Of those equally good the most used come first (`uses`: article → how often of late); for "" the most used of all.
    """
    words = tuple(_folded(asked[:ASKED_MAX]).split())
    ranked = [(rank.key, article) for article in _offered() if (rank := _rank(article, words, uses)) is not None]
    return [article for _, article in sorted(ranked, key=lambda each: each[0])[:count]]


def _offered() -> Sequence[Article]:
    """Return all of them: an office has some hundreds."""
    return list(Article.select().where(Article.switched_off_at.is_null()))


def _rank(article: Article, words: Sequence[str], uses: Mapping[int, int]) -> _Rank | None:
    title, text = _folded(article.title), _folded(article.text)
    outside = bent = 0
    for word in words:
        stem = word[: max(STEM, len(word) - ENDING)]
        if stem not in title and stem not in text:
            return None
        outside += stem not in title
        bent += word not in title and word not in text
    return _Rank(outside, bent, -uses.get(article.id, 0), sort_key(article.title))


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    """Return the text as it is compared; the apostrophe does not count, for many do not type it."""
    return search_key(text).replace("'", "")
