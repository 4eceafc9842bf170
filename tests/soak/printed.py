"""How it is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from tests.soak.figures import Growth, Sample

LOOKS = 100
SHOWN = 4
"""Of so many looks one is printed."""


class NowAndThen:
    """Prints some of the samples, each as `row` writes it."""

    def __init__(self, row: Callable[[Sample], str]) -> None:
        self._row = row
        self._seen = 0

    def __call__(self, sample: Sample) -> None:
        self._seen += 1
        if self._seen % SHOWN == 0:
            say(self._row(sample))


def table(found: Sequence[Growth]) -> str:
    """Return a line for each."""
    return "".join(_line(each) for each in found)


def machine() -> str:
    """Say on what it is measured."""
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n"


def say(text: str) -> None:
    """Print now."""
    sys.stdout.write(text)
    sys.stdout.flush()


def _line(each: Growth) -> str:
    give = f"± {each.give:.3f}" if each.give else ""
    return f"  {each.name:34}{each.value:10.3f} {give:10} {each.unit:25}{each.bound:12}{each.verdict}".rstrip() + "\n"
