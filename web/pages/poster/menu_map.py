"""The map of a published menu: which key leads where, in the words that callers hear. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.menu.flow import Flow
from appliance.menu.node import MAIN, OPERATOR

NUMERALS: Mapping[str, str] = {
    "1": "один|одиницю|1",
    "2": "два|двійку|2",
    "3": "три|трійку|3",
    "4": "чотири|четвірку|4",
    "5": "п.ять|п.ятірку|5",
    "6": "шість|шістку|6",
}
DEEPEST = 2
_SENTENCE = re.compile(r"[^.!?\n]+")
_BEGINNINGS = re.compile(r"^(щоб дізнатися про|щоб дізнатися|щоб почути про|про),?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu; `below`: the choices of the menu it leads to."""

    key: str
    words: str
    below: tuple[Choice, ...] = ()


def choices(flow: Flow) -> tuple[Choice, ...]:
    """Return the keys of the main menu, each with what is behind it."""
    return _below(flow, flow.places[MAIN], (flow.places[MAIN],))


def has_operator(flow: Flow) -> bool:
    """Tell whether 0 leads to a person and not straight to a message."""
    return bool(flow.nodes[flow.places[OPERATOR]].kind == OPERATOR)


def _below(flow: Flow, node_id: str, path: Sequence[str]) -> tuple[Choice, ...]:
    node: Any = flow.nodes[node_id]
    if node.kind != "menu":
        return ()
    texts = [flow.prompts.get(name, "") for name in (node.short, node.prompt)]
    return tuple(_choice(flow, texts, key, target, path) for key, target in sorted(node.choices.items()))


def _choice(flow: Flow, texts: Sequence[str], key: str, target: str, path: Sequence[str]) -> Choice:
    words = next(_said_of(key, texts), "") or _first_words(flow, target)
    deeper = len(path) < DEEPEST and target not in path
    return Choice(key, words, _below(flow, target, (*path, target)) if deeper else ())


def _said_of(key: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield what the menu says before the numeral of a key: "Години роботи — один" gives "Години роботи"."""
    ending = re.compile(rf"[\s,—–-]*(?:\bнатисніть\s+)?(?<!\w)(?:{NUMERALS[key]})$", re.IGNORECASE)
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            plain = " ".join(sentence.split())
            words = ending.sub("", plain)
            if words and words != plain:
                yield _capital(_BEGINNINGS.sub("", words))


def _first_words(flow: Flow, node_id: str) -> str:
    """Return the first sentence that is said there."""
    for _field, name in flow.nodes[node_id].spoken():
        if found := _SENTENCE.findall(flow.prompts.get(name, "")):
            return _capital(" ".join(found[0].split()))
    return flow.nodes[node_id].title


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
