"""The clock of a trial: it begins at any moment and goes on by what is played and waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from appliance.clock import Moment


class TrialClock:
    """Time that nobody waits for."""

    def __init__(self, begins: Moment) -> None:
        """Stand at that moment."""
        self._begins = begins
        self._due: list[tuple[float, Callable[[], None]]] = []
        self.spent_s = 0.0

    def now(self) -> Moment:
        """Return the moment that the trial has come to."""
        wall = self._begins.wall + timedelta(seconds=self.spent_s)
        return replace(self._begins, wall=wall, monotonic_s=self._begins.monotonic_s + self.spent_s)

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Let something happen in a while."""
        self._due.append((self.spent_s + seconds, do))

    def until_due_s(self) -> float | None:
        """Return in how long the next thing happens; None when nothing will."""
        return min(at_s for at_s, _ in self._due) - self.spent_s if self._due else None

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and what falls due happen."""
        self.spent_s += seconds
        due = [each for each in self._due if each[0] <= self.spent_s]
        self._due = [each for each in self._due if each[0] > self.spent_s]
        for _, do in sorted(due, key=lambda each: each[0]):
            do()
