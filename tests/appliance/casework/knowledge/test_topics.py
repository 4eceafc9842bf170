"""Topics, answers at hand, and those an office starts with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.articles import TEXT_MAX, Article, BadArticle, NoSuchArticle
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.knowledge.topics import NAME_MAX, BadTopic, Category, NoSuchTopic, flat
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]


def add(name: str, parent: int | None = None) -> int:
    return Category.add(name, parent, by=BOX, now=NOW)


def article(topic: int, title: str = "Коли буде вода?", text: str = "Увечері.") -> int:
    return Article.add(topic, title, text, "графік", by=BOX, now=NOW)


def test_topics_stand_as_a_tree_of_two_levels_in_the_order_they_came() -> None:
    water, roads = add("Вода"), add("Дороги")
    add("Яма", roads), add("Порив", water)
    assert [(top.name, [child.path for child in top.children]) for top in Category.tree()] == [
        ("Вода", ["Вода: Порив"]),
        ("Дороги", ["Дороги: Яма"]),
    ]
    with pytest.raises(BadTopic, match="2 рівні"):
        add("Ще глибше", next(topic.id for topic in flat(Category.tree()).values() if topic.name == "Яма"))


@pytest.mark.parametrize("name", ["", "  ", "а" * (NAME_MAX + 1), "a\x00b"])
def test_a_topic_without_a_name_that_fits_is_refused(name: str) -> None:
    with pytest.raises(BadTopic):
        add(name)


def test_two_topics_of_one_name_stand_not_side_by_side() -> None:
    water, roads = add("Вода"), add("Дороги")
    add("Аварія", water), add("Аварія", roads)
    with pytest.raises(BadTopic, match="уже є"):
        add(" Вода ")
    with pytest.raises(BadTopic, match="уже є"):
        Category.rename(roads, 1, "Вода", by=BOX, now=NOW)


def test_what_is_switched_off_is_offered_no_more_with_all_below_it_and_may_come_back() -> None:
    water = add("Вода")
    leak = add("Порив", water)
    Category.switch_off(water, by=BOX, now=NOW)
    assert Category.tree() == ()
    assert [topic.off for topic in flat(Category.tree(with_off=True)).values()] == [True, True]
    with pytest.raises(NoSuchTopic, match="вимкнено"):
        Category.switch_on(leak, by=BOX, now=NOW)
    Category.switch_on(water, by=BOX, now=NOW)
    Category.switch_on(leak, by=BOX, now=NOW)
    assert [topic.name for topic in flat(Category.tree()).values()] == ["Вода", "Порив"]


def test_a_name_freed_by_a_topic_that_is_off_keeps_that_one_from_coming_back() -> None:
    old = add("Вода")
    Category.switch_off(old, by=BOX, now=NOW)
    add("Вода")
    with pytest.raises(BadTopic, match="уже є"):
        Category.switch_on(old, by=BOX, now=NOW)


def test_the_second_of_two_who_rename_is_told_of_the_first() -> None:
    water = add("Вода")
    Category.rename(water, 1, "Водопостачання", by=BOX, now=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        Category.rename(water, 1, "Вода й каналізація", by=BOX, now=NOW)
    assert told.value.theirs == {"name": "Водопостачання"}
    last = AuditEntry.last_of("category", water)
    assert last is not None and last.change == {"name": ["Вода", "Водопостачання"]}


def test_answers_stand_under_their_topic_and_leave_it_when_switched_off() -> None:
    water, roads = add("Вода"), add("Дороги")
    kept, gone = article(water), article(water, "Якість")
    Article.switch(gone, on=False, by=BOX, now=NOW)
    assert {topic: [each.id for each in found] for topic, found in Article.by_topic([water, roads]).items()} == {
        water: [kept]
    }
    with pytest.raises(NoSuchArticle, match="вимкнено"):
        Article.standing(gone)
    Article.switch(gone, on=True, by=BOX, now=NOW)
    assert Article.standing(gone).title == "Якість"


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("", "текст", "title"), ("назва", " ", "text"), ("назва", "т" * (TEXT_MAX + 1), "text")],
)
def test_an_answer_that_does_not_fit_names_its_field(title: str, text: str, field: str) -> None:
    with pytest.raises(BadArticle) as refused:
        article(add("Вода"), title, text)
    assert refused.value.field == field


def test_the_starter_is_entered_once_and_brings_back_nothing_that_was_switched_off() -> None:
    assert load_starter(NOW) > 50
    buttons = [topic for topic in Category.tree() if topic.common]
    assert 4 <= len(buttons) <= 8
    assert all(len(each.text) < 500 and each.source for each in Article.select()), "one breath, with a source"
    Category.switch_off(buttons[0].id, by=BOX, now=NOW)
    before = Category.select().count(), Article.select().count()
    assert load_starter(NOW) == 0
    assert (Category.select().count(), Article.select().count()) == before


def test_what_was_added_says_when() -> None:
    assert Category.known(add("Вода")).added_at.tzinfo is UTC
    assert isinstance(Category.get().added_at, datetime)
