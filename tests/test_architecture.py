"""The floors of the house as data, and every product file read against them. See docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.imports import Source, graph_of, in_a_cycle, reached_from, within

ROOT = Path(__file__).parent.parent
PRODUCT = ("appliance", "audio", "web")

STAIRS: tuple[tuple[str, ...], ...] = (
    # 0 ground
    (
        "appliance.contracts",
        "appliance.casework",
        "appliance.numbers",
        "appliance.sms_text",
        "appliance.clock",
        "appliance.settings",
        "appliance.errors",
        "appliance.logs",
        "appliance.control",
        "appliance.notify",
    ),
    # 1 wires
    ("appliance.lines", "appliance.panel", "audio"),
    # 2 calls
    ("appliance.calls",),
    # 3 work, from left to right
    ("appliance.menu", "appliance.reports"),
    ("appliance.publishing",),
    ("appliance.outreach",),
    ("appliance.desk", "appliance.upkeep"),
    # 4 processes, what the daemon is made of, and the command that starts them
    ("appliance.dialling", "appliance.line_works", "appliance.menus", "appliance.pace"),
    ("appliance.daemon", "appliance.jobs", "appliance.technician", "web"),
    ("appliance.commands",),
    ("appliance.cli",),
)
"""Each room may import the rooms of the steps below; on the ground also one another, without a circle."""

WIRES = ("appliance.lines", "appliance.panel")
BARRED: dict[str, tuple[str, ...]] = {
    "appliance.lines": ("appliance.casework",),
    "appliance.panel": ("appliance.casework",),
    "audio": ("appliance",),
    "appliance.calls": WIRES,
    "appliance.menu": (*WIRES, "appliance.calls"),
    "appliance.publishing": (*WIRES, "appliance.calls", "audio.engines", "audio.line"),
    "appliance.reports": (*WIRES, "appliance.calls", "audio"),
    "appliance.outreach": WIRES,
    "appliance.desk": WIRES,
    "appliance.upkeep": WIRES,
    "web": (
        *WIRES,
        "appliance.calls",
        "appliance.outreach",
        "appliance.desk",
        "appliance.upkeep",
        "audio.engines",
        "audio.line",
        "audio.recorded.decode",
        "audio.recorded.decoder",
        "audio.recorded.prompt",
        "audio.recorded.unit",
    ),
}
"""Rooms that a room must not name although they lie below it: above the wires a line is known by its contract alone."""

NODES = "appliance.menu.nodes"
BELOW_NODES = (
    "appliance.contracts",
    "appliance.menu",
    "appliance.casework.office.calendar",
    "appliance.casework.office.hours",
    "audio.speech",
    "audio.line.tones",
)
"""All of the house that a node may name: it asks the house for deeds by `contracts`; the rest are values, words and
tones. So the console can check a flow without a telephone, and a node cannot touch a row."""

SOUND = ("numpy", "soxr", "av")
SOUND_ROOMS = ("audio.speech", "audio.engines", "audio.recorded")
LIGHT = (*WIRES, "appliance.calls", "appliance.menu", "appliance.desk", "appliance.daemon", "audio.line", "web")
"""Rooms of the processes in which the sound libraries must never be loaded."""

OUTSIDE = ("tests", "pytest", "_pytest", "hypothesis")
TEST_MARKS = ("TESTING", "PYTEST_CURRENT_TEST", "pytest")
EMPTY_NAMES = ("utils", "util", "helpers", "common", "misc")


def place(name: str) -> tuple[int, str] | None:
    """Return the step of the stairs and the room that `name` lies in."""
    for step, rooms in enumerate(STAIRS):
        for room in rooms:
            if within(name, room):
                return step, room
    return None


Rule = Callable[[Source], Iterator[str]]


def has_a_place(source: Source) -> Iterator[str]:
    if source.module not in PRODUCT and place(source.module) is None:
        yield "lies in no room of the stairs"


def looks_down(source: Source) -> Iterator[str]:
    here = place(source.module)
    for found in source.imports() if here else ():
        there = place(found.name)
        if here and there and here[1] != there[1] and there[0] >= max(here[0], 1):
            yield f"line {found.line}: {found.name} does not lie below {here[1]}"


def keeps_out_of_barred_rooms(source: Source) -> Iterator[str]:
    for room, barred in BARRED.items():
        for found in source.imports() if within(source.module, room) else ():
            if within(found.name, *barred):
                yield f"line {found.line}: {room} must not know {found.name}"


def node_names_only_contracts(source: Source) -> Iterator[str]:
    for found in source.imports() if within(source.module, NODES) else ():
        if within(found.name, *PRODUCT) and not within(found.name, *BELOW_NODES):
            yield f"line {found.line}: a node must not name {found.name}"


def leaves_sqlite3_alone(source: Source) -> Iterator[str]:
    for found in source.imports():
        if within(found.name, "sqlite3"):
            yield f"line {found.line}: the distribution's SQLite has the WAL-reset bug, apsw brings its own"


def keeps_sound_libraries_in_speech(source: Source) -> Iterator[str]:
    for found in source.imports() if not within(source.module, *SOUND_ROOMS) else ():
        if within(found.name, *SOUND):
            yield f"line {found.line}: only {' and '.join(SOUND_ROOMS)} may use {found.name}"


def imports_at_the_top(source: Source) -> Iterator[str]:
    for found in source.imports():
        if found.in_function:
            yield f"line {found.line}: {found.name} is imported inside a function"


def does_not_know_the_tests(source: Source) -> Iterator[str]:
    for found in source.imports():
        if within(found.name, *OUTSIDE):
            yield f"line {found.line}: the product must not import {found.name}"
    for node in ast.walk(source.tree):
        word = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}.get(type(node))
        if word and getattr(node, word) in TEST_MARKS:
            yield f"line {getattr(node, 'lineno', 0)}: the product must not ask whether it is tested"


def has_a_name_that_says_something(source: Source) -> Iterator[str]:
    if source.module.rpartition(".")[2] in EMPTY_NAMES:
        yield "is a name for anything; name the file for what it does"


RULES: tuple[Rule, ...] = (
    has_a_place,
    looks_down,
    keeps_out_of_barred_rooms,
    node_names_only_contracts,
    leaves_sqlite3_alone,
    keeps_sound_libraries_in_speech,
    imports_at_the_top,
    does_not_know_the_tests,
    has_a_name_that_says_something,
)


@cache
def house() -> list[Source]:
    files = sorted(path for room in PRODUCT for path in (ROOT / room).rglob("*.py"))
    return [Source.of(str(path.relative_to(ROOT)), path.read_text()) for path in files]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_of_the_house_keeps_the_rule(rule: Rule) -> None:
    assert [f"{source.module}: {complaint}" for source in house() for complaint in rule(source)] == []


def test_the_house_is_read_at_all() -> None:
    assert {"appliance.contracts", "appliance.lines", "audio.line", "web"} <= {source.module for source in house()}


def test_no_module_imports_itself_in_a_circle() -> None:
    assert in_a_cycle(graph_of(house())) == []


@pytest.mark.parametrize("room", LIGHT)
def test_a_light_process_reaches_no_sound_library(room: str) -> None:
    graph = graph_of(house())
    for module in (source.module for source in house() if within(source.module, room)):
        assert not reached_from(module, graph) & set(SOUND), module


@pytest.mark.skipif(not (ROOT / "appliance/daemon.py").exists(), reason="the daemon is not written yet")
def test_the_daemon_loads_no_sound_library() -> None:
    program = f"import sys, appliance.daemon; print(*set(sys.modules) & {set(SOUND)!r})"
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (has_a_place, "appliance/cellar.py", ""),
        (looks_down, "appliance/lines/gsm.py", "from appliance.calls.call import Call"),
        (looks_down, "appliance/lines/gsm.py", "import audio.line.dtmf"),
        (looks_down, "appliance/contracts/__init__.py", "from appliance import menu"),
        (looks_down, "appliance/casework/contacts/calls.py", "from ...panel import lamps"),
        (looks_down, "appliance/menu/flow.py", "from appliance.reports import kinds"),
        (looks_down, "appliance/outreach/outbox.py", "from appliance.desk import queue"),
        (looks_down, "appliance/desk/__init__.py", "from ..daemon import Daemon"),
        (looks_down, "web/live.py", "from appliance.daemon import Daemon"),
        (keeps_out_of_barred_rooms, "appliance/lines/gsm.py", "from appliance.casework.row import Row"),
        (keeps_out_of_barred_rooms, "audio/line/dtmf.py", "from appliance.errors import SlukhavkaError"),
        (keeps_out_of_barred_rooms, "appliance/desk/desk.py", "from appliance.lines.gsm import GsmLine"),
        (keeps_out_of_barred_rooms, "web/pages/live/page.py", "from audio.engines import espeak"),
        (node_names_only_contracts, "appliance/menu/nodes/say.py", "from appliance.casework import calls"),
        (leaves_sqlite3_alone, "web/live.py", "import sqlite3"),
        (keeps_sound_libraries_in_speech, "audio/line/tones.py", "from numpy import sin"),
        (keeps_sound_libraries_in_speech, "appliance/calls/pump.py", "import soxr"),
        (imports_at_the_top, "web/live.py", "def page():\n    if True:\n        import json"),
        (imports_at_the_top, "web/live.py", "class A:\n    async def page(self):\n        from json import loads"),
        (does_not_know_the_tests, "appliance/clock.py", "from tests.fakes import virtual_time"),
        (does_not_know_the_tests, "web/live.py", "if app.config['TESTING']: pass"),
        (does_not_know_the_tests, "web/live.py", "if app.TESTING: pass"),
        (does_not_know_the_tests, "web/live.py", "import sys\nif 'pytest' in sys.modules: pass"),
        (has_a_name_that_says_something, "web/utils.py", ""),
    ],
)
def test_the_rule_finds_the_fault(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source.of(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("appliance/__init__.py", ""),
        ("appliance/lines/gsm.py", "import asyncio\nfrom appliance.contracts import Leg\nfrom . import at"),
        ("appliance/settings/site.py", "from appliance.errors import SettingsError"),
        ("appliance/desk/desk.py", "from appliance.calls import Call\nfrom appliance.outreach import outbox"),
        (
            "appliance/menu/nodes/say.py",
            "from appliance.contracts import Call\nfrom appliance.menu.registry import node",
        ),
        ("appliance/daemon.py", "from appliance.lines import gsm\nfrom appliance.desk import desk"),
        ("web/pages/live/page.py", "from audio.speech import words\nfrom appliance.casework import calls"),
        ("audio/speech/chain.py", "import numpy as np\nfrom audio.engines import espeak"),
    ],
)
def test_the_rules_leave_good_code_alone(path: str, text: str) -> None:
    assert [complaint for rule in RULES for complaint in rule(Source.of(path, text))] == []


def test_a_circle_is_found() -> None:
    sources = [
        Source.of("web/a.py", "from web.b import x"),
        Source.of("web/b.py", "from . import c"),
        Source.of("web/c.py", "import web.a"),
        Source.of("web/d.py", "import web.a"),
    ]
    assert in_a_cycle(graph_of(sources)) == ["web.a", "web.b", "web.c"]


def test_a_sound_library_is_found_behind_a_package() -> None:
    sources = [
        Source.of("web/page.py", "from audio.speech.words import say"),
        Source.of("audio/speech/__init__.py", "from audio.speech import chain"),
        Source.of("audio/speech/words.py", ""),
        Source.of("audio/speech/chain.py", "import numpy.random"),
    ]
    assert "numpy" in reached_from("web.page", graph_of(sources))
