"""The starter menu with three services, really spoken and published, once for all tests.

Prompts are kept by what they were made of in `build/spoken`, so a second run speaks nothing that has not changed.
espeak-ng speaks them, so that they sound the same on every machine.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.menu.flow import TUNE
from appliance.menu.published import Published, load_current, publish, read_source
from appliance.publishing.compose import STARTER_PROFILE
from audio.line.wav import read_wav
from audio.speech.prompt_set import PromptSet, Wanted, spoken_set
from audio.speech.unit import serve
from tests.fakes.told import starter_that_tells

BUILD = Path(__file__).resolve().parents[2] / "build"


@cache
def spoken_store(source: Path = STARTER_PROFILE) -> PromptSet:
    """Return every word of the menu in `source`, spoken by the real unit into `build/spoken`."""
    flow, background = read_source(source)
    return _spoken(flow.wanted(background))


@cache
def said_by_a_caller() -> bytes:
    """Return what a caller might say, at the level of a telephone."""
    text = "Добрий день. На вулиці Шевченка не світить ліхтар біля школи. Пришліть, будь ласка, майстра."
    [path] = _spoken([Wanted(text)]).paths.values()
    return read_wav(path)


@cache
def said_in(source: Path) -> PromptSet:
    """Return the prompts of the menu in `source`, spoken at the usual pace."""
    flow, _ = read_source(source)
    return _spoken([Wanted(text) for text in flow.prompts.values() if text != TUNE])


def _spoken(wanted: Sequence[Wanted]) -> PromptSet:
    stop, store = threading.Event(), BUILD / "spoken"
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "spoken.lock").open("w") as turn, TemporaryDirectory(prefix="spool-") as spool:
        # The other half of the gate speaks the same words into the same store, and a unit that begins clears away what
        # another has half written.
        fcntl.flock(turn, fcntl.LOCK_EX)
        unit = threading.Thread(target=serve, args=(Path(spool), store, stop), kwargs={"order": ("espeak",)})
        unit.start()
        try:
            return spoken_set(Path(spool), store, wanted, 300.0)
        finally:
            stop.set()
            unit.join()


@pytest.fixture(scope="session")
def published_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published directory of the starter menu."""
    directory = tmp_path_factory.mktemp("published")
    source = starter_that_tells(tmp_path_factory.mktemp("source"))
    publish(source, directory, spoken_store(source))
    return directory


@pytest.fixture(scope="session")
def starter(published_starter: Path) -> Published:
    """The starter menu as the daemon plays it."""
    return load_current(published_starter)
