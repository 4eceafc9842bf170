"""A flood of calls from one number: who calls without end must not keep the line from everybody else."""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS_MAX = 1000
"""So many numbers are remembered; beyond that the one that has been quiet the longest is forgotten."""


@dataclass(frozen=True, slots=True)
class FloodLimit:
    """At most `calls` of one number are taken in full within any `within_s` seconds."""

    calls: int = 10
    within_s: float = 600.0


class Flood:
    """Counts the calls taken of each number, in memory: a restart forgives.

    A number that is not shown is nobody's number and is never limited. The way to help in an emergency is no matter of
    this class: it stays open in the short refusal too.
    """

    def __init__(self, limit: FloodLimit = FloodLimit()) -> None:
        """Nobody has called yet."""
        self._limit = limit
        self._taken: dict[str, list[float]] = {}

    def admits(self, number: str | None, now_s: float) -> bool:
        """Tell whether this call, answered at `now_s` of the monotonic clock, is taken in full, and count it if so.

        A call that is refused is not counted: who keeps trying is let in as soon as his earlier calls are old enough.
        """
        if number is None:
            return True
        taken = [at_s for at_s in self._taken.pop(number, ()) if at_s > now_s - self._limit.within_s]
        self._taken[number] = taken
        if len(taken) >= self._limit.calls:
            return False
        taken.append(now_s)
        if len(self._taken) > NUMBERS_MAX:
            del self._taken[next(iter(self._taken))]
        return True
