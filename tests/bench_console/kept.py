"""Registers are kept in build/ and used again while generator, migrations, amounts and day are the same."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from appliance.casework.migrate import found
from appliance.clock import Moment
from tests.bench_console.archive import Archive, Quantities, filling
from tests.bench_console.calls import enter_calls
from tests.bench_console.cards import enter_cards
from tests.bench_console.house import enter_house
from tests.bench_console.people import enter_people

SHELF = Path(__file__).resolve().parents[2] / "build" / "bench_console"
GENERATOR = ("archive", "people", "calls", "cards", "house")


def register(quantities: Quantities, now: Moment, shelf: Path = SHELF) -> Path:
    """Return the file of a register so large, filled now if there is none; it is to be copied, not written to."""
    kept = shelf / f"{quantities.calls}-{_version(quantities, now)}.db"
    if not kept.exists():
        shelf.mkdir(parents=True, exist_ok=True)
        for old in shelf.glob(f"{quantities.calls}-*"):
            old.unlink()
        fresh = kept.with_suffix(".new")
        fill(fresh, quantities, now)
        fresh.rename(kept)
    return kept


def fill(path: Path, quantities: Quantities, now: Moment) -> None:
    """Write a new register."""
    with filling(path):
        archive = Archive(quantities, now)
        archive.found()
        enter_people(archive)
        calls = enter_calls(archive)
        enter_cards(archive, calls)
        enter_house(archive, calls)


def lend(kept: Path, to: Path) -> None:
    """Copy a register to where it will be used."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, to)


def _version(quantities: Quantities, now: Moment) -> str:
    # The day: what waits in the list of today has come in the last days.
    parts: Mapping[str, object] = {
        "migrations": [(step.name, step.sql) for step in found()],
        "generator": [Path(__file__).with_name(f"{part}.py").read_text(encoding="utf-8") for part in GENERATOR],
        "quantities": asdict(quantities),
        "day": now.wall.date().isoformat(),
    }
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
