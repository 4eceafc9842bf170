"""The time as the network told it to the modem (NITZ, 3GPP TS 22.042), in the words of the family."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from appliance.lines.family import ClockRules

QUARTER = timedelta(minutes=15)
"""The unit of the zone in +CCLK and its kin (TS 27.007 §8.15)."""


def network_time(lines: Sequence[str], rules: ClockRules) -> datetime | None:
    """Return the moment in UTC; None when no line tells one that can be."""
    found = next((match for line in lines if (match := rules.says.search(line))), None)
    if found is None:
        return None
    year, *rest = (int(found[name]) for name in ("year", "month", "day", "hour", "minute", "second"))
    month, day, hour, minute, second = rest
    try:
        zone = timezone(int(found["zone"] or 0) * QUARTER) if rules.local else UTC
        return datetime(year + 2000 * (year < 100), month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day, hour or zone
        return None
