"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.appliance.upkeep.stick.box_with_stick import BoxWithStick, a_box, lay_old_reports


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    with a_box(tmp_path) as box:
        lay_old_reports(box)
        yield box
