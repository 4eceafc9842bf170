"""How soon yesterday's callers were answered: the middle and the slowest, against the threshold of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from statistics import median

from appliance.casework.box.self_tests import Finding
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "answering", "Час відповіді", 10.0
SLOW_TIMES = 3
"""One call so many times slower than the threshold is worth a look."""
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Compare the calls of yesterday (Kyiv) that were answered."""
    limit_s = bench.settings.self_test.answer_s
    with reading(bench.settings.database):
        waits = sorted(_waits_s(bench.now))
    if not waits:
        yield _say.skipped("Учора не було дзвінків, за якими видно час відповіді.")
        return
    middle, slowest = median(waits), waits[-1]
    says = f"Учора дзвінків: {len(waits)}; відповідь посередині за {middle:.1f} с, найдовше {slowest:.1f} с".replace(
        ".", ","
    )
    if middle > limit_s:
        advice = "Перегляньте «answer_after_s» і навантаження скриньки; довго відповідає — люди кладуть слухавку."
        yield _say.failed(f"{says}; межа {limit_s:g} с.", advice)
    elif slowest > SLOW_TIMES * limit_s:
        yield _say.warning(f"{says}.", "Подивіться найповільніший дзвінок учора в журналі: що тоді робила скринька?")
    else:
        yield _say.ok(f"{says}.")


def _waits_s(now: Moment) -> Iterator[float]:
    today = datetime.combine(now.wall.astimezone(KYIV).date(), time(), tzinfo=KYIV)
    begin, end = (today - timedelta(days=1)).astimezone(UTC), today.astimezone(UTC)
    of_day = (CallRecord.rang_at >= begin) & (CallRecord.rang_at < end)
    rows = CallRecord.select(CallRecord.rang_at, CallRecord.answered_at)
    for row in rows.where(of_day, CallRecord.incoming, CallRecord.clock_trusted, CallRecord.answered_at.is_null(False)):
        wait_s = (row.answered_at - row.rang_at).total_seconds()
        if wait_s >= 0:
            yield wait_s
