from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.menu.flow import FlowError, read_flow
from appliance.publishing.compose import STARTER_PROFILE
from tests.appliance.menu.small_flow import KINDS_OF_IT, small_flow

STARTER = (STARTER_PROFILE / "flow.toml").read_text(encoding="utf-8")

ALONE = """
[nodes.alone]
kind = "hang_up"
prompt = "goodbye"
"""
NOBODY_LEAVES = """
[nodes.round]
kind = "say"
prompt = "next"
exits = { done = "round" }
"""
FAULTS: dict[str, tuple[str, str]] = {
    "a dead end": (small_flow(exits="{}"), "Вузол «it»: вихід «done» нікуди не веде."),
    "an exit into the void": (small_flow(exits='{ done = "nowhere" }'), "«it»: вихід «done» веде до вузла «nowhere»"),
    "an unknown exit": (small_flow(exits='{ done = "next", up = "top" }'), "Вузол «it»: невідомий вихід «up»."),
    "an unreachable node": (small_flow().replace("[prompts]", ALONE + "[prompts]"), "Вузол «alone»: до нього ніхто"),
    "a loop without an exit": (
        small_flow(exits='{ done = "round" }').replace("[prompts]", NOBODY_LEAVES + "[prompts]"),
        "Вузол «it»: з нього немає шляху до кінця",
    ),
    "a silent caller goes round": (
        small_flow(exits='{ done = "sub" }').replace(
            'choices = { 1 = "it" }\nexits = { invalid = "invalid", silent = "silent" }',
            'choices = { 1 = "it" }\nexits = { invalid = "invalid", silent = "it" }',
        ),
        "Вузол «sub»: хто мовчить",
    ),
    "a menu that silence repeats": (
        small_flow("menu", exits='{ invalid = "invalid", silent = "it" }'),
        "Вузол «it»: хто мовчить",
    ),
    "a missing prompt": (small_flow(prompt='"unknown"'), "Вузол «it», поле «prompt»: немає тексту «unknown»."),
    "no prompt where one must be": (small_flow(prompt='""'), "Вузол «it», поле «prompt»: немає тексту «»."),
    "an empty prompt": (small_flow().replace('it = "it"', 'it = "  "'), "текст «it» порожній"),
    "no words before the cap": (small_flow().replace('warning = "warning"\n', ""), "немає тексту «warning»"),
    "no words at the end": (
        small_flow().replace('goodbye = "goodbye"\n', "").replace('"goodbye"', '"next"'),
        "немає тексту «goodbye»",
    ),
    "an unknown kind": (small_flow().replace('kind = "say"\nprompt = "it"', 'kind = "sing"\nprompt = "it"'), "«sing»"),
    "no kind": (small_flow().replace('kind = "say"\nprompt = "it"', 'prompt = "it"'), "Вузол «it»: невідомий вид"),
    "an unknown field": (small_flow(volume="11"), "Вузол «it»: невідоме поле «volume»."),
    "a missing field": (
        small_flow("ask_digits").replace('keep_as = "number"\n', ""),
        "Вузол «it»: немає поля «keep_as»",
    ),
    "a field of another kind": (small_flow(wait_s='"long"'), "Вузол «it»: поле «wait_s» має не той вид"),
    "yes where a number is meant": (small_flow("menu", wrong_tries="true"), "поле «wrong_tries» має не той вид"),
    "a pause without an end": (small_flow(wait_s="inf"), "Вузол «it»: поле «wait_s» неможливе"),
    "a pause that is no number": (small_flow(wait_s="nan"), "Вузол «it»: поле «wait_s» неможливе"),
    "a negative pause": (small_flow(wait_s="-1"), "Вузол «it»: поле «wait_s» неможливе"),
    "no tries": (small_flow("menu", quiet_tries="0"), "Вузол «it»: поле «quiet_tries» неможливе"),
    "no choices": (small_flow("menu", choices="{}"), "Вузол «it»: немає жодного вибору."),
    "a seventh choice": (
        small_flow("menu", choices="{ " + ", ".join(f'{key} = "next"' for key in range(1, 8)) + " }"),
        "Вузол «it»: виборів 7, а клавіш для них лише шість.",
    ),
    "an exit given twice": (
        small_flow("menu", exits='{ invalid = "invalid", silent = "silent", 1 = "top" }'),
        "вихід «1» задано двічі",
    ),
    "exits that are no table": (small_flow(exits="5"), "Вузол «it»: «exits» має бути списком"),
    "a node that is no table": (
        small_flow().replace("[nodes.top]", "[nodes]\nother = 5\n[nodes.top]", 1),
        "Вузол «other» має бути розділом",
    ),
    "no such start": (small_flow().replace('start = "top"', 'start = "up"'), "«start» веде до вузла «up»"),
    "a start that is a list": (small_flow().replace('start = "top"', 'start = ["top"]'), "«start»"),
    "no main menu": (small_flow().replace('main = "top"\n', ""), "який вузол є «main»"),
    "no nodes": ('start = "a"\nmain = "a"\noperator = "a"\nemergency = "a"\n', "жодного вузла"),
    "a stray key": ("color = 1\n" + small_flow(), "невідомий ключ «color»"),
    "no TOML": ("= = =", "Меню не читається"),
    "a number beyond measure": (f"title = {'9' * 5000}\n", "Меню не читається"),
}
FAULTS |= {
    f"the choice {key!r}": (small_flow("menu", choices=f'{{ "{key}" = "next" }}'), f"вибір «{key}» неможливий")
    for key in ("0", "7", "8", "9", "*", "#", "12", "", "a", "١")
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_flow_with_a_fault_is_refused_in_a_sentence_that_names_the_place(fault: str) -> None:
    text, sentence = FAULTS[fault]
    with pytest.raises(FlowError) as refused:
        read_flow(text)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", KINDS_OF_IT)
def test_a_flow_without_a_fault_is_read(kind: str) -> None:
    flow = read_flow(small_flow(kind))
    assert flow.nodes["it"].kind == kind


def test_the_starter_is_read() -> None:
    assert read_flow(STARTER).places["start"] == "greeting"


Path = tuple[str | int, ...]


def paths(table: Any, here: Path = ()) -> list[Path]:
    inner = table.items() if isinstance(table, dict) else ()
    return [here, *(path for key, value in inner for path in paths(value, (*here, key)))]


def as_toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{" + ", ".join(f"{as_toml(str(key))} = {as_toml(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case _:
            return repr(value)


def changed(table: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(table)
    return {key: changed(value, path[1:], change) if key == path[0] else value for key, value in table.items()}


def without(table: Any, path: Path) -> Any:
    if len(path) == 1:
        return {key: value for key, value in table.items() if key != path[0]}
    return {key: without(value, path[1:]) if key == path[0] else value for key, value in table.items()}


PARSED = tomllib.loads(STARTER)
WORDS = st.sampled_from(["two\nlines", "", "main", "greeting", "say", "menu", "prompt", "9", "1", "nowhere", "♪"])
VALUES = st.recursive(
    WORDS | st.booleans() | st.integers(-5, 5) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(paths(PARSED)[1:]), st.none() | VALUES, WORDS)
def test_whatever_is_changed_in_the_starter_it_is_read_or_refused_and_nothing_else(
    path: Path, value: Any, extra: str
) -> None:
    table = without(PARSED, path) if value is None else changed(PARSED, path, lambda _: value)
    text = "\n".join(f"{as_toml(str(key))} = {as_toml(each)}" for key, each in table.items())
    assert tomllib.loads(text).keys() == table.keys()
    try:
        read_flow(text)
    except FlowError as refused:
        assert "\n" not in str(refused)
    try:
        read_flow(as_toml(extra) + " = 1\n" + text)
    except FlowError:
        return


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, len(STARTER) - 1), st.integers(0, 40), st.text(alphabet='abc"[]{}=.,\n#1\\', max_size=3))
def test_however_the_text_of_the_starter_is_cut_it_is_read_or_refused(at: int, length: int, put: str) -> None:
    try:
        read_flow(STARTER[:at] + put + STARTER[at + length :])
    except FlowError as refused:
        assert str(refused)
