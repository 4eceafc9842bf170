"""What is looked at again and again, and how fast it grows."""

from __future__ import annotations

import gc
import os
import statistics
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
AROUND = 2
"""So far may descriptors and threads be from their middle."""
WARM = 0.2
"""This part of a run is not counted: caches fill."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the process and its files."""

    calls: int
    events: int
    resident_mb: float
    descriptors: int
    threads: int
    objects: int
    log_mb: float
    register_mb: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One figure: how much it grew per so much work, and what is promised of it."""

    name: str
    value: float
    unit: str
    bound: str
    holds: bool


_FLAT: Mapping[str, Callable[[Sample], float]] = {
    "descriptors": lambda sample: sample.descriptors,
    "threads": lambda sample: sample.threads,
}


def look(calls: int, events: int, database: Path) -> Sample:
    """Look now."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    log, register = (_size_mb(database.with_name(database.name + end)) for end in ("-wal", ""))
    objects = len(gc.get_objects())
    return Sample(calls, events, resident, descriptors, threading.active_count(), objects, log, register)


def growths(samples: Sequence[Sample]) -> list[Growth]:
    """Return what became of it once the box was warm."""
    warm = [sample for sample in samples if sample.calls >= samples[-1].calls * WARM]
    memory = slope(warm, lambda sample: sample.resident_mb, lambda sample: sample.events) * 10_000
    found = [Growth("resident memory", memory, "MB per 10 000 events", "< 1", memory < 1.0)]
    for name, of in _FLAT.items():
        values = [of(sample) for sample in warm]
        flat = max(values) - min(values) <= 2 * AROUND
        found.append(Growth(name, _per_thousand(warm, of), "per 1 000 calls", f"± {AROUND} in all", flat))
    objects = _per_thousand(warm, lambda sample: sample.objects)
    found.append(Growth("Python objects", objects, "per 1 000 calls", "", True))
    log = max(sample.log_mb for sample in warm)
    found.append(Growth("log of the register at most", log, "MB", "≤ 16", log <= 16))
    register = _per_thousand(warm, lambda sample: sample.register_mb)
    found.append(Growth("register", register, "MB per 1 000 calls", "", True))
    return found


def slope(samples: Sequence[Sample], of: Callable[[Sample], float], by: Callable[[Sample], float]) -> float:
    """Return the slope of the straight line nearest to the samples; 0 of less than two places."""
    places = [by(sample) for sample in samples]
    if len(set(places)) < 2:
        return 0.0
    return statistics.linear_regression(places, [of(sample) for sample in samples]).slope


def _per_thousand(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    return slope(samples, of, lambda sample: sample.calls) * 1000


def _size_mb(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0
