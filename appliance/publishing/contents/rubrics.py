"""The rubrics as callers will hear them: what the office entered, and the answers most asked for."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from appliance.casework.contacts.most_asked import uses_of_answers
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.rubrics import Rubric, RubricEntry, digits_of_phone
from appliance.casework.texts.short_texts import shortened
from appliance.clock import Moment
from appliance.menu.contents.rubrics import PART, RubricItem
from audio.speech.text.spelling import digit_by_digit
from audio.speech.text.words import to_words

log = logging.getLogger(__name__)

NAME = PART
ASKED_WITHIN = timedelta(days=90)
QUESTIONS_MAX = 10
WRITE_DOWN, ONCE_MORE = "Запишіть, будь ласка, номер.", "Повторюю."
PEN_S, GROUP_S, PART_S = 2.0, 0.4, 0.7
"""Rests: until pen and glasses are found, between the groups of a number, before it is said again."""


def gather(now: Moment) -> dict[str, Any]:
    """Return the entries that hold now or later, by rubric."""
    told: defaultdict[str, list[RubricItem]] = defaultdict(list)
    for entry in RubricEntry.to_be_told(now):
        told[entry.rubric].append(_entry(entry))
    told[Rubric.QUESTIONS] += _answers(now)
    return {str(rubric): [item.to_json() for item in items] for rubric, items in told.items() if items}


def _entry(entry: RubricEntry) -> RubricItem:
    said: tuple[str | float, ...] = (entry.text,)
    if entry.phones:
        said = (f"{entry.title.rstrip('.')}. {entry.text}", *(piece for each in entry.phones for piece in number(each)))
    return RubricItem(said, entry.texted, entry.starts_at, entry.ends_at)


def number(phone: str) -> Iterator[str | float]:
    """Yield a telephone number as it is dictated: in groups, then once more digit by digit."""
    yield from (PART_S, WRITE_DOWN, PEN_S)
    groups = to_words(f"номер {phone}").text.removeprefix("номер ").split(", ")
    for place, group in enumerate(groups):
        yield from (GROUP_S, _sentence(group)) if place else (_sentence(group),)
    yield from (PART_S, ONCE_MORE, GROUP_S, _sentence(digit_by_digit(digits_of_phone(phone))))


def _answers(now: Moment) -> list[RubricItem]:
    uses = uses_of_answers(now.wall - ASKED_WITHIN, now.wall)
    asked = sorted(Article.by_themselves(), key=lambda article: -uses.get(article.id, 0))
    told = (question_told(article.title, article.text) for article in asked[:QUESTIONS_MAX])
    return [RubricItem((each,), shortened(each)) for each in told]


def question_told(title: str, text: str) -> str:
    """Return an answer as callers hear it: one text, which must not be longer than can be spoken."""
    return f"{title if title.endswith(('.', '?', '!')) else f'{title}.'} {text}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
