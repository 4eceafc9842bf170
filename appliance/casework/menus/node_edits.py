"""What an editor does at once to several rows of a draft: a node with its texts, a new section, a key moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.casework.entrance.accounts import Actor
from appliance.casework.menus.drafts import NAME_MAX, BadDraft, DraftMenu, DraftNode, DraftPrompt, led_to
from appliance.casework.row import write
from appliance.clock import Moment

KEYS = "123456"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for one field of a node. `prompt` "" makes a new text; else that one is written anew.

    `version` is what its editor saw of it.
    """

    field: str
    words: str
    prompt: str = ""
    version: int = 0


def save_node(
    node: DraftNode, version: int, about: Mapping[str, Any], wordings: Sequence[Wording], *, by: Actor, now: Moment
) -> None:
    """Write a node and what it says in one go. Raises BadDraft, NoSuchDraft, NotThere, ChangedMeanwhile.

    ChangedMeanwhile with `text` among its `theirs` is about a text, with `about` about the node itself.
    """
    with write():
        said = _written(node.draft_id, node.name, wordings, by=by, now=now)
        DraftNode.change(node.id, version, {**about, **said}, by=by, now=now)


def add_node(
    draft_id: int, name: str, about: Mapping[str, Any], wordings: Sequence[Wording], *, by: Actor, now: Moment
) -> DraftNode:
    """Add a node with what it says. Raises BadDraft, NoSuchDraft, ChangedMeanwhile."""
    with write():
        added = DraftNode.add(draft_id, name, about, by=by, now=now)
        if said := _written(draft_id, name, wordings, by=by, now=now):
            DraftNode.change(added.id, added.version, {**about, **said}, by=by, now=now)
        return DraftNode.known(added.id)


def hang(menu_id: int, version: int, key: str, target: str, *, by: Actor, now: Moment) -> None:
    """Let a free key of a menu lead to a node. Raises BadDraft, NoSuchDraft, ChangedMeanwhile."""
    menu = DraftNode.known(menu_id)
    choices = _choices(menu)
    if len(key) != 1 or key not in KEYS:
        raise BadDraft("Клавіша може бути від 1 до 6.")
    if choices.get(key, target) != target:
        raise BadDraft(f"Клавіша {key} меню «{menu.name}» зайнята: вона веде до «{choices[key]}».")
    _choose(menu, version, {**choices, key: target}, by=by, now=now)


def swap_keys(menu_id: int, version: int, one: str, other: str, *, by: Actor, now: Moment) -> None:
    """Let two keys of a menu change places; one of them may be free. Raises BadDraft, NoSuchDraft, ChangedMeanwhile."""
    menu = DraftNode.known(menu_id)
    choices, turned = _choices(menu), {one: other, other: one}
    if not {one, other} <= set(KEYS) or one == other:
        raise BadDraft("Оберіть дві різні клавіші від 1 до 6.")
    _choose(menu, version, {turned.get(key, key): target for key, target in choices.items()}, by=by, now=now)


def move(target: str, away: DraftNode, key: str, to: DraftNode, new_key: str, *, by: Actor, now: Moment) -> None:
    """Let a key of `to` lead to a node, and the key of `away` no more. Raises BadDraft, ChangedMeanwhile."""
    with write():
        choices = _choices(away)
        if choices.get(key) != target:
            raise BadDraft(f"Клавіша {key} меню «{away.name}» туди вже не веде.")
        del choices[key]
        _choose(away, away.version, choices, by=by, now=now)
        hang(to.id, DraftNode.known(to.id).version, new_key, target, by=by, now=now)


def remove_node(node_id: int, *, with_ways: bool, by: Actor, now: Moment) -> None:
    """Take a node out; `with_ways`: the keys that lead to it, too. Raises NoSuchDraft."""
    with write():
        node = DraftNode.known(node_id)
        DraftNode.remove(node_id, by=by, now=now)
        for menu in DraftMenu.get_by_id(node.draft_id).nodes() if with_ways else ():
            keys = {key for where, key, target in led_to(menu.about) if where == "choices" and target == node.name}
            if keys:
                left = {key: target for key, target in _choices(menu).items() if key not in keys}
                _choose(menu, menu.version, left, by=by, now=now)


def free_keys(about: Mapping[str, Any]) -> list[str]:
    """Return the keys of a menu that lead nowhere yet."""
    return [key for key in KEYS if key not in about.get("choices", {})]


def free_name(wanted: str, taken: Mapping[str, object]) -> str:
    """Return a name like `wanted` that nothing has yet."""
    wanted = wanted[: NAME_MAX - 4] or "new"
    tries = [wanted, *(f"{wanted}_{at}" for at in range(2, 1000))]
    return next(name for name in tries if name not in taken)


def _written(draft_id: int, node: str, wordings: Sequence[Wording], *, by: Actor, now: Moment) -> dict[str, str]:
    """Write the words, and return which prompt each field says."""
    said: dict[str, str] = {}
    for wording in wordings:
        if wording.prompt:
            prompt = DraftPrompt.named(draft_id, wording.prompt)
            if prompt is None:
                raise BadDraft(f"Тексту «{wording.prompt}» у цьому меню вже немає.")
            DraftPrompt.change(prompt.id, wording.version, wording.words, by=by, now=now)
            said[wording.field] = wording.prompt
        else:
            taken = {prompt.name: prompt for prompt in DraftMenu.get_by_id(draft_id).prompts()}
            name = free_name(node if wording.field == "prompt" else f"{node[:40]}_{wording.field}", taken)
            DraftPrompt.add(draft_id, name, wording.words, by=by, now=now)
            said[wording.field] = name
    return said


def _choices(menu: DraftNode) -> dict[str, str]:
    given = menu.about.get("choices")
    if menu.about.get("kind") != "menu" or not isinstance(given, Mapping):
        raise BadDraft(f"Вузол «{menu.name}» — не меню, у нього немає клавіш.")
    return dict(given)


def _choose(menu: DraftNode, version: int, choices: Mapping[str, str], *, by: Actor, now: Moment) -> None:
    ordered = {key: choices[key] for key in sorted(choices)}
    DraftNode.change(menu.id, version, {**menu.about, "choices": ordered}, by=by, now=now)
