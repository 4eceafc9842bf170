"""Topics of appeals by settlement (I5, K 9.1.1), of the cards that there are now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.casework.knowledge.topics import Category, flat
from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Line, Report, Table, share

COUNTS = """
SELECT category_id, place.name, place.kind, place.district, COUNT(*), SUM(state = 'draft'), SUM(state = 'discarded'),
       SUM(state = 'refused')
FROM appeal LEFT JOIN settlement AS place ON place.id = COALESCE(place_settlement_id, settlement_id)
WHERE came_at >= :start AND came_at < :end GROUP BY place.id, category_id
"""
NO_TOPIC, NO_PLACE, NO_DISTRICT = "тему не вибрано", "не вказано", "—"
STATES = ("Карток", "Чернеток", "Відкинуто", "Відмовлено")
NONE = (0,) * len(STATES)
DEFINITIONS = (
    ("Тема", "з класифікатора громади, як її вибрав оператор; стан – на час складання звіту."),
    ("Населений пункт", "де проблема; коли його не вказано – де живе заявник."),
    ("Картки", "усі, що надійшли в цьому місяці: чернетки, відкинуті та ті, за якими відмовлено у прийнятті."),
    ("Минулий місяць", "скільки карток надійшло місяцем раніше; теж на час складання звіту."),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A topic in a settlement, and its cards as `STATES` say."""

    topic: str
    place: str
    district: str
    counts: tuple[int, ...]


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    now, before = _counted(period), _counted(period.before)
    return (
        _by("temy", "За темами", "Тема", now, before, lambda pair: pair.topic),
        _by("naseleni-punkty", "За населеними пунктами", "Населений пункт", now, before, lambda pair: pair.place),
        _by("okruhy", "За старостинськими округами", "Округ", now, before, lambda pair: pair.district),
        _each(now),
    )


def _counted(period: Period) -> list[Pair]:
    paths = {topic.id: topic.path for topic in flat(Category.tree(with_off=True)).values()}
    return [
        Pair(
            paths.get(topic, NO_TOPIC), f"{kind} {name}".strip() if name else NO_PLACE, district or NO_DISTRICT, counts
        )
        for topic, name, kind, district, *more in ask(COUNTS, period)
        for counts in [tuple(more)]
    ]


def _by(name: str, title: str, label: str, now: list[Pair], before: list[Pair], key: Callable[[Pair], str]) -> Table:
    found, earlier = _summed(now, key), _summed(before, key)
    total, of_all = _sums(now), _sums(before)
    rows: list[Line] = []
    for each in sorted({**found, **earlier}, key=lambda each: (-found.get(each, NONE)[0], each)):
        counts = found.get(each, NONE)
        rows.append((each, *counts, share(counts[0], total[0]), earlier.get(each, NONE)[0]))
    columns = (
        Column(label, CellType.TEXT),
        *(Column(state) for state in STATES),
        Column("Частка", CellType.SHARE),
        Column("Минулий місяць"),
    )
    sums = ("Разом", *total, share(total[0], total[0]), of_all[0])
    return Table(name, title, columns, tuple(rows), sums, chart=Chart((2, 3, 4)))


def _summed(pairs: list[Pair], key: Callable[[Pair], str]) -> dict[str, tuple[int, ...]]:
    return {each: _sums([pair for pair in pairs if key(pair) == each]) for each in {key(pair) for pair in pairs}}


def _sums(pairs: list[Pair]) -> tuple[int, ...]:
    return tuple(sum(pair.counts[at] for pair in pairs) for at in range(len(STATES)))


def _each(now: list[Pair]) -> Table:
    ordered = sorted(now, key=lambda pair: (pair.place, -pair.counts[0], pair.topic))
    rows: tuple[Line, ...] = tuple((pair.place, pair.topic, *pair.counts) for pair in ordered)
    columns = (
        Column("Населений пункт", CellType.TEXT),
        Column("Тема", CellType.TEXT),
        *(Column(state) for state in STATES),
    )
    return Table("razom", "Тема × населений пункт", columns, rows, ("Разом", "", *_sums(now)))


REPORT = Report("temy-i-sela", "Теми й населені пункти", 80, DEFINITIONS, gather)
