"""What can be printed for the notice board.

A page that prints has a `sheets.py`, found and not listed, with `HEADING`: over its sheets; `NEEDS`: the right to open
them; `sheets(box)`: what may be printed now, most wanted first.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from appliance.casework.office.community import Community
from web import pages
from web.access import Action
from web.box import Box
from web.who import me

SHEETS = "sheets"
MOST = 100
"""So many sheets of one page are listed; the rest are found on that page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One thing to print: what it is about, where it is, and until when it holds."""

    title: str
    address: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sheets of one page; `more` when not all are listed."""

    heading: str
    sheets: Sequence[Sheet]
    more: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on every sheet."""

    community: str
    telephones: tuple[str, ...]
    printed: datetime


def heading(box: Box) -> Heading:
    """Return who hangs the sheet out, whom to ask, and the day it is printed."""
    community = Community.current()
    return Heading(
        community.name if community else "", telephones(community.telephones if community else ""), box.now().wall
    )


def telephones(written: str) -> tuple[str, ...]:
    """Return the numbers of the office, which it wrote one to a line or with commas between."""
    lines = written.replace(";", "\n").replace(",", "\n").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def shelves(box: Box) -> list[Shelf]:
    """Return what the person at work may print, page by page: first the pages with sheets that end by themselves."""
    found = [
        Shelf(module.HEADING, sheets[:MOST], len(sheets) > MOST)
        for module in _modules()
        if me().may(Action(module.NEEDS)) and (sheets := module.sheets(box))
    ]
    return sorted(found, key=lambda shelf: not any(sheet.until for sheet in shelf.sheets))


@cache
def _modules() -> tuple[Any, ...]:
    """Find every page that prints."""
    folders = [import_module(f"{pages.__name__}.{found.name}") for found in pkgutil.iter_modules(pages.__path__)]
    return tuple(
        import_module(f"{folder.__name__}.{SHEETS}")
        for folder in folders
        if SHEETS in {each.name for each in pkgutil.iter_modules(folder.__path__)}
    )
