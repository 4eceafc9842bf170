"""What every test of the tree shares."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from appliance import control
from audio.engines.child import Child
from audio.speech.speaker import Speaker
from audio.speech.unit import Unit, serve

pytest_plugins = ["tests.regulations.plugin", "tests.fakes.spoken"]

# The gate looks at the same examples every time; `--hypothesis-profile=default` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.load_profile("gate")

PATIENCE_S = 60.0
# How long our processes and threads wait for one another is right for a box. Here it says only what hangs: a machine
# that stands still for some seconds is no fault of theirs. Who tests a limit names it.
for patient in (control.ask, control.events, Child.__init__, Speaker.__init__, Unit.__init__, serve):
    assert patient.__kwdefaults__ is not None
    patient.__kwdefaults__["limit_s"] = PATIENCE_S


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command sets up the log of its process; the next test must not find it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
