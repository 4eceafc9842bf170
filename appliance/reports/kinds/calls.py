"""Calls of the month (M 4.2, I2): how many came, what became of them, how long people waited; by day, hour, line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from appliance.reports.asking import HOUR, ask, hour_in_kyiv
from appliance.reports.period import Period
from appliance.reports.tables import Cell, CellType, Chart, Column, Line, Report, Table, mean, share

SOON_S = 20.0
FATES: tuple[tuple[str, str, str], ...] = (
    ("PERSON", "Говорили з людиною", "Людина"),
    ("BOX", "Обслужила Слухавка", "Слухавка"),
    ("ABANDONED", "Не дочекалися", "Не дочекалися"),
    ("MISSED", "Пропущені", "Пропущені"),
    ("BUSY", "Лінія була зайнята", "Зайнято"),
    ("SHORT", "Короткі", "Короткі"),
)
"""What becomes of a call, each call one of these; its name in words, and at the head of a column."""
LIVING = "LIVING"

CALLS = f"""
SELECT {HOUR.format("rang_at")}, line,
       CASE WHEN result IS NULL THEN '{LIVING}' WHEN result <> 'SERVED' THEN result
            WHEN operator_id IS NULL THEN 'BOX' ELSE 'PERSON' END,
       COUNT(*), SUM(block_id IS NOT NULL), SUM(1 - clock_trusted),
       SUM(waited_s > 0), SUM(waited_s), MAX(waited_s), SUM(waited_s <= :soon),
       SUM(talked_s > 0), SUM(talked_s), MAX(talked_s)
FROM call_record WHERE incoming = 1 AND rang_at >= :start AND rang_at < :end GROUP BY 1, 2, 3
"""  # noqa: S608 (its own words only)
OUTGOING = """
SELECT COUNT(*), SUM(answered_at IS NOT NULL), SUM(duration_s) FROM call_record
WHERE incoming = 0 AND rang_at >= :start AND rang_at < :end
"""
WRAP_UP = """
SELECT COUNT(*), SUM(lasted), MAX(lasted) FROM (
    SELECT state, MIN(lasts_s, COALESCE(LEAD(since_monotonic_s) OVER same - since_monotonic_s, lasts_s)) AS lasted
    FROM presence WHERE since >= :start AND since < :end WINDOW same AS (PARTITION BY operator_id, boot_id ORDER BY id)
) WHERE state = 'after_call'
"""

DEFINITIONS = (
    (
        "Надійшло",
        "усі вхідні дзвінки, перший гудок яких був у цьому місяці; кожен належить рівно до одного з видів нижче.",
    ),
    ("Говорили з людиною", "дзвінок прийнято, і з тим, хто телефонував, з'єднали оператора."),
    (
        "Обслужила Слухавка",
        "дзвінок прийнято, людина слухала меню, залишила повідомлення тощо, але з оператором не говорила.",
    ),
    ("Не дочекалися", "той, хто телефонував, поклав слухавку, поки чекав на людину."),
    ("Пропущений", "дзвінок дзвонив, але на нього не відповіли ні Слухавка, ні людина."),
    ("Лінія була зайнята", "дзвінок надійшов, коли лінія була зайнята іншим."),
    (
        "Короткий",
        "прийнятий дзвінок, що тривав менше як 5 секунд; сюди ж належать дзвінки із заблокованих номерів і надто "
        "часті.",
    ),
    ("Чекання", "скільки в дзвінку чекали на людину; у середньому – серед тих, хто чекав."),
    ("Розмова", "скільки говорили з людиною. Коли мережа з'єднала без Слухавки, тривалість невідома й не рахується."),
    (
        "Запис після розмови",
        "час, який оператор має на записи після розмови, доки не стане на зв'язок; за журналом присутності.",
    ),
    ("За 20 секунд", "частка розмов із людиною, на які чекали щонайбільше 20 секунд, серед усіх, хто просив людину."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of one hour, line and fate; the counts and sums are those of `CALLS`."""

    day: date
    hour: int
    line: str
    fate: str
    count: int
    blocked: int
    untrusted: int
    waited: int
    waited_s: float
    longest_wait_s: float
    soon: int
    talked: int
    talked_s: float
    longest_talk_s: float


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    groups = [Group(*hour_in_kyiv(row[0]), *row[1:]) for row in ask(CALLS, period, soon=SOON_S)]
    lines = sorted({group.line for group in groups})
    head = tuple(Column(short) for _, _, short in FATES)
    return (
        _summary(groups),
        _asked_for_people(groups),
        _times(groups, period),
        _split("dni", "За днями", Column("Дата", CellType.DAY), head, period.days, groups, lambda group: group.day),
        _split("hodyny", "За годинами доби", Column("Година", CellType.TEXT), head, HOURS, groups, _hour),
        _split("linii", "За лініями", Column("Лінія", CellType.TEXT), head, lines, groups, lambda group: group.line),
        _outgoing(period),
    )


HOURS = tuple(f"{hour:02}:00–{hour:02}:59" for hour in range(24))


def _hour(group: Group) -> str:
    return HOURS[group.hour]


def _summary(groups: Sequence[Group]) -> Table:
    came = sum(group.count for group in groups)
    rows = [(words, _count(groups, fate), share(_count(groups, fate), came)) for fate, words, _ in FATES]
    if living := _count(groups, LIVING):
        rows.append(("Ще тривають", living, share(living, came)))
    return Table(
        "razom",
        "Дзвінки разом",
        (Column("Що сталося з дзвінком", CellType.TEXT), Column("Дзвінків"), Column("Частка", CellType.SHARE)),
        tuple(rows),
        ("Надійшло", came, share(came, came)),
        _remarks(groups),
        Chart((1,)),
    )


def _remarks(groups: Sequence[Group]) -> str:
    blocked, untrusted = sum(group.blocked for group in groups), sum(group.untrusted for group in groups)
    said = [f"Із заблокованих номерів: {blocked}."] if blocked else []
    if untrusted:
        said.append(f"Записано, коли годинник ще не був звірений: {untrusted}; їхній день може бути неточним.")
    return " ".join(said)


def _asked_for_people(groups: Sequence[Group]) -> Table:
    reached = [group for group in groups if group.fate == "PERSON"]
    talked, left = _count(groups, "PERSON"), _count(groups, "ABANDONED")
    asked = talked + left + sum(group.waited for group in groups if group.fate not in ("PERSON", "ABANDONED"))
    soon = sum(group.soon for group in reached)
    rows = (
        ("Говорили з людиною", talked, share(talked, asked)),
        ("з них чекали не більше як 20 секунд", soon, share(soon, asked)),
        ("Не дочекалися", left, share(left, asked)),
        ("Людини не дочекалися, але слухали далі", asked - talked - left, share(asked - talked - left, asked)),
    )
    return Table(
        "z-liudynoiu",
        "Хто просив людину",
        (Column("Чим скінчилося", CellType.TEXT), Column("Дзвінків"), Column("Частка", CellType.SHARE)),
        rows,
        ("Просили з'єднати з людиною", asked, share(asked, asked)),
    )


def _times(groups: Sequence[Group], period: Period) -> Table:
    waited, talked = sum(group.waited for group in groups), sum(group.talked for group in groups)
    wait_s, talk_s = sum(group.waited_s for group in groups), sum(group.talked_s for group in groups)
    ((wraps, wrap_s, longest),) = ask(WRAP_UP, period)
    rows = (
        ("Чекання на людину", waited, wait_s, mean(wait_s, waited), _longest(group.longest_wait_s for group in groups)),
        ("Розмова з людиною", talked, talk_s, mean(talk_s, talked), _longest(group.longest_talk_s for group in groups)),
        ("Запис після розмови", wraps, wrap_s or 0.0, mean(wrap_s or 0.0, wraps), longest),
    )
    lasting = tuple(Column(title, CellType.SECONDS) for title in ("Усього", "У середньому", "Найдовше"))
    return Table(
        "chas", "Чекання, розмова, запис", (Column("Що", CellType.TEXT), Column("Скільки разів"), *lasting), rows
    )


def _longest(lasted: Iterable[float]) -> float | None:
    return max((one for one in lasted if one), default=None)


def _split(
    name: str,
    title: str,
    label: Column,
    head: tuple[Column, ...],
    keys: Sequence[Cell],
    groups: Sequence[Group],
    key_of: Callable[[Group], Cell],
) -> Table:
    counts: dict[tuple[Cell, str], int] = {}
    for group in groups:
        counts[key_of(group), group.fate] = counts.get((key_of(group), group.fate), 0) + group.count
    fates = [fate for fate, _, _ in FATES]
    rows = tuple(
        (
            key,
            sum(counts.get((key, fate), 0) for fate in (*fates, LIVING)),
            *(counts.get((key, fate), 0) for fate in fates),
        )
        for key in keys
    )
    total: Line = ("Разом", sum(group.count for group in groups), *(_count(groups, fate) for fate in fates))
    chart = Chart(tuple(range(2, 2 + len(fates))), upright=name != "linii")
    return Table(name, title, (label, Column("Надійшло"), *head), rows, total, chart=chart)


def _outgoing(period: Period) -> Table:
    ((placed, reached, lasted_s),) = ask(OUTGOING, period)
    rows = (
        ("Зателефоновано", placed, None, None),
        ("з них відповіли", reached or 0, share(reached or 0, placed), lasted_s or 0.0),
    )
    columns = (
        Column("Вихідні дзвінки", CellType.TEXT),
        Column("Дзвінків"),
        Column("Частка", CellType.SHARE),
        Column("Усього тривали", CellType.SECONDS),
    )
    return Table("vykhidni", "Вихідні дзвінки", columns, rows)


def _count(groups: Iterable[Group], fate: str) -> int:
    return sum(group.count for group in groups if group.fate == fate)


REPORT = Report("dzvinky", "Дзвінки", 10, DEFINITIONS, gather)
