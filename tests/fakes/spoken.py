"""The starter menu, really spoken and published, once for all tests.

Prompts are kept by content in `build/spoken`, so a second run speaks nothing. espeak-ng speaks them, so that they
sound the same on every machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from appliance.commands.publish import STARTER_PROFILE, speak
from appliance.menu.published import Published, load_current, publish, read_source
from audio.line.wav import read_wav
from audio.speech.store import PromptStore
from audio.speech.unit import serve

BUILD = Path(__file__).resolve().parents[2] / "build"


def spoken_store(source: Path = STARTER_PROFILE) -> PromptStore:
    """Return a store that holds every word of the menu in `source`, spoken by the real unit."""
    flow, calendar = read_source(source)
    return _spoken(flow.texts(calendar))


def said_by_a_caller() -> bytes:
    """Return what a caller might say, at the level of a telephone."""
    text = "Добрий день. На вулиці Шевченка не світить ліхтар біля школи. Пришліть, будь ласка, майстра."
    path = _spoken([text]).find(text)
    assert path is not None
    return read_wav(path)


def _spoken(texts: Iterable[str]) -> PromptStore:
    store = PromptStore(BUILD / "spoken")
    missing = sorted(text for text in texts if store.find(text) is None)
    if missing:
        stop = threading.Event()
        unit = threading.Thread(
            target=serve, args=(BUILD / "speech", BUILD / "spoken", stop), kwargs={"order": ("espeak",)}
        )
        unit.start()
        try:
            speak(BUILD / "speech", missing, 300.0)
        finally:
            stop.set()
            unit.join()
        store.refresh()
    return store


@pytest.fixture(scope="session")
def published_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published directory of the starter menu."""
    directory = tmp_path_factory.mktemp("published")
    publish(STARTER_PROFILE, directory, spoken_store())
    return directory


@pytest.fixture(scope="session")
def starter(published_starter: Path) -> Published:
    """The starter menu as the daemon plays it."""
    return load_current(published_starter)
