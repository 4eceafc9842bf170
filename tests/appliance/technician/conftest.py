"""What the tests of this room share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.appliance.technician.desk import Programs


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    made = Programs(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made
