"""A register in which nothing is written yet: the steps of the migration are taken once a process, then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.casework.migrate import FILE_MODE, migrate


def lay_register(path: Path) -> None:
    """Put a fresh register there."""
    path.write_bytes(_fresh())
    path.chmod(FILE_MODE)


@cache
def _fresh() -> bytes:
    with TemporaryDirectory() as name:
        path = Path(name) / "fresh.db"
        migrate(path)
        return path.read_bytes()
