"""What is looked at again and again, and how fast it grows."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from tests.soak.memory import Process, malloc_mb, process, sqlite_mb

AROUND = 2
"""So far may descriptors and threads be from their middle."""
RESIDENT_MB, PER_EVENTS = 1.0, 10_000
"""Resident memory grows by less, in so many events or requests."""
LOG_MB = 16.0
PARTS = 10
STUDENT = 2.306
"""Student's t of 95 % for the nine steps between ten parts."""


class Verdict(StrEnum):
    """What became of a promise, as it is printed."""

    HOLDS = ""
    OVER = "<-- over"
    OPEN = "<-- not decided: a longer run would"
    NOT_PROMISED = " "


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the process and its files. `malloc_mb`: what malloc has handed out; `sqlite_mb`: to SQLite of it."""

    calls: int
    events: int
    process: Process
    malloc_mb: float = 0.0
    sqlite_mb: float = 0.0
    log_mb: float = 0.0
    register_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """One figure: how much it grew per so much work, give or take, and what is promised of it."""

    name: str
    value: float
    give: float
    unit: str
    bound: str = ""
    verdict: Verdict = Verdict.NOT_PROMISED


Of = Callable[[Sample], float]

_FLAT: Mapping[str, Of] = {
    "descriptors": lambda sample: sample.process.descriptors,
    "threads": lambda sample: sample.process.threads,
}


def look(calls: int, events: int, database: Path) -> Sample:
    """Look at this process now.

    Nothing is collected for the look: that garbage waits for the daemon's own collections belongs to its size.
    """
    log, register = (_size_mb(database.with_name(database.name + end)) for end in ("-wal", ""))
    return Sample(calls, events, process(), malloc_mb(), sqlite_mb(), log, register)


def growths(warm: Sequence[Sample], per: str = "events") -> list[Growth]:
    """Return what a process promises of itself and who holds its memory, from the samples when it was warm."""
    unit = f"MB per 10 000 {per}"
    found = [
        _resident(warm, unit),
        _free(warm, "  held of malloc, without SQLite", lambda sample: sample.malloc_mb - sample.sqlite_mb, unit),
        _free(warm, "  held by SQLite", lambda sample: sample.sqlite_mb, unit),
    ]
    for name, of in _FLAT.items():
        values = [of(sample) for sample in warm]
        flat = Verdict.HOLDS if max(values) - min(values) <= 2 * AROUND else Verdict.OVER
        found.append(_free(warm, name, of, f"per 10 000 {per}", f"± {AROUND} in all", flat))
    return found


def growths_of_the_box(warm: Sequence[Sample]) -> list[Growth]:
    """Return that, and what becomes of the register's files."""
    log = max(sample.log_mb for sample in warm)
    bounded = Verdict.HOLDS if log <= LOG_MB else Verdict.OVER
    return [
        *growths(warm),
        Growth("log of the register at most", log, 0.0, "MB", f"≤ {LOG_MB:g}", bounded),
        _free(warm, "register", lambda sample: sample.register_mb, "MB per 10 000 events"),
    ]


def blocks_grown(blocks: Sequence[int], events: int, per: str = "events") -> Growth:
    """Return how many small objects more Python keeps, of two counts so many events apart."""
    first, last = blocks
    return Growth("small objects of Python", (last - first) / events * PER_EVENTS, 0.0, f"per 10 000 {per}")


def trend(samples: Sequence[Sample], of: Of) -> tuple[float, float]:
    """Return how much it grows with each event, and give or take how much (95 %); 0 and infinity of less than ten.

    The growth from each tenth of the samples to the next, nine values. Memory grows in steps: a straight line through
    one step would look sure of itself, nine values of which eight are nothing do not.
    """
    if len(samples) < PARTS:
        return 0.0, math.inf
    ends = [len(samples) * part // PARTS for part in range(PARTS + 1)]
    tenths = [samples[begin:end] for begin, end in pairwise(ends)]
    places = [statistics.fmean(sample.events for sample in tenth) for tenth in tenths]
    values = [statistics.fmean(map(of, tenth)) for tenth in tenths]
    steps = [later - earlier for earlier, later in pairwise(values)]
    span = (places[-1] - places[0]) / len(steps)
    return statistics.fmean(steps) / span, STUDENT * statistics.stdev(steps) / math.sqrt(len(steps)) / span


def _resident(warm: Sequence[Sample], unit: str) -> Growth:
    slope, give = (each * PER_EVENTS for each in trend(warm, lambda sample: sample.process.resident_mb))
    verdict = Verdict.OPEN
    if slope + give < RESIDENT_MB:
        verdict = Verdict.HOLDS
    elif slope - give >= RESIDENT_MB:
        verdict = Verdict.OVER
    return Growth("resident memory", slope, give, unit, f"< {RESIDENT_MB:g}", verdict)


def _free(
    warm: Sequence[Sample], name: str, of: Of, unit: str, bound: str = "", verdict: Verdict = Verdict.NOT_PROMISED
) -> Growth:
    slope, give = (each * PER_EVENTS for each in trend(warm, of))
    return Growth(name, slope, give, unit, bound, verdict)


def _size_mb(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0
