"""Everything the product can say is read without a fault and has its stress. The texts are found, not listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

from appliance import menu
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import Hours, SpecialDay
from appliance.menu.content import Background
from appliance.menu.flow import TUNE, read_flow
from appliance.menu.node import KINDS
from appliance.menu.published import read_source
from appliance.settings import STARTER
from audio.speech import clock_words, tempo
from audio.speech.stress import StressLists, mark
from audio.speech.text.words import Lists, to_words

LISTS, STRESS = Lists.read(), StressLists()
STARTERS = sorted(path.parent for path in STARTER.rglob("flow.toml"))
MODULES: list[ModuleType] = [
    *(import_module(found.name) for found in walk_packages(menu.__path__, f"{menu.__name__}.")),
    clock_words,
]
"""The rooms whose constants are spoken."""
OPENINGS = sorted({hour * 60 for hour in range(24)} | {8 * 60 + minute for minute in range(60)})
EVERY_TIME = WorkCalendar(
    week=((),) * 7,
    special_days=tuple(
        SpecialDay(date(2028, 1, 1) + timedelta(days=day), (Hours(opens, opens + 1), Hours(opens + 1, 1440)))
        for day, opens in enumerate(OPENINGS)
    ),
)
"""An office that opens and closes at every hour of the day and at every minute of one hour: all the words of times."""


def wrong_with(texts: Iterable[str]) -> list[str]:
    """Return what the editor would be told about the texts."""
    told = []
    for text in sorted(set(texts)):
        worded = to_words(text, LISTS)
        stressed = mark(worded.text, STRESS)
        told += [f"{text}: {why}" for why in (*worded.faults, *stressed.unknown, *stressed.ambiguous)]
    return told


def ukrainian(value: object) -> Iterator[str]:
    """Yield the Ukrainian texts in a constant, however deep they lie; of a flow its prompts."""
    if isinstance(value, str):
        if "[nodes." in value:
            yield from ukrainian(read_flow(value).prompts)
        elif re.search("[а-яіїєґ]{2}", value):
            yield value
    elif isinstance(value, Mapping):
        yield from ukrainian(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from ukrainian(each)


def constants(module: ModuleType) -> set[str]:
    return {text for name, value in vars(module).items() if name.isupper() for text in ukrainian(value)}


@pytest.mark.parametrize("source", STARTERS, ids=lambda path: path.name)
def test_every_text_of_a_menu_to_start_with_is_read_and_stressed(source: object) -> None:
    flow, background = read_source(source)  # type: ignore[arg-type]
    texts = flow.texts(background)
    assert set(flow.prompts.values()) - {TUNE} < texts
    assert wrong_with(texts) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_that_a_node_puts_together_is_read_and_stressed(kind: str) -> None:
    node = object.__new__(KINDS[kind])
    for each in fields(KINDS[kind]):
        if each.default is MISSING:
            object.__setattr__(node, each.name, "")
    assert wrong_with(node.texts(Background(EVERY_TIME))) == []


def test_the_hours_of_that_office_need_every_hour_and_every_minute() -> None:
    texts = set(object.__new__(KINDS["office_hours"]).texts(Background(EVERY_TIME)))
    assert {clock_words.since(*divmod(minute, 60)) for minute in OPENINGS} <= texts
    assert len(texts) > 900


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_ukrainian_constant_of_the_menu_is_read_and_stressed(module: ModuleType) -> None:
    assert wrong_with(constants(module)) == []


def test_the_constants_are_found() -> None:
    found = set().union(*map(constants, MODULES))
    assert {"п'ять", "Зараз ми працюємо", "Повторюю", "березня", "у вівторок"} <= found
    assert wrong_with(tempo.TEXTS) == []


def test_a_word_without_a_known_stress_would_be_told() -> None:
    assert wrong_with(["Замок", "Бульбунці", "код xyz"]) != []
    assert len(wrong_with(["Замок", "Бульбунці", "код xyz"])) == 3
