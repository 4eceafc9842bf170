"""The map of a published menu: which key leads where, in the words that callers hear. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.menu.content import NOTHING, Content
from appliance.menu.contents.services import MORE, ToldServices, pages
from appliance.menu.flow import Flow
from appliance.menu.node import MAIN, OPERATOR

SERVICES = "services"
NUMERALS: Mapping[str, str] = {
    "1": "один|одиницю|1",
    "2": "два|двійку|2",
    "3": "три|трійку|3",
    "4": "чотири|четвірку|4",
    "5": "п.ять|п.ятірку|5",
    "6": "шість|шістку|6",
}
DEEPEST = 2
"""So many keys one after another are printed."""
_SENTENCE = re.compile(r"[^.!?\n]+")
_BEGINNINGS = re.compile(r"^(щоб дізнатися про|щоб дізнатися|щоб почути про|про),?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu; `below`: the choices of the menu it leads to."""

    key: str
    words: str
    below: tuple[Choice, ...] = ()


def choices(flow: Flow, content: Content = NOTHING) -> tuple[Choice, ...]:
    """Return the keys of the main menu, each with what is behind it; `content`: what the menu tells of services."""
    return _below(flow, content, flow.places[MAIN], (flow.places[MAIN],))


def has_operator(flow: Flow) -> bool:
    """Tell whether 0 leads to a person and not straight to a message."""
    return bool(flow.nodes[flow.places[OPERATOR]].kind == OPERATOR)


def _below(flow: Flow, content: Content, node_id: str, path: Sequence[str]) -> tuple[Choice, ...]:
    node: Any = flow.nodes[node_id]
    if node.kind == SERVICES:
        return tuple(_services(content))
    if node.kind != "menu":
        return ()
    texts = [flow.prompts.get(name, "") for name in (node.short, node.prompt)]
    said = {key: next(_said_of(key, texts), "") for key in sorted(node.choices)}
    # A menu that names its keys and leaves one out hides it: it is for the office's own people.
    named = [key for key in said if said[key]] or list(said)
    return tuple(_choice(flow, content, key, said[key], node.choices[key], path) for key in named)


def _choice(flow: Flow, content: Content, key: str, said: str, target: str, path: Sequence[str]) -> Choice:
    deeper = len(path) < DEEPEST and target not in path
    below = _below(flow, content, target, (*path, target)) if deeper else ()
    return Choice(key, said or _first_words(flow, target), below)


def _services(content: Content) -> Iterator[Choice]:
    """Yield what the first page of services offers: their sections, or the services of the only one."""
    told = ToldServices.of(content)
    listed = told.sections if len(told.sections) > 1 else tuple(told.all)
    first, *more = pages(len(listed))
    yield from (Choice(str(at + 1), _capital(listed[at].said_as)) for at in first)
    if more:
        yield from (Choice("6", _capital(words)) for words in _said_of("6", [MORE]))


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
    """Return the first sentence that is said there, else what the editor calls such a node."""
    name = dict(flow.nodes[node_id].spoken()).get("prompt", "")
    if found := _SENTENCE.findall(flow.prompts.get(name, "")):
        return _capital(" ".join(found[0].split()))
    return flow.nodes[node_id].title


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
