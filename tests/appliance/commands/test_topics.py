"""`slukhavka topics`: what an office starts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.appliance.commands.told import migrated, slukhavka
from tests.appliance.test_cli import settings

__all__ = ["migrated", "settings"]


@pytest.mark.usefixtures("migrated")
def test_the_starter_topics_are_added_once(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert slukhavka(capsys, settings, "topics", "import").startswith("Додано тем і відповідей: ")
    assert slukhavka(capsys, settings, "topics", "import") == "Усі початкові теми вже є.\n"
