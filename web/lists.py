"""Parameters of lists: known names and numbers only, whatever the address says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def pick(given: Mapping[str, str], name: str, known: Mapping[str, T]) -> T:
    """Return what the parameter names among `known`; the first of them when it names nothing known."""
    return known.get(given.get(name, ""), next(iter(known.values())))


def picked(given: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    """Return the name itself, as `pick` understands it."""
    asked = given.get(name, "")
    return asked if asked in known else next(iter(known))


def number(given: Mapping[str, str], name: str) -> int | None:
    """Return a whole number of at most 15 digits that is not negative; None when it is none."""
    asked = given.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 15 else None
