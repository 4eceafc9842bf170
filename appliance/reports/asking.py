"""How a report asks the register: SQL over the bound database, always within a month's bounds, which an index holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from appliance.casework.office.calendar import KYIV
from appliance.casework.row import Row, UtcDateTimeField
from appliance.reports.period import Period

_as_kept = UtcDateTimeField().db_value
HOUR = "substr({}, 1, 13)"
"""The hour in UTC of a kept moment. Kyiv is whole hours away from it, so each lies in one hour of one day there."""


def ask(sql: str, period: Period, **more: object) -> Iterator[tuple[Any, ...]]:
    """Return rows; the SQL may name `:start` and `:end` of the month and what `more` gives."""
    given = {"start": _as_kept(period.start), "end": _as_kept(period.end), **more}
    return cast(Iterator[tuple[Any, ...]], iter(Row._meta.database.execute_sql(sql, given).fetchall()))


def one_sight() -> AbstractContextManager[object]:
    """All that is asked within it is of one moment. In WAL it delays no commit; keep it short all the same."""
    return cast(AbstractContextManager[object], Row._meta.database.atomic("DEFERRED"))


@cache
def hour_in_kyiv(hour: str) -> tuple[date, int]:
    """Return the day and the hour (0 to 23) of what `HOUR` gives."""
    here = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC).astimezone(KYIV)
    return here.date(), here.hour


def moment(kept: str | None) -> datetime | None:
    """Return a kept moment."""
    return None if kept is None else datetime.fromisoformat(kept).replace(tzinfo=UTC)
