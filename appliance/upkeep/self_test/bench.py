"""What a check may use, and the short ways to say what it found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from appliance.casework.box.self_tests import Finding, Outcome
from appliance.clock import Moment
from appliance.settings import Settings


@dataclass(frozen=True, slots=True)
class Bench:
    """The box as a check sees it. `told`: the daemon's answer to `self_test`; `silent`: why there is none."""

    settings: Settings
    now: Moment
    told: Mapping[str, Any] = field(default_factory=dict)
    silent: str = ""


class Check(Protocol):
    """A file of `checks`. It may raise anything: that is a failure, with its own words."""

    NAME: str
    TITLE: str
    LIMIT_S: float
    """So long it may take before it counts as failed."""

    def look(self, bench: Bench) -> Iterable[Finding]:
        """Yield what was found."""
        ...


@dataclass(frozen=True, slots=True)
class Say:
    """Says findings of one check. `about`: which of several things of the same check it is."""

    name: str
    title: str

    def ok(self, says: str, *, about: str = "") -> Finding:
        """All is well."""
        return self._finding(Outcome.OK, says, "", about)

    def warning(self, says: str, advice: str, *, about: str = "") -> Finding:
        """It works, and somebody should see to it."""
        return self._finding(Outcome.WARNING, says, advice, about)

    def failed(self, says: str, advice: str, *, about: str = "") -> Finding:
        """It does not work."""
        return self._finding(Outcome.FAILED, says, advice, about)

    def skipped(self, says: str, *, about: str = "") -> Finding:
        """It cannot be looked at, and why."""
        return self._finding(Outcome.SKIPPED, says, "", about)

    def _finding(self, outcome: Outcome, says: str, advice: str, about: str) -> Finding:
        name = f"{self.name}:{about}" if about else self.name
        title = f"{self.title} {about}" if about else self.title
        return Finding(name, title, outcome, says, advice)


def lines_told(bench: Bench) -> Iterator[Mapping[str, Any]]:
    """Yield what the daemon said of each line."""
    yield from bench.told.get("lines", ())
