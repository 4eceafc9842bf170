"""A menu as a tree that is read at a glance. Pure: a document goes in, lines come out.

Every node stands once, under the way that first leads to it; met again it is a link. What has one way on stays at its
level, so that only a choice goes deeper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.menu.flow import STAFF, START
from appliance.menu.node import CHOICE_KEYS, EMERGENCY, KINDS, MAIN, OPERATOR
from web.pages.menu.words import PLACE_NAMES, exit_name, first_words, kind_name

ROOTS = (START, MAIN, OPERATOR, EMERGENCY, STAFF)
NOWHERE = "Сюди ніхто не дійде"
DEEPEST = 9
"""What lies deeper is drawn at this level: the page has an end to its width."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a node: the exit or the key, and where it leads; `target` "" leads nowhere."""

    exit_taken: str
    target: str

    @property
    def key(self) -> str:
        """The key that is pressed for it; "" for an exit without one."""
        return self.exit_taken if self.exit_taken in CHOICE_KEYS and len(self.exit_taken) == 1 else ""

    @property
    def name(self) -> str:
        """How it is called."""
        return exit_name(self.exit_taken)


@dataclass(frozen=True, slots=True)
class Line:
    """One node in the tree. `way` led here; `seen_before`: a link to where the node stands; `links`: ways elsewhere."""

    node_id: str
    kind: str
    said: str
    level: int
    way: Way | None = None
    seen_before: bool = False
    exists: bool = True
    links: tuple[Way, ...] = ()
    places: tuple[str, ...] = ()
    """The names of the places that are this node, beside the one its branch is called by."""
    deeper: bool = False
    """Whether the next line stands in a list inside of this one,"""
    closes: int = 0
    """and how many lists end behind it."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the tree with its heading."""

    title: str
    lines: tuple[Line, ...]


def ways_of(node: Mapping[str, Any]) -> list[Way]:
    """Return the ways out of a node as its document gives them, keys first."""
    choices, exits = targets(node.get("choices")), targets(node.get("exits"))
    keys = [Way(key, choices[key]) for key in sorted(choices)]
    kind = KINDS.get(str(node.get("kind")))
    order = list(kind.exits) if kind and isinstance(kind.exits, tuple) else []
    named = sorted(exits, key=lambda name: (order.index(name) if name in order else len(order), name))
    return keys + [Way(name, exits[name]) for name in named]


def said_by(document: Document, node_id: str) -> str:
    """Return the first words that a node says."""
    node = _nodes(document).get(node_id, {})
    prompts = document.get("prompts", {})
    kind = KINDS.get(str(node.get("kind")))
    for field in kind.speaks if kind else ("prompt",):
        words = prompts.get(str(node.get(field, "")), "")
        if words:
            return first_words(str(words))
    return ""


def node_label(document: Document, node_id: str) -> str:
    """Return how a node is called in a list of nodes."""
    kind = kind_name(_nodes(document).get(node_id, {}).get("kind"))
    said = said_by(document, node_id)
    return kind + (f": {first_words(said, 40)}" if said else "") + f" · {node_id}"


def node_labels(document: Document) -> dict[str, str]:
    """Return all nodes, each as a list calls it."""
    return {node_id: node_label(document, node_id) for node_id in _nodes(document)}


def way_labels(document: Document) -> dict[str, str]:
    """Return how a way calls each node that it leads to: by its place, by its first words, else by its name."""
    places = {str(document.get(place)): PLACE_NAMES[place].split(" (")[0] for place in (EMERGENCY, OPERATOR, MAIN)}
    return {node_id: places.get(node_id) or _way_label(document, node_id) for node_id in _nodes(document)}


def _way_label(document: Document, node_id: str) -> str:
    kind = str(_nodes(document)[node_id].get("kind"))
    said = said_by(document, node_id) if kind in ("menu", "say") else ""
    return f"{kind_name(kind)}: {first_words(said, 40)}" if said else f"{kind_name(kind)} «{node_id}»"


def leads_to(document: Document, node_id: str) -> list[tuple[str, Way]]:
    """Return every node and way that lead to a node."""
    return [(other, way) for other, node in _nodes(document).items() for way in ways_of(node) if way.target == node_id]


def places_of(document: Document, node_id: str) -> list[str]:
    """Return the names of the places that are this node."""
    return [PLACE_NAMES[place] for place in ROOTS if document.get(place) == node_id]


def tree(document: Document) -> list[Branch]:
    """Return the branches of the tree: from every place where callers come in, then what nobody comes to."""
    nodes, shown = _nodes(document), set[str]()
    own = {str(document[place]) for place in (OPERATOR, EMERGENCY, STAFF) if document.get(place)}
    branches = []
    for place in ROOTS:
        begin = str(document.get(place) or "")
        if begin and begin not in shown:
            branches.append(Branch(PLACE_NAMES[place], _walk(document, begin, shown, own, PLACE_NAMES[place])))
    while left := [node_id for node_id in nodes if node_id not in shown]:
        branches.append(Branch(NOWHERE, _walk(document, _head(document, left), shown, own)))
    return branches


def _head(document: Document, left: list[str]) -> str:
    """Return a node to begin with among those nobody comes to: one that no other of them leads to, if there is one."""
    nodes = _nodes(document)
    led_to = {way.target for node_id in left for way in ways_of(nodes[node_id]) if way.target != node_id}
    return next((node_id for node_id in left if node_id not in led_to), left[0])


def unreached(document: Document) -> list[str]:
    """Return the nodes that no caller comes to, even where the flow is broken elsewhere."""
    nodes = _nodes(document)
    waiting = [str(document[place]) for place in ROOTS if document.get(place)]
    reached: set[str] = set()
    while waiting:
        node_id = waiting.pop()
        if node_id in nodes and node_id not in reached:
            reached.add(node_id)
            waiting += [way.target for way in ways_of(nodes[node_id])]
    return [node_id for node_id in nodes if node_id not in reached]


def _walk(document: Document, begin: str, shown: set[str], own: set[str], title: str = "") -> tuple[Line, ...]:
    """Draw what is reached from `begin` and not drawn yet; the other places have branches of their own."""
    nodes, lines = _nodes(document), list[Line]()
    stack: list[tuple[str, Way | None, int]] = [(begin, None, 0)]
    while stack:
        node_id, way, level = stack.pop()
        elsewhere = node_id in own and way is not None
        if node_id in shown or elsewhere or node_id not in nodes:
            lines.append(_line(document, node_id, way, level, seen_before=node_id in nodes))
            continue
        shown.add(node_id)
        ways = ways_of(nodes[node_id])
        drawn = [each for each in ways if each.key or _is_new(each, nodes, shown, own)]
        lines.append(
            replace(
                _line(document, node_id, way, level),
                links=tuple(each for each in ways if each not in drawn),
                places=tuple(name for name in places_of(document, node_id) if name != title),
            )
        )
        deeper = level if len(drawn) == 1 and not drawn[0].key else level + 1
        stack += [(each.target, each, min(deeper, DEEPEST)) for each in reversed(drawn)]
    return _nested(lines)


def _is_new(way: Way, nodes: Mapping[str, Any], shown: set[str], own: set[str]) -> bool:
    return way.target in nodes and way.target not in shown and way.target not in own


def _line(document: Document, node_id: str, way: Way | None, level: int, *, seen_before: bool = False) -> Line:
    node = _nodes(document).get(node_id)
    return Line(
        node_id=node_id,
        kind=kind_name(node.get("kind")) if node else "",
        said="" if seen_before or node is None else said_by(document, node_id),
        level=level,
        way=way,
        seen_before=seen_before,
        exists=node is not None,
    )


def _nested(lines: list[Line]) -> tuple[Line, ...]:
    """Say behind which lines lists begin and end."""
    levels = [*(line.level for line in lines), -1]
    return tuple(
        replace(line, deeper=behind > line.level, closes=max(0, line.level - behind))
        for line, behind in zip(lines, levels[1:], strict=True)
    )


def _nodes(document: Document) -> Mapping[str, Mapping[str, Any]]:
    nodes: Mapping[str, Mapping[str, Any]] = document.get("nodes", {})
    return nodes


def targets(given: object) -> Mapping[str, str]:
    """Return a table of choices or exits as it should be; a draft out of a file may hold anything."""
    return {str(name): str(target) for name, target in given.items()} if isinstance(given, Mapping) else {}
