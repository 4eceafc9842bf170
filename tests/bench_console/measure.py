"""Measures the pages of one register: each kind of request many times, through TLS, in a browser of its own person."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appliance.casework.entrance.accounts import Role
from tests.bench_console.addresses import Asked
from tests.bench_console.browser import Browser
from tests.bench_sip.subjects import Subject

TIMES = 40


@dataclass
class Seen:
    """What was seen of one kind of request.

    Of one request in the mean: `cpu_ms`, what the console worked, however busy the machine is; `waited_ms`, how long it
    was ready to work and others had the processors.
    """

    name: str
    bound_ms: float
    took_ms: list[float] = field(default_factory=list)
    cpu_ms: float = 0.0
    waited_ms: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def p50(self) -> float:
        """Half of the requests took no longer."""
        return statistics.median(self.took_ms)

    @property
    def p95(self) -> float:
        """Nineteen of twenty requests took no longer."""
        return percentile(self.took_ms, 0.95)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def measure(
    kinds: Sequence[Asked], browsers: Mapping[Role, Browser], console: Subject, times: int = TIMES
) -> list[Seen]:
    """Make every kind of request so many times, after one that is not counted."""
    return [_measure(kind, browsers[kind.role], console, times) for kind in kinds]


def _measure(kind: Asked, browser: Browser, console: Subject, times: int) -> Seen:
    seen = Seen(kind.name, kind.bound_ms)
    browser.get(kind.address())
    cpu_s, waited_s = console.cpu_s(), console.waited_s()
    for _ in range(times):
        address = kind.address()
        answer = browser.get(address)
        seen.took_ms.append(answer.took_s * 1000)
        if answer.status != 200:
            seen.failures.append(f"{address}: {answer.status}")
    # The console's last tick may be counted a little later.
    time.sleep(0.01)
    seen.cpu_ms = (console.cpu_s() - cpu_s) / times * 1000
    seen.waited_ms = (console.waited_s() - waited_s) / times * 1000
    return seen
