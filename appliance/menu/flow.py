"""A flow: the menu as a file, checked when it is read.

```toml
title = "Інформаційна лінія"
start = "greeting"                # the node that a call begins with
main = "main"                     # where "main menu" leads,
operator = "message"              # "operator",
emergency = "emergency"           # and "threat to life"
staff = "presence"                # where an operator begins who calls from his own telephone; may be left out

[nodes.greeting]
kind = "say"                      # the other keys are the fields of the kind
prompt = "greeting"
exits = { done = "main" }         # a target for every exit; a menu's choices are given in `choices`

[languages.en.prompts]            # the same prompts in another language (audio/speech/languages.py), which callers
greeting = "Welcome! …"           # choose in a node `language`; what has no words here is said in Ukrainian

[prompts]
greeting = "Вітаємо! …"           # every prompt by name: its words
blocked = "… поштою: {address}."   # what is filled in when the menu is published: the postal address of the office
music = "♪"                       # is a tune
warning = "…"                     # said 30 s before the cap on a call
goodbye = "…"                     # said when the box itself ends a call
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields
from typing import Any

from appliance.errors import SlukhavkaError
from appliance.logs import one_line
from appliance.menu import nodes as _kinds_are_found_here  # noqa: F401  (fills KINDS)
from appliance.menu.content import Background
from appliance.menu.findings import Finding
from appliance.menu.languages import Translations, missing_languages, read_languages, recorded_as
from appliance.menu.node import BACK, CHOICE_KEYS, EMERGENCY, KINDS, MAIN, OPERATOR, REPEAT, Node
from audio.speech.pace import NORMAL, SLOWER
from audio.speech.prompt_set import Wanted

START, STAFF = "start", "staff"
PLACES = (START, MAIN, OPERATOR, EMERGENCY)
HOUSE_PROMPTS = ("warning", "goodbye")
TUNE = "♪"
"""Words of a prompt that is music, unless a recording of that name is given."""
UNKNOWN_FACTS: Mapping[str, str] = {"address": "на адресу ради"}
"""What stands in braces in a prompt, and the words for it as long as the office has not written its own."""
_FIELD_KINDS: Mapping[str, tuple[type, ...]] = {"str": (str,), "float": (int, float), "int": (int,)}
_LEAST: Mapping[tuple[type, ...], int] = {(int, float): 0, (int,): 1}
LARGEST = 3600
"""No count and no time of a call is larger; what is, is a slip of the pen."""


class FlowError(SlukhavkaError):
    """The flow cannot be followed; the text names the node."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence on one line, whatever the flow calls its nodes."""
        super().__init__(one_line(sentence))


@dataclass(frozen=True, slots=True)
class Flow:
    """A checked menu."""

    title: str
    places: Mapping[str, str]
    nodes: Mapping[str, Node]
    exits: Mapping[str, Mapping[str, str]]
    prompts: Mapping[str, str]
    described: frozenset[str]
    """The names of all nodes."""
    languages: Translations
    """The same prompts in other languages, as far as there are texts: code -> name -> words."""

    def target(self, node_id: str, exit_taken: str) -> str | None:
        """Return the node behind an exit; None for "back" and "repeat", which the walk itself knows."""
        own = self.exits[node_id].get(exit_taken)
        if own is not None or exit_taken in {BACK, REPEAT}:
            return own
        return self.places[exit_taken]

    @property
    def paces(self) -> tuple[int, ...]:
        """At which paces, in percent, everything must be spoken: the slower one only where a node offers it."""
        return (NORMAL, SLOWER) if any(node.changes_pace for node in self.nodes.values()) else (NORMAL,)

    def wanted(self, background: Background, recorded: Collection[str] = ()) -> list[Wanted]:
        """Return all that must be spoken, in an order of its own."""
        own = sorted(self.texts(background, recorded))
        others = sorted(
            {
                (text, code)
                for code, texts in self.languages.items()
                for name, text in texts.items()
                if recorded_as(name, code) not in recorded
            }
        )
        return [
            *(Wanted(text, pace) for pace in self.paces for text in own),
            *(Wanted(text, pace, code) for pace in self.paces for text, code in others),
        ]

    def recordable(self) -> set[str]:
        """Return what a recording may be called: each prompt, and with its language each in another one."""
        return {*self.prompts, *(recorded_as(name, code) for code, texts in self.languages.items() for name in texts)}

    def texts(self, background: Background, recorded: Collection[str] = ()) -> set[str]:
        """Return all words that must be spoken before the flow can be published; `recorded` prompts need no speech."""
        put_together = {text for node in self.nodes.values() for text in node.texts(background)}
        return put_together | {text for name, text in self.prompts.items() if name not in recorded and text != TUNE}


def read_flow(text: str, facts: Mapping[str, str] = UNKNOWN_FACTS) -> Flow:
    """Read and check a flow, its prompts filled in with `facts`. Raises FlowError."""
    return flow_of(table_of(text), facts)


def table_of(text: str) -> dict[str, Any]:
    """Return the flow in a file as a table, unchecked. Raises FlowError."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FlowError(f"Меню не читається: {error}.") from error


def flow_of(table: Mapping[str, Any], facts: Mapping[str, str] = UNKNOWN_FACTS) -> Flow:
    """Return the flow that a table describes, checked. Raises FlowError with the first that is wrong."""
    wrong: list[Finding] = []
    flow = _assembled(table, facts, wrong)
    for found in wrong or faults(flow):
        raise FlowError(found.sentence)
    return flow


def findings(table: Mapping[str, Any], facts: Mapping[str, str] = UNKNOWN_FACTS) -> list[Finding]:
    """Return all that is wrong with a flow, for its editor; nothing when it may be published."""
    wrong: list[Finding] = []
    flow = _assembled(table, facts, wrong)
    if not wrong:
        return list(faults(flow))
    return [*wrong, *_missing_prompts(flow), *(found for found in _broken_exits(flow) if found.node in flow.nodes)]


def _assembled(table: Mapping[str, Any], facts: Mapping[str, str], wrong: list[Finding]) -> Flow:
    """Return as much of the flow as can be read; the rest is told in `wrong`."""
    left = dict(table)
    languages = read_languages(left.pop("languages", {}), wrong)
    texts, described = left.pop("prompts", {}), left.pop("nodes", {})
    title = str(left.pop("title", ""))
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        wrong.append(Finding('Меню: [prompts] має бути списком «назва = "текст"».'))
        texts = {}
    if not isinstance(described, dict) or not described:
        wrong.append(Finding("У меню немає жодного вузла."))
        described = {}
    places: dict[str, str] = {}
    for place in (*PLACES, *({STAFF} & set(left))):
        with _noted(wrong):
            places[place] = _place(left, place, described)
    nodes: dict[str, Node] = {}
    exits: dict[str, dict[str, str]] = {}
    for node_id, about in described.items():
        with _noted(wrong, node_id):
            node, targets = _node(node_id, about), _targets(node_id, about)
            nodes[node_id], exits[node_id] = node, targets
    if left:
        wrong.append(Finding(f"Меню: невідомий ключ «{next(iter(left))}»."))
    prompts = {name: filled(words, facts) for name, words in texts.items()}
    return Flow(title, places, nodes, exits, prompts, frozenset(described), languages)


@contextmanager
def _noted(wrong: list[Finding], node_id: str = "") -> Iterator[None]:
    try:
        yield
    except SlukhavkaError as error:
        wrong.append(Finding(str(error), node_id))


def faults(flow: Flow) -> Iterator[Finding]:
    """Yield every reason, as a sentence naming the node, why the flow must not be published."""
    yield from _missing_prompts(flow)
    broken = list(_broken_exits(flow))
    yield from broken
    if not broken:
        yield from _lost_callers(flow)


def _missing_prompts(flow: Flow) -> Iterator[Finding]:
    for name in HOUSE_PROMPTS:
        if name not in flow.prompts:
            yield Finding(f"Меню: немає тексту «{name}».")
    for node_id, node in flow.nodes.items():
        for field, name in node.spoken():
            if name not in flow.prompts:
                yield Finding(f"Вузол «{node_id}», поле «{field}»: немає тексту «{name}».", node_id, field)
    for name, text in flow.prompts.items():
        if not text.strip():
            yield Finding(f"Меню: текст «{name}» порожній.")
    yield from missing_languages(flow.nodes, flow.prompts, flow.languages)


def _broken_exits(flow: Flow) -> Iterator[Finding]:
    for node_id, node in flow.nodes.items():
        given = flow.exits[node_id]
        for name in node.exits:
            if name not in given:
                yield Finding(f"Вузол «{node_id}»: вихід «{name}» нікуди не веде.", node_id, name)
        for name, target in given.items():
            if name not in node.exits:
                yield Finding(f"Вузол «{node_id}»: невідомий вихід «{name}».", node_id, name)
            if target not in flow.described:
                sentence = f"Вузол «{node_id}»: вихід «{name}» веде до вузла «{target}», якого немає."
                yield Finding(sentence, node_id, name)


def _lost_callers(flow: Flow) -> Iterator[Finding]:
    """Who cannot be reached, and who, whatever he does, never comes to the end of the call."""
    reached = set(flow.places.values())
    growing = True
    while growing:
        more = {target for node_id in reached for target in flow.exits[node_id].values()}
        growing = not more <= reached
        reached |= more
    saved = {node_id for node_id, node in flow.nodes.items() if not node.exits}
    growing = True
    while growing:
        more = {node_id for node_id in flow.nodes if set(flow.exits[node_id].values()) & saved}
        growing = not more <= saved
        saved |= more
    for node_id in flow.nodes:
        if node_id not in reached:
            yield Finding(f"Вузол «{node_id}»: до нього ніхто не дійде.", node_id)
        elif node_id not in saved:
            yield Finding(f"Вузол «{node_id}»: з нього немає шляху до кінця дзвінка.", node_id)
        elif _spins(flow, node_id):
            yield Finding(f"Вузол «{node_id}»: хто мовчить, той ходить тут по колу без кінця.", node_id)


def _spins(flow: Flow, node_id: str) -> bool:
    """Whether a caller who never presses a key comes back here for ever, at least at some hour."""
    reached: set[str] = set()
    following = [node_id]
    while following:
        at = following.pop()
        steps = {flow.exits[at][name] for name in _quiet_exits(flow.nodes[at])}
        following += steps - reached
        reached |= steps
    return node_id in reached


def _quiet_exits(node: Node) -> tuple[str, ...]:
    """Which exits silence may take; a node that says nothing takes any of its own."""
    for name in ("silent", "nothing", "done"):
        if name in node.exits:
            return (name,)
    return () if node.speaks else node.exits


def filled(words: str, facts: Mapping[str, str]) -> str:
    """Return the words of a prompt with the facts that they name in braces."""
    for name, unknown in UNKNOWN_FACTS.items():
        words = words.replace(f"{{{name}}}", " ".join(facts.get(name, "").split()).rstrip(".") or unknown)
    return words


def _place(table: dict[str, Any], place: str, described: Iterable[str]) -> str:
    node_id = table.pop(place, None)
    if node_id is None:
        raise FlowError(f"Меню: не сказано, який вузол є «{place}».")
    if not isinstance(node_id, str) or node_id not in described:
        raise FlowError(f"Меню: «{place}» веде до вузла «{node_id}», якого немає.")
    return node_id


def _targets(node_id: str, about: Mapping[str, Any]) -> dict[str, str]:
    targets: dict[str, str] = {}
    for key in ("choices", "exits"):
        table = about.get(key, {})
        if not isinstance(table, dict) or not all(isinstance(target, str) for target in table.values()):
            raise FlowError(f'Вузол «{node_id}»: «{key}» має бути списком «вихід = "вузол"».')
        for name, target in table.items():
            if name in targets:
                raise FlowError(f"Вузол «{node_id}»: вихід «{name}» задано двічі.")
            targets[name] = target
    return targets


def _node(node_id: str, described: Any) -> Node:
    if not isinstance(described, dict):
        raise FlowError(f"Вузол «{node_id}» має бути розділом [nodes.{node_id}].")
    about = {name: given for name, given in described.items() if name != "exits"}
    kind = about.pop("kind", None)
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise FlowError(f"Вузол «{node_id}»: невідомий вид «{kind}». Є такі: {', '.join(sorted(KINDS))}.")
    known = {field.name: field for field in fields(cls)}
    for name, given in about.items():
        if name not in known:
            raise FlowError(f"Вузол «{node_id}»: невідоме поле «{name}».")
        expected = _FIELD_KINDS.get(str(known[name].type), (dict,))
        if not isinstance(given, expected) or isinstance(given, bool):
            raise FlowError(f"Вузол «{node_id}»: поле «{name}» має не той вид: «{given}».")
        if isinstance(given, int | float) and not _LEAST[expected] <= given <= LARGEST:
            raise FlowError(f"Вузол «{node_id}»: поле «{name}» неможливе: «{given}».")
    for name, field in known.items():
        if name not in about and field.default is MISSING:
            raise FlowError(f"Вузол «{node_id}»: немає поля «{name}».")
    if "choices" in known and not about["choices"]:
        raise FlowError(f"Вузол «{node_id}»: немає жодного вибору.")
    if len(about.get("choices", {})) > len(CHOICE_KEYS):
        raise FlowError(f"Вузол «{node_id}»: виборів {len(about['choices'])}, а клавіш для них лише шість.")
    for key in about.get("choices", {}):
        if key not in CHOICE_KEYS or len(key) != 1:
            raise FlowError(f"Вузол «{node_id}»: вибір «{key}» неможливий, вільні клавіші — від 1 до 6.")
    node: Node = cls(**about)
    return node
