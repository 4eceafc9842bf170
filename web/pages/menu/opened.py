"""A draft as one request sees it: read once, asked often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort

from appliance.casework.menus.drafts import DraftMenu, DraftNode, DraftPrompt, NoSuchDraft
from web.box import Box
from web.pages.menu.tree import way_labels


@dataclass(frozen=True)
class Opened:
    """A draft with its nodes and texts by name."""

    draft: DraftMenu

    @cached_property
    def nodes(self) -> dict[str, DraftNode]:
        """Its nodes in their order."""
        return {node.name: node for node in self.draft.nodes()}

    @cached_property
    def prompts(self) -> dict[str, DraftPrompt]:
        """Its texts in their order."""
        return {prompt.name: prompt for prompt in self.draft.prompts()}

    @cached_property
    def document(self) -> dict[str, Any]:
        """The table of its `flow.toml`."""
        return {
            "title": self.draft.title,
            **self.draft.places,
            "nodes": {name: node.about for name, node in self.nodes.items()},
            "prompts": {name: prompt.text for name, prompt in self.prompts.items()},
        }

    @cached_property
    def calls(self) -> dict[str, str]:
        """How a sentence or a way calls each of its nodes."""
        return way_labels(self.document)

    @property
    def versions(self) -> dict[str, int]:
        """The version of every text."""
        return {name: prompt.version for name, prompt in self.prompts.items()}

    @property
    def menus(self) -> list[DraftNode]:
        """The nodes with keys."""
        return [node for node in self.nodes.values() if is_menu(node.about)]


def is_menu(about: Mapping[str, Any]) -> bool:
    """Tell whether a node has keys; one out of a file may say so and have none."""
    return about.get("kind") == "menu" and isinstance(about.get("choices"), Mapping)


def opened(draft_id: int) -> Opened:
    """Return the draft; a page that does not exist for one that is not there."""
    draft = DraftMenu.get_or_none(DraftMenu.id == draft_id)
    return Opened(draft) if draft else abort(404)


def opened_node(node_id: int) -> tuple[Opened, DraftNode]:
    """Return a node with its draft; a page that does not exist for one that is not there."""
    try:
        node = DraftNode.known(node_id)
    except NoSuchDraft:
        abort(404)
    return opened(node.draft_id), node


def opened_text(prompt_id: int) -> tuple[Opened, DraftPrompt]:
    """Return a text with its draft; a page that does not exist for one that is not there."""
    try:
        prompt = DraftPrompt.known(prompt_id)
    except NoSuchDraft:
        abort(404)
    return opened(prompt.draft_id), prompt


def menu_names(box: Box) -> dict[str, str]:
    """Return every menu that some line plays, by name, and how it is called; the box's own first."""
    named: dict[str, list[str]] = {}
    for line in box.settings.lines:
        named.setdefault(line.menu, []).append(line.name)
    own = {name: f"меню «{name}» (лінії: {', '.join(lines)})" for name, lines in named.items() if name}
    return {"": "меню Слухавки", **own}
