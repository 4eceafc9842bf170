"""What an editor is told of a menu while he writes it: what forbids publishing it, and what he should listen to."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from appliance.menu.flow import UNKNOWN_FACTS, findings
from appliance.menu.node import KINDS
from web.box import Box
from web.hearing import Heard, Known, lists, spoken_words
from web.pages.menu.tree import targets, unreached
from web.pages.menu.words import KEY_WORDS, exit_name, field_name

REMEMBERED = 2000
WITHIN_S = 0.05
"""A page that only shows a menu does not wait longer for texts that were never read before; the check does."""
FAULTS_MOST = 4
"""Of one text; whoever mends these sees the next."""
UNREACHED = "Вузол «{}»: до нього ніхто не дійде."
UNNAMED_KINDS = ("recorder", "emergency_text", "presence")
"""Kinds behind keys that a menu does not name."""

_heard: OrderedDict[str, tuple[Known, Heard]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at. `soft`: it does not forbid publishing. `node`, `prompt`: where, "" where it is neither."""

    sentence: str
    node: str = ""
    prompt: str = ""
    soft: bool = False
    beside: str = ""
    """The same in short, to stand beside the words of `prompt`."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """All of them, the grave ones first. `unread`: how many texts there was no time to read."""

    all: Sequence[Remark]
    unread: int = 0

    @property
    def grave(self) -> list[Remark]:
        """What forbids publishing."""
        return [one for one in self.all if not one.soft]

    @property
    def soft(self) -> list[Remark]:
        """What does not."""
        return [one for one in self.all if one.soft]

    def of_node(self, name: str) -> list[Remark]:
        """Return what concerns one node."""
        return [one for one in self.all if one.node == name]

    @property
    def by_node(self) -> dict[str, list[Remark]]:
        """The nodes that something is said of."""
        found: dict[str, list[Remark]] = {}
        for one in self.all:
            if one.node:
                found.setdefault(one.node, []).append(one)
        return found

    def of_text(self, name: str) -> list[Remark]:
        """Return what concerns one text."""
        return [one for one in self.all if one.prompt == name]


def remarks_on(
    box: Box, document: Mapping[str, Any], *, within_s: float | None = None, surely: Collection[str] = ()
) -> Remarks:
    """Check a menu. With `within_s` texts are read for the first time only as long as that; those `surely` are."""
    found = [_of_flow(one.sentence, one.node, one.field) for one in findings(document)]
    # The flow's own check looks for lost nodes only where nothing else is broken.
    lost = [Remark(UNREACHED.format(name), name) for name in unreached(document)]
    found += [one for one in lost if one not in found]
    said_by, until = _said_by(document), None if within_s is None else time.perf_counter() + within_s
    unread, known = 0, lists(box)
    for name, words in document.get("prompts", {}).items():
        heard = _read(box, known, words, None if name in surely else until)
        if heard is None:
            unread += 1
        elif words.strip():
            found += _of_text(name, said_by.get(name, ""), heard)
    found += _unnamed_keys(document)
    return Remarks(sorted(found, key=lambda one: one.soft), unread)


def _of_flow(sentence: str, node: str, field: str) -> Remark:
    """Name fields and exits as the form does."""
    known = field_name(field)
    label = known if known != field else exit_name(field)
    return Remark(sentence.replace(f"«{field}»", f"«{label}»", 1) if field else sentence, node)


def _of_text(name: str, node: str, heard: Heard) -> Iterator[Remark]:
    where = f"Вузол «{node}», текст «{name}»" if node else f"Текст «{name}»"
    for fault in heard.faults[:FAULTS_MOST]:
        yield Remark(f"{where}. {fault}", node, name, beside=fault)
    if len(heard.faults) > FAULTS_MOST:
        yield Remark(f"{where}: та ще {len(heard.faults) - FAULTS_MOST} таких місць.", node, name)
    if heard.unknown:
        yield Remark(f"{where}: наголос невідомий: {', '.join(heard.unknown)}.", node, name, soft=True)


def _unnamed_keys(document: Mapping[str, Any]) -> Iterator[Remark]:
    """Yield the keys that lead somewhere and that the menu does not name."""
    nodes, prompts = document.get("nodes", {}), document.get("prompts", {})
    for name, about in nodes.items():
        words = str(prompts.get(str(about.get("prompt")), "")).casefold()
        for key, target in targets(about.get("choices")).items():
            if words and key in KEY_WORDS and not KEY_WORDS[key].search(words) and not _is_hidden(nodes, target):
                sentence = f"Вузол «{name}»: текст меню не називає клавіші {key}."
                yield Remark(sentence, name, str(about.get("prompt")), soft=True)


def _is_hidden(nodes: Mapping[str, Any], name: str) -> bool:
    """Whether a node is for those who know of it: of such a kind, or a menu of such."""
    about = nodes.get(name, {})
    below = {str(nodes.get(target, {}).get("kind")) for target in targets(about.get("choices")).values()}
    return str(about.get("kind")) in UNNAMED_KINDS or (bool(below) and below <= set(UNNAMED_KINDS))


def _said_by(document: Mapping[str, Any]) -> dict[str, str]:
    """Return for every text the first node that says it."""
    said: dict[str, str] = {}
    for name, about in document.get("nodes", {}).items():
        kind = KINDS.get(str(about.get("kind")))
        for field in kind.speaks if kind else ():
            said.setdefault(str(about.get(field, "")), name)
    return said


def _read(box: Box, known: Known, words: str, until: float | None) -> Heard | None:
    """Return what is heard of a text, remembered as long as the lists are the same; None: there is no time."""
    with _lock:
        kept = _heard.get(words)
    if kept and kept[0] is known:
        return kept[1]
    if until is not None and time.perf_counter() > until:
        return None
    heard = spoken_words(box, words)
    if not any(f"{{{fact}}}" in words for fact in UNKNOWN_FACTS):
        with _lock:
            _heard[words] = (known, heard)
            while len(_heard) > REMEMBERED:
                _heard.popitem(last=False)
    return heard
