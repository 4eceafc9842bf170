"""Consultations: noted, put right, taken back, counted."""

from __future__ import annotations

from uuid import uuid4

import pytest

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.contacts.consultations import (
    NOTE_MAX,
    BadConsultation,
    Consultation,
    NoSuchCall,
    NoSuchConsultation,
    most_used,
)
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.knowledge.articles import Article, NoSuchArticle
from appliance.casework.knowledge.topics import Category, NoSuchTopic
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened

__all__ = ["opened"]


@pytest.fixture
def ringing(opened: object) -> CallStart:
    start = call()
    CallRecord.begin(start)
    return start


@pytest.fixture
def water(opened: object) -> int:
    return Category.add("Вода", by=BOX, now=NOW)


def noted(start: CallStart, topic: int, **more: object) -> int:
    return Consultation.enter(start.uid, topic, **{"uid": uuid4().hex, "by": BOX, "now": NOW, **more})  # type: ignore[arg-type]


def test_a_consultation_stands_with_its_call_topic_answer_and_time(ringing: CallStart, water: int) -> None:
    clerk = Account.add("Олена", Role.CLERK, now=NOW)
    answer = Article.add(water, "Коли?", "Увечері.", "", by=BOX, now=NOW)
    noted(ringing, water, article_id=answer, by=Actor(Origin.CONSOLE, clerk), confirmed=True, now=later(60))
    [kept] = Consultation.of_call(ringing.uid)
    assert kept.article is not None and kept.account is not None
    assert (kept.category.name, kept.article.title, kept.account.name) == ("Вода", "Коли?", "Олена")
    assert kept.noted_at == kept.confirmed_at == later(60).wall
    assert [each.id for each in Consultation.of_number(CALLER, 5)] == [kept.id]
    assert Consultation.of_number(NEIGHBOUR, 5) == []


def test_a_second_press_of_one_form_is_one_consultation(ringing: CallStart, water: int) -> None:
    uid = uuid4().hex
    assert noted(ringing, water, uid=uid) == noted(ringing, water, uid=uid)
    assert noted(ringing, water) != noted(ringing, water)
    assert len(Consultation.of_call(ringing.uid)) == 3


def test_what_does_not_exist_or_is_switched_off_is_not_noted(ringing: CallStart, water: int) -> None:
    answer = Article.add(water, "Коли?", "Увечері.", "", by=BOX, now=NOW)
    Article.switch(answer, on=False, by=BOX, now=NOW)
    with pytest.raises(NoSuchArticle):
        noted(ringing, water, article_id=answer)
    with pytest.raises(NoSuchCall):
        noted(call(), water)
    Category.switch_off(water, by=BOX, now=NOW)
    with pytest.raises(NoSuchTopic):
        noted(ringing, water)
    with pytest.raises(BadConsultation):
        noted(ringing, Category.add("Дороги", by=BOX, now=NOW), note="а" * (NOTE_MAX + 1))
    assert Consultation.of_call(ringing.uid) == []


def test_the_mark_keeps_when_it_was_made_and_two_who_amend_meet(ringing: CallStart, water: int) -> None:
    one = noted(ringing, water)
    Consultation.amend(one, 1, confirmed=True, note="", by=BOX, now=later(30))
    Consultation.amend(one, 2, confirmed=True, note="перепитала", by=BOX, now=later(90))
    assert Consultation.standing(one).confirmed_at == later(30).wall
    with pytest.raises(ChangedMeanwhile) as told:
        Consultation.amend(one, 1, confirmed=False, note="моє", by=BOX, now=later(120))
    assert told.value.theirs["note"] == "перепитала"


def test_one_noted_by_mistake_counts_nowhere_and_is_not_deleted(ringing: CallStart, water: int) -> None:
    one = noted(ringing, water)
    Consultation.withdraw(one, by=BOX, now=NOW)
    assert Consultation.of_call(ringing.uid) == Consultation.of_number(CALLER, 5) == []
    assert Consultation.select().count() == 1
    with pytest.raises(NoSuchConsultation):
        Consultation.withdraw(one, by=BOX, now=NOW)


def test_the_topics_used_most_come_first_and_then_the_common_ones(ringing: CallStart, water: int) -> None:
    roads = Category.add("Дороги", by=BOX, now=NOW)
    Category.add("Інше", by=BOX, now=NOW)
    Category.add("Світло", common=True, by=BOX, now=NOW)
    for topic in (roads, water, roads):
        noted(ringing, topic)
    assert [topic.name for topic in most_used(Category.tree())] == ["Дороги", "Вода", "Світло"]
    assert [topic.name for topic in most_used(Category.tree(), 1)] == ["Дороги"]
