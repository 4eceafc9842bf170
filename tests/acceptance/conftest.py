"""The menus of the scenes."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.menu.published import load_current, publish, read_source
from appliance.publishing.compose import STARTER_PROFILE
from tests.acceptance.scene import Scene
from tests.appliance.menu.walk import NoiseWords
from tests.fakes.kinds import Kind
from tests.fakes.told import starter_that_tells

SHORT_S = {"greeting": 3.0, "main": 3.0}
"""What must be long enough for a key to break it."""


@pytest.fixture(scope="session")
def short_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter's flow with noise for words."""
    directory = tmp_path_factory.mktemp("short")
    flow, _ = read_source(STARTER_PROFILE)
    seconds = {flow.prompts[name]: length_s for name, length_s in SHORT_S.items()}
    source = starter_that_tells(tmp_path_factory.mktemp("source"))
    publish(source, directory / "published", NoiseWords(directory / "words", seconds))
    return directory / "published"


@pytest.fixture
def scene(kind: Kind, tmp_path: Path, request: pytest.FixtureRequest) -> Scene:
    """The scene of a test that is parametrised by `kind`."""
    published: Path = request.getfixturevalue("short_starter" if kind.real_time else "published_starter")
    return Scene(kind, load_current(published), published, tmp_path)
