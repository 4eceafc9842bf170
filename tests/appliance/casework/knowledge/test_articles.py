"""Answers at hand: wordings, review, search, stale alarm, what is used most (B13, D1, D2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.most_asked import most_asked, most_used, uses_of_answers
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.knowledge.answer_search import find_answers
from appliance.casework.knowledge.articles import SUBJECT, Article, BadArticle, NoSuchArticle
from appliance.casework.knowledge.stale_answers import STALE_ANSWERS, watch_answers
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.knowledge.topics import Category
from appliance.casework.staff.alarms import Alarm
from appliance.casework.versions import TextVersion
from tests.appliance.casework.register import NOW, call, later, opened

__all__ = ["opened"]

DAY_S = 86_400.0
TODAY = date(2026, 11, 5)
"""The day of `NOW`."""


@pytest.fixture
def water() -> int:
    return Category.add("Вода", by=BOX, now=NOW)


def article(topic: int, title: str = "Коли буде вода?", text: str = "Увечері.", **about: object) -> int:
    return Article.add(topic, title, text, "графік", **about, by=BOX, now=NOW)  # type: ignore[arg-type]


def titles(asked: str, **uses: int) -> list[str]:
    return [each.title for each in find_answers(asked, {int(key[1:]): count for key, count in uses.items()})]


def given(topic: int, answer: int | None, times: int, seconds: float = 0.0) -> None:
    from_caller = call()
    from_caller_row(from_caller)
    for at in range(times):
        uid = f"{topic:08x}{answer or 0:08x}{int(seconds):08x}{at:08x}"
        Consultation.enter(from_caller.uid, topic, uid=uid, article_id=answer, by=BOX, now=later(seconds))


def from_caller_row(start: object) -> None:
    from appliance.casework.contacts.calls import CallRecord

    CallRecord.begin(start)  # type: ignore[arg-type]
