"""What a sweep counts: trials, what went wrong, the worst that was measured beside what is promised of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

SHOWN = 10
"""So many faults of a sweep are printed."""


@dataclass
class Tally:
    """One sweep's counts. `worst`: by name the worst figure, its unit and the bound it must not pass."""

    trials: int = 0
    faults: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    worst: dict[str, tuple[float, float, str]] = field(default_factory=dict)

    def seen(self, kind: str) -> None:
        """Count one trial of a kind."""
        self.trials += 1
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def fault(self, sentence: str) -> None:
        """Note what is wrong."""
        self.faults.append(sentence)

    def measured(self, name: str, value: float, most: float, unit: str, about: str = "") -> None:
        """Note a figure that must be at most `most`."""
        before = self.worst.get(name)
        if before is None or value > before[0]:
            self.worst[name] = (value, most, unit)
        if value > most:
            self.fault(f"{about}: {name} {value:.2f} {unit}, promised {most:g}")


Progress = Callable[[int], None]


@dataclass(frozen=True)
class Sweep:
    """One row of the promises: its number, what is promised, how often in full, and what tries it."""

    row: str
    promise: str
    times: int
    run: Callable[[int, int, Progress], Tally]
    """`run(times, seed, done)` tries so often, drawn by `seed`, and says how much is done."""


def swept(name: str, sweep: Sweep, times: int, seed: int) -> bool:
    """Run one and print it; return whether it held."""
    began = time.monotonic()

    def progress(done: int) -> None:
        sys.stderr.write(f"\r{name}: {done} of {times}, {time.monotonic() - began:.0f} s ")
        sys.stderr.flush()

    tally = sweep.run(times, seed, progress)
    sys.stderr.write("\r" + " " * 60 + "\r")
    verdict = f"{len(tally.faults)} faults" if tally.faults else "holds"
    say(f"row {sweep.row}, {name}: {tally.trials} trials, {verdict}; {time.monotonic() - began:.0f} s\n")
    say(f"  promised: {sweep.promise}\n")
    _figures(tally.kinds, tally.worst)
    for fault in tally.faults[:SHOWN]:
        say(f"  FAULT {fault}\n")
    return not tally.faults and tally.trials > 0


def _figures(kinds: Mapping[str, int], worst: Mapping[str, tuple[float, float, str]]) -> None:
    if kinds:
        say("  tried: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + "\n")
    for name, (value, most, unit) in worst.items():
        say(f"  {name:44}{value:12.2f} {unit:8} promised ≤ {most:g}\n")


def say(text: str) -> None:
    """Print now."""
    sys.stdout.write(text)
    sys.stdout.flush()
