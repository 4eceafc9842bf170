"""The figures of the runs beside their aims, as text."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

AIMED_AT = 100
"""Up to so many calls at once all aims hold; beyond it only that no call and no packet is lost."""


@dataclass(frozen=True)
class Run:
    """One subject under one load.

    `load`: what the generator saw; `rows`: calls in the log, None where none is kept; `keying`: how callers press.
    """

    name: str
    calls: int
    load: dict[str, Any]
    cpu_s: float
    waited_s: float
    memory_mb: float
    threads: int
    rows: int | None
    keying: str = "event"

    @property
    def title(self) -> str:
        """What was measured."""
        return self.name if self.keying == "event" else f"{self.name} {self.keying}"

    @property
    def cpu_per_minute(self) -> float:
        """Processor seconds for one minute of one call."""
        return self.cpu_s / (float(self.load["call_minutes"]) or float("nan"))

    @property
    def at_once(self) -> float:
        """How many calls there were on average."""
        return float(self.load["call_minutes"]) * 60 / float(self.load["run_s"])

    def ms(self, name: str, part: str) -> float:
        """Return a figure of the generator; not a number when there was none."""
        figures = self.load[name]
        return float(figures[part]) if figures else float("nan")


@dataclass(frozen=True)
class Figure:
    """A column: how it is had from the run (and from the bare loop's under the same load), and what is aimed at."""

    title: str
    of: Callable[[Run, Run | None], float]
    most: float | None = None
    form: str = "{:.1f}"
    always: bool = False
    """Aimed at under any load."""
    most_in_band: float | None = None
    """What is aimed at instead where keys are found in the sound."""

    def missed(self, run: Run, bare: Run | None) -> bool:
        """Whether the box misses the aim; what cannot be told, as a figure that is not there, is missed too."""
        most = (run.keying == "inband" and self.most_in_band) or self.most
        if most is None or run.name == "bare" or (run.calls > AIMED_AT and not self.always):
            return False
        return not self.of(run, bare) <= most

    def shown(self, run: Run, bare: Run | None) -> str:
        """Return the figure, marked when it misses its aim."""
        return self.form.format(self.of(run, bare)) + ("!" if self.missed(run, bare) else " ")


def _share(run: Run, bare: Run | None) -> float:
    return run.cpu_per_minute / bare.cpu_per_minute if bare else float("nan")


def _not_ok(run: Run, _: Run | None) -> float:
    return float(run.load["started"] - run.load["ok"])


def _not_logged(run: Run, _: Run | None) -> float:
    return 0.0 if run.rows is None else float(run.load["started"] - run.rows)


def _of(name: str, part: str) -> Callable[[Run, Run | None], float]:
    return lambda run, _: run.ms(name, part)


def _count(name: str) -> Callable[[Run, Run | None], float]:
    return lambda run, _: float(run.load[name])


def figures() -> list[Figure]:
    """Return the columns; the aims are those of the issue."""
    whole = "{:.0f}"
    return [
        Figure("calls", _count("started"), form=whole),
        Figure("failed", _not_ok, 0, whole, always=True),
        Figure("not logged", _not_logged, 0, whole, always=True),
        Figure("INV p50", _of("invite_ms", "p50"), 3),
        Figure("p95", _of("invite_ms", "p95"), 10),
        Figure("key p50", _of("key_ms", "p50"), 15, most_in_band=45),
        Figure("p95", _of("key_ms", "p95")),
        Figure("dev p50", _of("spacing_ms", "p50"), form="{:.2f}"),
        Figure("p99", _of("spacing_ms", "p99"), 5),
        Figure("p99.9", _of("spacing_ms", "p999")),
        Figure("max", _of("spacing_ms", "max")),
        Figure("gaps>40", _count("gaps_40"), form=whole),
        Figure("ours", _count("gaps_40_unexplained"), 0, whole),
        Figure("lost", _count("lost"), 0, whole, always=True),
        Figure("CPU s/min", lambda run, _: run.cpu_per_minute, form="{:.3f}"),
        Figure("x bare", _share, 2),
        Figure("MB", lambda run, _: run.memory_mb, 80, whole),
        Figure("threads", lambda run, _: run.threads, form=whole),
        Figure("waited %", lambda run, _: run.waited_s / float(run.load["run_s"]) * 100),
        Figure("gen p99", _of("late_ms", "p99")),
        Figure("gen max", _of("late_ms", "max")),
    ]


def table(runs: Sequence[Run]) -> str:
    """Return a row for each run; times in ms, `!`: beyond the aim.

    What the machine itself did to the figures: `waited`, how long the subject was ready to run and others had the
    processors, and `gen`, the generator's own lateness; `ours`: gaps in which the generator did not stand still.
    """
    bare = {run.calls: run for run in runs if run.name == "bare"}
    columns = figures()
    rows = [["N", *(column.title + " " for column in columns)]]
    rows += [[f"{run.calls} {run.title}", *(each.shown(run, bare.get(run.calls)) for each in columns)] for run in runs]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(" ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + "\n" for row in rows)


def growth(runs: Sequence[Run]) -> str:
    """Say how the cost grows with the number of calls."""
    titles = dict.fromkeys(run.title for run in runs)
    return "".join(_growth(title, [run for run in runs if run.title == title]) for title in titles)


def _growth(title: str, runs: Sequence[Run]) -> str:
    if len({run.calls for run in runs}) < 2:
        return ""
    at_once = [run.at_once for run in runs]
    line = statistics.linear_regression(at_once, [run.cpu_s / run.load["run_s"] * 100 for run in runs])
    memory = statistics.linear_regression(at_once, [run.memory_mb for run in runs])
    return (
        f"{title}: {line.intercept:.1f} % of a core, and {line.slope:.3f} % more with each call (a core carries "
        f"{(100 - line.intercept) / line.slope:.0f}); {memory.intercept:.0f} MB, "
        f"and {memory.slope * 1024:.0f} KB more with each\n"
    )
