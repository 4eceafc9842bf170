"""The starter menu, really spoken and published, once for all tests.

Prompts are kept by content in `build/spoken`, so a second run speaks nothing.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from appliance.commands.publish import STARTER_PROFILE, speak
from appliance.menu.published import Published, load_current, publish, read_source
from audio.speech.store import PromptStore
from audio.speech.unit import serve

BUILD = Path(__file__).resolve().parents[2] / "build"


def spoken_store(source: Path = STARTER_PROFILE) -> PromptStore:
    """Return a store that holds every word of the menu in `source`, spoken by the real unit."""
    store = PromptStore(BUILD / "spoken")
    flow, calendar = read_source(source)
    missing = sorted(text for text in flow.texts(calendar) if store.find(text) is None)
    if missing:
        stop = threading.Event()
        unit = threading.Thread(target=serve, args=(BUILD / "speech", BUILD / "spoken", stop))
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
