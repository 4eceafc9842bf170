"""Figures of each operator (I9, O 9.1): how soon, how long, settled at the first contact, and what callers thought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance.reports.asking import ask
from appliance.reports.kinds.calls import SOON_S
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Line, Report, Table, mean, share

TALKS = """
SELECT operator.id, account.name, COUNT(*), SUM(waited_s <= :soon), SUM(talked_s > 0), SUM(talked_s),
       COUNT(rating.value), SUM(rating.value)
FROM call_record JOIN operator ON operator.id = call_record.operator_id JOIN account ON account.id = operator.account_id
LEFT JOIN rating ON rating.call_uid = call_record.uid
WHERE incoming = 1 AND rang_at >= :start AND rang_at < :end GROUP BY operator.id ORDER BY account.name, operator.id
"""
SETTLED = """
SELECT operator_id, COUNT(*), SUM(confirmed) FROM (
    SELECT operator_id, MIN(confirmed_at IS NOT NULL) AS confirmed
    FROM call_record CROSS JOIN consultation ON consultation.call_uid = call_record.uid
    WHERE incoming = 1 AND operator_id IS NOT NULL AND rang_at >= :start AND rang_at < :end AND withdrawn_at IS NULL
    GROUP BY +call_record.id
) GROUP BY 1
"""
"""`+`: not by the index of ids, which holds the calls of all years."""
NONE = (0, 0)
DEFINITIONS = (
    ("Розмови", "вхідні дзвінки місяця, у яких оператор говорив з людиною останнім."),
    ("За 20 секунд", "частка розмов, на які людина чекала щонайбільше 20 секунд."),
    ("Середня розмова", "серед розмов, тривалість яких відома."),
    (
        "Вирішено одразу",
        "частка розмов із консультаціями, у яких заявник підтвердив відповідь на кожне своє питання.",
    ),
    ("Оцінка", "середня з тих, які заявники поставили оператору після розмови; за кількома оцінками не судять."),
)


def gather(period: Period) -> tuple[Table, ...]:
    """Return the table."""
    settled = {who: (consulted, confirmed or 0) for who, consulted, confirmed in ask(SETTLED, period)}
    found = list(ask(TALKS, period, soon=SOON_S))
    rows = tuple((name, *_figures(row, settled.get(who, NONE))) for who, name, *row in found)
    sums = [sum(row[at] or 0 for row in found) for at in range(2, 8)]
    consulted, confirmed = (sum(settled.get(row[0], NONE)[at] for row in found) for at in (0, 1))
    total: Line = ("Разом", *_figures(sums, (consulted, confirmed)))
    columns = (
        Column("Оператор", CellType.TEXT),
        Column("Розмов"),
        Column("За 20 секунд", CellType.SHARE),
        Column("Середня розмова", CellType.SECONDS),
        Column("Вирішено одразу", CellType.SHARE),
        Column("Оцінок"),
        Column("Середня оцінка", CellType.DECIMAL),
    )
    return (Table("operatory", "За операторами", columns, rows, total, chart=Chart((1,))),)


def _figures(talk: Sequence[Any], settled: tuple[int, int]) -> Line:
    """Return the figures of `TALKS` behind the name, and those of `SETTLED`, as they are shown."""
    talks, soon, timed, talked_s, rated, stars = talk
    consulted, confirmed = settled
    return (
        talks,
        share(soon, talks),
        mean(talked_s, timed),
        share(confirmed, consulted),
        rated,
        mean(stars or 0, rated),
    )


REPORT = Report("operatory", "Оператори", 55, DEFINITIONS, gather)
