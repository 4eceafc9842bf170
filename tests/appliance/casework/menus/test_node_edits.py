"""What an editor does to several rows at once is done whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.drafts import BadDraft, DraftMenu, DraftNode, DraftPrompt, NoSuchDraft
from appliance.casework.menus.node_edits import (
    Wording,
    add_node,
    free_keys,
    free_name,
    hang,
    move,
    remove_node,
    save_node,
    swap_keys,
)
from appliance.casework.row import bind
from tests.fakes.fresh_register import lay_register
from tests.web.house import BEGAN

DONE: dict[str, Any] = {"by": BOX, "now": BEGAN}
MENU: dict[str, Any] = {
    "title": "Меню",
    "start": "main",
    "nodes": {
        "main": {"kind": "menu", "prompt": "main", "choices": {"1": "hours"}, "exits": {"silent": "end"}},
        "below": {"kind": "menu", "prompt": "main", "choices": {}},
        "hours": {"kind": "say", "prompt": "hours", "exits": {"done": "main"}},
        "end": {"kind": "hang_up", "prompt": "bye"},
    },
    "prompts": {"main": "Години — один.", "hours": "Щодня.", "bye": "До побачення."},
}


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[DraftMenu]:
    lay_register(tmp_path / "db")
    with bind(tmp_path / "db").connection_context():
        yield DraftMenu.begin("", MENU, **DONE)


def named(draft: DraftMenu, name: str) -> DraftNode:
    found = DraftNode.named(draft.id, name)
    assert found is not None
    return found


def test_a_node_and_its_texts_are_saved_together(draft: DraftMenu) -> None:
    hours = named(draft, "hours")
    words = [Wording("prompt", "Щодня з восьмої.", "hours", 1), Wording("tail", "Назад — вісім.")]
    save_node(hours, 1, hours.about, words, **DONE)
    document = draft.document()
    assert document["nodes"]["hours"] == {**MENU["nodes"]["hours"], "tail": "hours_tail"}
    assert document["prompts"]["hours"] == "Щодня з восьмої."
    assert document["prompts"]["hours_tail"] == "Назад — вісім."


def test_when_one_of_the_texts_was_changed_meanwhile_nothing_is_saved(draft: DraftMenu) -> None:
    hours, text = named(draft, "hours"), DraftPrompt.named(draft.id, "hours")
    assert text is not None
    DraftPrompt.change(text.id, 1, "Слова іншого.", **DONE)
    before, entries = draft.document(), AuditEntry.select().count()
    with pytest.raises(ChangedMeanwhile) as met:
        save_node(hours, 1, hours.about, [Wording("tail", "Нове."), Wording("prompt", "Моє.", "hours", 1)], **DONE)
    assert met.value.theirs == {"text": "Слова іншого."}
    with pytest.raises(BadDraft):
        save_node(hours, 1, hours.about, [Wording("tail", "Нове."), Wording("prompt", "Моє.", "gone", 1)], **DONE)
    assert (draft.document(), AuditEntry.select().count()) == (before, entries)


def test_a_new_node_whose_text_is_too_long_is_not_added(draft: DraftMenu) -> None:
    with pytest.raises(BadDraft):
        add_node(draft.id, "long", {"kind": "say"}, [Wording("prompt", "а" * 2001)], **DONE)
    assert draft.document() == MENU
    added = add_node(draft.id, "hours_2", {"kind": "say"}, [Wording("prompt", "Ще.")], **DONE)
    assert added.about == {"kind": "say", "prompt": "hours_2"}


def test_a_key_is_hung_once(draft: DraftMenu) -> None:
    main = named(draft, "main")
    with pytest.raises(BadDraft, match="зайнята"):
        hang(main.id, 1, "1", "end", **DONE)
    with pytest.raises(BadDraft, match="від 1 до 6"):
        hang(main.id, 1, "", "end", **DONE)
    with pytest.raises(BadDraft, match="не меню"):
        hang(named(draft, "hours").id, 1, "1", "end", **DONE)
    hang(main.id, 1, "4", "end", **DONE)
    assert named(draft, "main").about["choices"] == {"1": "hours", "4": "end"}
    with pytest.raises(ChangedMeanwhile):
        hang(main.id, 1, "5", "end", **DONE)
    assert free_keys(named(draft, "main").about) == ["2", "3", "5", "6"]


def test_a_key_is_moved_within_a_menu_and_to_another_and_stays_where_it_was_when_it_cannot(draft: DraftMenu) -> None:
    main, below = named(draft, "main"), named(draft, "below")
    move("hours", main, "1", main, "6", **DONE)
    assert named(draft, "main").about["choices"] == {"6": "hours"}
    with pytest.raises(BadDraft):
        move("hours", named(draft, "main"), "6", below, "7", **DONE)
    assert named(draft, "main").about["choices"] == {"6": "hours"}
    move("hours", named(draft, "main"), "6", below, "2", **DONE)
    assert (named(draft, "main").about["choices"], named(draft, "below").about["choices"]) == ({}, {"2": "hours"})


def test_two_keys_change_places(draft: DraftMenu) -> None:
    main = named(draft, "main")
    swap_keys(main.id, 1, "1", "3", **DONE)
    assert named(draft, "main").about["choices"] == {"3": "hours"}
    for one, other in (("3", "3"), ("3", "9"), ("", "3")):
        with pytest.raises(BadDraft):
            swap_keys(main.id, 2, one, other, **DONE)


def test_a_node_is_taken_out_with_the_keys_that_lead_to_it_or_without(draft: DraftMenu) -> None:
    remove_node(named(draft, "hours").id, with_ways=True, **DONE)
    assert named(draft, "main").about["choices"] == {}
    remove_node(named(draft, "end").id, with_ways=True, **DONE)
    assert named(draft, "main").about["exits"] == {"silent": "end"}
    with pytest.raises(NoSuchDraft):
        remove_node(9999, with_ways=False, **DONE)


def test_a_number_of_a_row_is_never_given_again(draft: DraftMenu) -> None:
    """A form that lies open over a draft that was begun anew must not find another node under the old number."""
    before = {node.id for node in draft.nodes()} | {prompt.id for prompt in draft.prompts()}
    again = DraftMenu.begin("", MENU, **DONE)
    assert not before & {node.id for node in again.nodes()}


def test_a_free_name_is_like_the_wanted_one() -> None:
    assert free_name("a", {}) == "a"
    assert free_name("a", {"a": 1, "a_2": 1}) == "a_3"
    assert len(free_name("a" * 100, {"a" * 60: 1})) <= 64
