"""What every workload is given."""

from __future__ import annotations

import random
from pathlib import Path

from tests.powercut.marks import Marks

STATE, PROMISES = "state", "promises"
DATABASE = "slukhavka.db"


class Work:
    """One run: its directory, its chance, its promises."""

    def __init__(self, directory: Path, seed: int, promises: Path, *, brief: bool = False) -> None:
        """`brief`: the same kinds of work, fewer times. The box lives in `directory/state`."""
        self.directory = directory
        self.state = directory / STATE
        self.brief = brief
        self.chance = random.Random(seed)
        self.marks = Marks(self.state / DATABASE, promises)
