"""Questions that nobody could answer become tasks (D8)."""

from __future__ import annotations

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.articles import Article, NoSuchArticle
from appliance.casework.knowledge.questions import TEXT_MAX, BadQuestion, NoSuchQuestion, Question, alike
from appliance.casework.knowledge.topics import Category
from tests.appliance.casework.register import NOW, call, later, opened

__all__ = ["opened"]

TREE = "Чи можна посадити дерево біля дороги?"


def ask(text: str = TREE, uid: str | None = None) -> int:
    return Question.ask(text, call_uid=uid, by=BOX, now=NOW)


def rang() -> str:
    start = call()
    CallRecord.begin(start)
    return start.uid


@pytest.mark.row("D8")
def test_a_question_is_open_until_an_answer_is_written_for_it() -> None:
    question = ask()
    boss = Account.add("Оксана Мороз", Role.SUPERVISOR, now=NOW)
    Question.give(question, boss, by=BOX, now=NOW)
    [standing] = Question.open()
    assert (standing.text, standing.owner_id, standing.times) == (TREE, boss, 1)
    with pytest.raises(NoSuchArticle):
        Question.answer(question, 99, by=BOX, now=NOW)
    answer = Article.add(Category.add("Дерева", by=BOX, now=NOW), TREE, "Ні.", "", by=BOX, now=NOW)
    Question.answer(question, answer, by=BOX, now=later(60))
    assert Question.open() == [] and Question.count_open() == 0
    [closed] = Question.lately_closed()
    assert (closed.article_id, closed.closed_at) == (answer, later(60).wall)
    assert AuditEntry.last_of("question", question).verb == "answered"  # type: ignore[union-attr]


def test_the_most_asked_stands_first_and_one_call_counts_once() -> None:
    rare, uid = ask("Де взяти пісок?"), rang()
    often = ask(uid=uid)
    Question.again(often, call_uid=uid, by=BOX, now=NOW)
    Question.again(often, call_uid=rang(), by=BOX, now=NOW)
    assert [(each.id, each.times) for each in Question.open()] == [(often, 2), (rare, 1)]
    assert [each.id for each in Question.of_call(uid)] == [often]


def test_the_same_words_are_the_same_question() -> None:
    assert ask() == ask(f"  {TREE.upper()} ")
    assert Question.open()[0].times == 2


def test_joined_questions_count_together_and_a_call_that_asked_both_counts_once() -> None:
    uid = rang()
    one, two = ask(uid=uid), ask("Посадка дерев", uid=uid)
    Question.again(two, call_uid=rang(), by=BOX, now=NOW)
    Question.join(two, one, by=BOX, now=NOW)
    [left] = Question.open()
    assert (left.id, left.times) == (one, 2)
    assert Question.known(two).joined_to_id == one
    with pytest.raises(NoSuchQuestion):
        Question.join(one, two, by=BOX, now=NOW)
    with pytest.raises(BadQuestion):
        Question.join(one, one, by=BOX, now=NOW)


def test_a_question_is_closed_with_a_reason_once() -> None:
    question = ask()
    with pytest.raises(BadQuestion):
        Question.close(question, "  ", by=BOX, now=NOW)
    Question.close(question, "Не до ради", by=BOX, now=NOW)
    with pytest.raises(NoSuchQuestion, match="закрито"):
        Question.close(question, "ще раз", by=BOX, now=NOW)


@pytest.mark.parametrize("text", ["", " ", "а" * (TEXT_MAX + 1)])
def test_a_question_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion):
        ask(text)


def test_a_question_of_a_call_that_never_was_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(BadQuestion):
        ask(uid="f" * 32)
    assert Question.open() == []


def test_questions_that_ask_nearly_the_same_are_alike() -> None:
    ask(), ask("Де взяти пісок для дороги?"), ask("Коли приймає голова?")
    near = [each.text for each in alike("Хочу посадити дерева біля дороги", Question.open())]
    assert near == [TREE]
    assert alike("Що з пенсією?", Question.open()) == [] == alike("", Question.open())
