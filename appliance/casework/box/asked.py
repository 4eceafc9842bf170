"""Requests from one unit of the box to another: an empty file of a name that a path unit of systemd waits for.

Nobody needs rights over systemd, and a request outlives a power cut until it is taken.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

MONTH = "month"
"""Write the month to the stick."""
FILE_MODE = 0o660
DIRECTORY_MODE = 0o2770


def ask(directory: Path, name: str) -> None:
    """Put a request, whole at once; a second one before it is taken is the same. Raises OSError."""
    directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    # Named by its maker: two who ask at the same moment do not take each other's file away.
    unready = directory / f".{name}.{os.getpid()}"
    unready.touch(mode=FILE_MODE)
    unready.replace(directory / name)


def take(directory: Path, name: str) -> bool:
    """Take a request away and tell whether there was one. Raises OSError."""
    try:
        (directory / name).unlink()
    except FileNotFoundError:
        return False
    except IsADirectoryError:
        # No request of ours; under its name it would start the unit again and again.
        (directory / name).rename(directory / f".no-request-{time.monotonic_ns()}")
        return False
    return True
