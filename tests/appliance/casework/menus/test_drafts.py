"""The draft of a menu, its revisions, and what is asked to be published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.difference import MenuLabels, menu_differences
from appliance.casework.menus.draft_editors import DraftEditor
from appliance.casework.menus.drafts import BadDraft, DraftMenu, DraftNode, DraftPrompt, NoSuchDraft
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.menus.revisions import BadRevision, Judgement, Revision
from appliance.casework.office.community import Community, Profile
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

DOCUMENT = {
    "title": "Лінія",
    "start": "hello",
    "main": "hello",
    "operator": "bye",
    "emergency": "bye",
    "nodes": {
        "hello": {"kind": "say", "prompt": "hello", "exits": {"done": "bye"}},
        "bye": {"kind": "hang_up", "prompt": "goodbye"},
    },
    "prompts": {"hello": "Вітаємо.", "goodbye": "До побачення.", "warning": "Ще пів хвилини."},
}


@pytest.fixture
def draft() -> DraftMenu:
    return DraftMenu.begin("", DOCUMENT, by=BOX, now=NOW)


def person(role: Role = Role.EDITOR) -> Actor:
    return Actor(Origin.CONSOLE, Account.add(f"{role} {Account.select().count()}", role, now=NOW))


def node(name: str, draft: DraftMenu) -> DraftNode:
    found = DraftNode.named(draft.id, name)
    assert found
    return found


def test_a_document_goes_into_the_draft_and_comes_out_as_it_was(draft: DraftMenu) -> None:
    assert draft.document() == DOCUMENT
    assert list(draft.document()["nodes"]) == ["hello", "bye"]
    assert DraftMenu.of("other line") is None


def test_nodes_and_texts_are_added_changed_copied_and_removed_each_with_its_entry(draft: DraftMenu) -> None:
    added = DraftNode.add(draft.id, "news", {"kind": "say", "prompt": "news"}, by=BOX, now=NOW)
    DraftNode.change(added.id, 1, {"kind": "say", "prompt": "news", "wait_s": 2.0}, by=BOX, now=NOW)
    DraftNode.copy(added.id, "news_2", by=BOX, now=NOW)
    DraftNode.remove(added.id, by=BOX, now=NOW)
    text = DraftPrompt.add(draft.id, "news", "Новина.\r\nДруга.", by=BOX, now=NOW)
    DraftPrompt.change(text.id, 1, "Новини.", by=BOX, now=NOW)
    document = draft.document()
    assert (list(document["nodes"]), document["nodes"]["news_2"]["wait_s"]) == (["hello", "bye", "news_2"], 2.0)
    assert document["prompts"]["news"] == "Новини."
    DraftPrompt.remove(text.id, by=BOX, now=NOW)
    verbs = [(entry.verb, entry.subject) for entry in reversed(AuditEntry.page(limit=20))]
    assert verbs == [
        ("begun", "draft_menu"),
        *(("added", "draft_node"), ("changed", "draft_node"), ("added", "draft_node"), ("removed", "draft_node")),
        *(("added", "draft_prompt"), ("changed", "draft_prompt"), ("removed", "draft_prompt")),
    ]


def test_whatever_led_to_a_node_leads_there_under_its_new_name(draft: DraftMenu) -> None:
    DraftNode.rename(node("bye", draft).id, 1, "end", by=BOX, now=NOW)
    renamed = DraftMenu.of("")
    assert renamed
    document = renamed.document()
    assert document["nodes"]["hello"]["exits"] == {"done": "end"}
    assert (document["operator"], document["emergency"]) == ("end", "end")


def test_two_editors_of_one_node_do_not_overwrite_one_another(draft: DraftMenu) -> None:
    seen = node("hello", draft)
    DraftNode.change(seen.id, seen.version, {"kind": "say", "prompt": "goodbye"}, by=BOX, now=NOW)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        DraftNode.change(seen.id, seen.version, {"kind": "say", "prompt": "warning"}, by=BOX, now=NOW)
    assert meanwhile.value.theirs["about"]["prompt"] == "goodbye"


def test_who_else_has_a_node_open_is_seen_until_he_leaves_it(draft: DraftMenu) -> None:
    one, other = person(), person()
    assert one.account
    assert other.account
    DraftEditor.enter(node("hello", draft).id, one.account, now=NOW)
    assert [each.name for each in DraftEditor.others(node("hello", draft).id, other.account, now=later(60))]
    DraftEditor.leave(node("hello", draft).id, one.account)
    assert DraftEditor.others(node("hello", draft).id, other.account, now=later(60)) == []


@pytest.mark.parametrize("name", ["", "hello", "two words", "a" * 65, "<b>", "../x"])
def test_a_name_that_is_taken_or_cannot_be_one_is_refused_and_nothing_changes(draft: DraftMenu, name: str) -> None:
    with pytest.raises(BadDraft):
        DraftNode.add(draft.id, name, {"kind": "say"}, by=BOX, now=NOW)
    assert draft.document() == DOCUMENT


def test_what_is_no_menu_or_too_large_a_one_never_becomes_a_draft(draft: DraftMenu) -> None:
    wrongs: list[dict[str, Any]] = [
        {"nodes": []},
        {"nodes": {"a": "b"}},
        {"prompts": {"a": 1}},
        {"prompts": {"a": "б" * 2001}},
        {"nodes": {f"n{at}": {} for at in range(501)}},
        {"nodes": {"a": {"long": "x" * 30_000}}},
        {"nodes": {"a": {"quotes": '"' * 15_000}}},
        {"languages": {"en": {"prompts": {"x" * 65: "Hello."}}}},
        {"languages": {"x" * 9: {"prompts": {"hello": "Hello."}}}},
    ]
    for wrong in wrongs:
        with pytest.raises(BadDraft):
            DraftMenu.begin("", wrong, by=BOX, now=NOW)
    assert draft.document() == DOCUMENT
    with pytest.raises(NoSuchDraft):
        DraftNode.known(99)


def test_a_revision_is_what_the_draft_was_when_it_was_sent(draft: DraftMenu) -> None:
    revision = Revision.propose("", "перша", by=person(), now=NOW)
    DraftPrompt.change(DraftPrompt.select().first().id, 1, "Доброго дня.", by=BOX, now=NOW)
    assert (revision.number, Revision.known(revision.id).document) == (1, DOCUMENT)
    assert Revision.propose("", "друга", by=person(), now=NOW).number == 2
    with pytest.raises(BadRevision, match="нічого не змінилося"):
        Revision.propose("", "третя", by=person(), now=NOW)


@pytest.mark.usefixtures("draft")
def test_nobody_approves_his_own_revision_unless_the_office_says_so() -> None:
    author, other = person(), person(Role.SUPERVISOR)
    revision = Revision.propose("", "", by=author, now=NOW)
    with pytest.raises(BadRevision, match="інша людина"):
        revision.approve(by=author, now=NOW)
    assert Revision.known(revision.id).judgement is Judgement.WAITING
    revision.approve(by=other, now=NOW)
    with pytest.raises(BadRevision, match="вже розглянуто"):
        revision.send_back("ні", by=other, now=NOW)
    found = Community.found("Мена", Profile.M, by=BOX, now=NOW)
    found.change(1, {"switches_kept": {"second_review": False}}, by=BOX, now=NOW)
    DraftPrompt.change(DraftPrompt.select().first().id, 1, "Доброго дня.", by=BOX, now=NOW)
    own = Revision.propose("", "", by=author, now=NOW)
    own.approve(by=author, now=NOW)
    people = [(each.number, each.proposed_by, each.judged_by) for each in Revision.history("")]
    assert [(number, author and author.name, judge and judge.name) for number, author, judge in people] == [
        (2, "editor 0", "editor 0"),
        (1, "editor 0", "supervisor 1"),
    ]


@pytest.mark.usefixtures("draft")
def test_a_revision_is_returned_with_a_reason_and_may_be_sent_again() -> None:
    revision = Revision.propose("", "", by=person(), now=NOW)
    with pytest.raises(BadRevision, match="що виправити"):
        revision.send_back("  ", by=person(), now=NOW)
    revision.send_back("Задовге вітання.", by=person(), now=NOW)
    assert (revision.judgement, revision.reason) == (Judgement.RETURNED, "Задовге вітання.")
    assert Revision.propose("", "", by=person(), now=NOW).number == 2
    with pytest.raises(BadRevision, match="не схвалено"):
        Publication.ask_revision(revision.id, by=BOX, now=NOW)


LABELS = MenuLabels(field=str.upper, exit=str.title, language="мовою {}".format, value=lambda _field, value: value)


def test_the_difference_of_two_menus_is_told_in_words() -> None:
    nodes = {**DOCUMENT["nodes"], "news": {"kind": "say"}, "hello": {"kind": "say", "exits": {"done": "news"}}}  # type: ignore[dict-item]
    english = {"en": {"prompts": {"hello": "Hello."}}}
    new = {**DOCUMENT, "main": "news", "nodes": nodes, "prompts": {"hello": "Добрий день."}, "languages": english}
    assert menu_differences(DOCUMENT, new, LABELS) == [
        "Головне меню: було «hello», стало «news».",
        "Вузол «hello», вихід «Done»: було «bye», стало «news».",
        "Вузол «hello», «PROMPT»: вилучено «hello».",
        "Вузол «news» додано.",
        "Текст «goodbye»: вилучено «До побачення.».",
        "Текст «hello»: було «Вітаємо.», стало «Добрий день.».",
        "Текст «warning»: вилучено «Ще пів хвилини.».",
        "Текст «hello», мовою en: додано «Hello.».",
    ]
    assert menu_differences(new, new, LABELS) == []


@given(some.recursive(some.none() | some.text() | some.integers(), lambda it: some.dictionaries(some.text(), it)))
def test_no_field_of_a_node_breaks_the_difference(value: object) -> None:
    odd = {"nodes": {"a": {"exits": value, "choices": value, "x": value}}}
    menu_differences({"nodes": {"a": {}}}, odd, LABELS)
    menu_differences(odd, {"nodes": {"a": {"exits": {"done": "b"}}}}, LABELS)


def approved() -> Revision:
    revision = Revision.propose("", "", by=person(), now=NOW)
    revision.approve(by=person(), now=NOW)
    return revision


@pytest.mark.usefixtures("draft")
def test_what_waits_melts_together_and_falls_due_at_its_time() -> None:
    one = Publication.ask("hours", by=BOX, now=NOW)
    assert Publication.ask("services", by=BOX, now=NOW).id == one.id
    revision = approved()
    tomorrow = later(86_400)
    at = Publication.ask_revision(revision.id, at=tomorrow.wall, by=BOX, now=NOW)
    assert [each.id for each in Publication.due(NOW)] == [one.id]
    one.begin(3, now=NOW)
    assert Publication.get_by_id(one.id).state is PublicationState.SPEAKING
    assert Publication.ask("news", by=BOX, now=NOW).id != one.id, "what is being spoken is too late to change"
    one.done("7", "", now=NOW)
    assert [each.id for each in Publication.due(tomorrow)][-1] == at.id
    with pytest.raises(BadRevision, match="минув"):
        Publication.ask_revision(revision.id, at=NOW.wall - timedelta(minutes=1), by=BOX, now=NOW)


@pytest.mark.usefixtures("draft")
def test_what_is_called_off_before_it_is_taken_up_is_not_begun() -> None:
    asked = Publication.ask("hours", by=BOX, now=NOW)
    asked.call_off(by=BOX, now=NOW)
    assert not asked.begin(0, now=NOW)
    assert Publication.get_by_id(asked.id).state is PublicationState.CALLED_OFF


@pytest.mark.usefixtures("draft")
def test_the_way_back_does_not_end_however_often_the_menu_is_composed_anew() -> None:
    first = approved()
    Publication.ask_revision(first.id, by=BOX, now=NOW).done("1", "", now=NOW)
    assert Publication.former() is None
    DraftPrompt.change(DraftPrompt.select().first().id, 1, "Доброго дня.", by=BOX, now=NOW)
    second = approved()
    Publication.ask_revision(second.id, by=BOX, now=NOW).done("2", "", now=later(1))
    for number in range(30):
        Publication.ask("hours", by=BOX, now=NOW).done(str(number), "", now=later(2 + number))
    former = Publication.former()
    assert former
    assert former.id == first.id


@pytest.mark.usefixtures("draft")
def test_a_clock_that_went_back_does_not_bring_back_an_older_menu() -> None:
    first = approved()
    Publication.ask_revision(first.id, by=BOX, now=later(3600)).done("1", "", now=later(3600))
    DraftPrompt.change(DraftPrompt.select().first().id, 1, "Доброго дня.", by=BOX, now=NOW)
    second = approved()
    Publication.ask_revision(second.id, by=BOX, now=NOW).done("2", "", now=NOW)
    in_force, former = Publication.in_force(), Publication.former()
    assert in_force and former
    assert (in_force.id, former.id) == (second.id, first.id)


@pytest.mark.usefixtures("draft")
def test_a_newer_wish_calls_off_what_waited_for_later() -> None:
    revision = approved()
    later_on = Publication.ask_revision(revision.id, at=later(3600).wall, by=BOX, now=NOW)
    now = Publication.ask_revision(revision.id, by=BOX, now=NOW)
    assert Publication.get_by_id(later_on.id).state is PublicationState.CALLED_OFF
    now.begin(1, now=NOW)
    with pytest.raises(BadRevision, match="почалася"):
        now.call_off(by=BOX, now=NOW)
    assert Publication.in_force() is None
    now.done("1", "", now=NOW)
    in_force = Publication.in_force()
    assert in_force
    assert in_force.id == revision.id
    assert [each.revision and each.revision.number for each in Publication.latest()] == [1, 1]
