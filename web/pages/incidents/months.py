"""What the incidents of a month sum up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from appliance.casework.box.incidents import Downtime, Incident
from appliance.casework.box.line_calls import first_call_at
from web.shown import KYIV

SHOWN = 6


@dataclass(frozen=True, slots=True)
class MonthOfIncidents:
    """One month of Kyiv, up to now. `count`: incidents that touched it."""

    first: date
    went: Downtime
    count: int

    @property
    def availability(self) -> str:
        """The share of powered time in which calls were answered, as 99,95 %; never rounded up to all of it."""
        share = self.went.availability
        if share is None:
            return "—"
        return f"{int(share * 10000) / 100:.2f} %".replace(".", ",")


def months(now: datetime) -> Iterator[MonthOfIncidents]:
    """Yield the months that anything is known of, this one first, `SHOWN` at most."""
    known = min(filter(None, (Incident.first_began_at(), first_call_at())), default=None)
    first, end = now.astimezone(KYIV).date().replace(day=1), now
    for _ in range(SHOWN):
        start = datetime.combine(first, time(), tzinfo=KYIV).astimezone(UTC)
        if known is None or end <= known:
            return
        yield MonthOfIncidents(first, Incident.downtime(max(start, known), end), len(Incident.between(start, end)))
        first, end = (first - timedelta(days=1)).replace(day=1), start
