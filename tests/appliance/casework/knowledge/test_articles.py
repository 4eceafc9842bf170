"""Answers at hand: wordings, review, search, stale alarm, what is used most (B13, D1, D2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.most_asked import most_asked, most_used, uses_of_answers
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.knowledge.answer_search import find_answers
from appliance.casework.knowledge.articles import SUBJECT, Article, BadArticle, NoSuchArticle
from appliance.casework.knowledge.stale_answers import watch_answers
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.knowledge.topics import Category
from appliance.casework.versions import TextVersion
from tests.appliance.casework.register import NOW, call, later, opened

__all__ = ["opened"]

DAY_S = 86_400.0
YESTERDAY, TODAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)
"""Around the day of `NOW`."""


@pytest.fixture
def water() -> int:
    return Category.add("Вода", by=BOX, now=NOW)


def article(topic: int, title: str = "Коли буде вода?", text: str = "Увечері.", **about: Any) -> int:
    return Article.add(topic, title, text, "графік", **about, by=BOX, now=NOW)


def titles(asked: str, uses: dict[int, int] | None = None) -> list[str]:
    return [each.title for each in find_answers(asked, uses or {})]


def given(topic: int, answer: int | None, times: int, seconds: float = 0.0) -> None:
    start = call()
    CallRecord.begin(start)
    for at in range(times):
        uid = f"{topic:08x}{answer or 0:08x}{abs(int(seconds)):08x}{at:08x}"
        Consultation.enter(start.uid, topic, uid=uid, article_id=answer, by=BOX, now=later(seconds))


@pytest.mark.row("D2")
def test_every_wording_stays_known_and_any_can_be_brought_back(water: int) -> None:
    one = article(water)
    Article.change(one, 1, "Коли буде вода?", "Завтра.", "наказ", by=BOX, now=later(1))
    Article.change(one, 2, "Коли буде вода?", "Завтра.", "наказ", by=BOX, now=later(2))
    assert [each.document["text"] for each in TextVersion.history(SUBJECT, one)] == ["Завтра.", "Увечері."]
    with pytest.raises(ChangedMeanwhile):
        Article.restore(one, 1, 1, by=BOX, now=later(3))
    Article.restore(one, 2, 1, by=BOX, now=later(3))
    assert (Article.known(one).text, Article.wording_number(one)) == ("Увечері.", 3)
    with pytest.raises(NoSuchArticle):
        Article.restore(one, 3, 9, by=BOX, now=later(4))


def test_an_answer_older_than_wordings_keeps_its_first_one(water: int) -> None:
    one = article(water)
    TextVersion.delete().execute()
    Article.change(one, 1, "Коли буде вода?", "Завтра.", "наказ", by=BOX, now=later(1))
    assert [each.document["text"] for each in TextVersion.history(SUBJECT, one)] == ["Завтра.", "Увечері."]


def test_what_is_not_given_stays_as_it_was(water: int) -> None:
    boss = Account.add("Оксана Мороз", Role.SUPERVISOR, now=NOW)
    one = article(water, owner_id=boss, review_by=TODAY, by_voice=True)
    Article.change(one, 1, "Інша назва", "Увечері.", "графік", by=BOX, now=NOW)
    kept = Article.known(one)
    assert (kept.owner_id, kept.review_by, kept.by_voice) == (boss, TODAY, True)
    with pytest.raises(BadArticle, match="людини"):
        Article.change(one, 2, "Назва", "Увечері.", "", owner_id=99, by=BOX, now=NOW)


@pytest.mark.row("D1")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ВОДА", ["Коли буде вода?", "Паспорт: п'ять документів"]),
        ("пять", ["Паспорт: п'ять документів"]),
        ("П’ЯТЬ док", ["Паспорт: п'ять документів"]),
        ("паспорта", ["Паспорт: п'ять документів"]),
        ("субсидії", ["Субсидія"]),
        ("ії", []),
        ("вода жираф", []),
        ("вулиця ґанок", ["Ґанок"]),
    ],
)
def test_an_answer_is_found_by_any_part_of_its_words(water: int, asked: str, found: list[str]) -> None:
    article(water)
    article(water, "Паспорт: п'ять документів", "І довідка про воду, де вода є.")
    article(water, "Субсидія", "Заява.")
    article(water, "Ґанок", "Вулиця без ґанку.")
    gone = article(water, "Вода вимкнена")
    Article.switch(gone, on=False, by=BOX, now=NOW)
    assert titles(asked) == found


def test_title_comes_before_text_and_of_equals_the_most_used(water: int) -> None:
    in_text = article(water, "Аварії", "Коли немає води, телефонуйте.")
    first, second = article(water, "Води немає"), article(water, "Якість води")
    assert titles("води", {in_text: 99, second: 3, first: 1}) == ["Якість води", "Води немає", "Аварії"]
    assert titles("", {in_text: 5})[0] == "Аварії"


def test_signs_of_a_search_language_are_letters_like_others(water: int) -> None:
    article(water, 'Наказ "15" %_*')
    for asked in ('"15"', "%", "*", "_", 'OR "', "NEAR(", "\x00"):
        titles(asked)
    assert titles('"15"') == ['Наказ "15" %_*']


def test_a_consultation_keeps_which_wording_was_read(water: int) -> None:
    one = article(water)
    given(water, one, 1)
    Article.change(one, 1, "Коли буде вода?", "Завтра.", "наказ", by=BOX, now=later(1))
    given(water, one, 1, seconds=5)
    assert [each.article_version for each in Consultation.select().order_by(Consultation.id)] == [1, 2]


def test_what_is_asked_and_used_most_is_counted_over_the_period(water: int) -> None:
    roads, one, two = Category.add("Дороги", by=BOX, now=NOW), article(water), article(water, "Якість")
    for topic, answer, times, at_s in (
        (water, one, 2, 0.0), (water, two, 3, 60.0), (roads, None, 1, 120.0), (roads, None, 9, -40 * DAY_S),
    ):  # fmt: skip
        given(topic, answer, times, at_s)
    begin, end = NOW.wall - timedelta(days=30), later(1000).wall
    assert [(each.path, each.times) for each in most_asked(begin, end)] == [("Вода", 5), ("Дороги", 1)]
    assert [(each.article.title, each.times) for each in most_used(begin, end)] == [
        ("Якість", 3),
        ("Коли буде вода?", 2),
    ]
    Consultation.withdraw(1, by=BOX, now=NOW)
    assert uses_of_answers(begin, end)[one] == 1


@pytest.mark.row("D2")
def test_an_answer_past_its_review_raises_one_alarm_until_it_is_seen_to(water: int) -> None:
    one = article(water, review_by=TODAY)
    assert not watch_answers(NOW)
    assert watch_answers(later(DAY_S))
    assert not watch_answers(later(DAY_S + 600)) and not watch_answers(later(5 * DAY_S))
    [alarm] = Alarm.standing()
    assert alarm.kind == AlarmKind.STALE_ANSWERS and "«Коли буде вода?»" in alarm.text
    Article.reviewed(one, 1, date(2027, 11, 1), by=BOX, now=later(6 * DAY_S))
    assert watch_answers(later(6 * DAY_S)) and not watch_answers(later(7 * DAY_S))
    assert [alarm.cleared_at is None for alarm in Alarm.select()] == [False]


def test_more_that_go_stale_raise_it_anew_and_never_twice_a_day(water: int) -> None:
    article(water, review_by=YESTERDAY), article(water, "Якість", review_by=TODAY)
    assert watch_answers(NOW)
    article(water, "Тиск", review_by=YESTERDAY)
    assert not watch_answers(later(60))
    assert watch_answers(later(DAY_S)) and not watch_answers(later(DAY_S + 60))
    opened_now = [alarm.text for alarm in Alarm.select().where(Alarm.cleared_at.is_null())]
    assert len(opened_now) == 1 and "відповідей: 3" in opened_now[0]


def test_an_answer_that_is_off_or_has_no_day_alarms_nobody(water: int) -> None:
    gone = article(water, review_by=YESTERDAY)
    article(water, "Без дня")
    Article.switch(gone, on=False, by=BOX, now=NOW)
    assert not watch_answers(NOW) and Article.stale(TODAY) == []


def test_the_starter_answers_are_found() -> None:
    load_starter(NOW)
    assert titles("запах газу")[0] == "Запах газу"
    assert "Субсидія: куди звертатися" in titles("субсидію")
