"""What callers think of their talks, and whether their questions were answered (M 4.2: quality and result)."""

from __future__ import annotations

from typing import Any

from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Line, Report, Table, mean, share

FEW = 30
LOW_SHARE = 0.1
SCALE = range(1, 6)
NOT_REPRESENTATIVE = "Оцінки не репрезентативні: їх мало або їх залишила мала частина тих, хто говорив з оператором."

RATED = """
SELECT line, COUNT(*), COUNT(value), SUM(value), {counts}
FROM call_record LEFT JOIN rating ON rating.call_uid = call_record.uid
WHERE incoming = 1 AND call_record.operator_id IS NOT NULL AND rang_at >= :start AND rang_at < :end
GROUP BY line ORDER BY line
""".format(counts=", ".join(f"SUM(value = {value})" for value in SCALE))
CONFIRMED = """
SELECT COUNT(*), COUNT(confirmed_at) FROM consultation
WHERE withdrawn_at IS NULL AND noted_at >= :start AND noted_at < :end
"""
RETURNED = "SELECT COUNT(*), SUM(outcome = 'done') FROM callback WHERE asked_at >= :start AND asked_at < :end"
HANDLED = """
SELECT COUNT(*), COUNT(handled_at) FROM voice_message LEFT JOIN handled_message ON message_id = voice_message.id
WHERE kept_at >= :start AND kept_at < :end
"""
DEFINITIONS = (
    (
        "Оцінка",
        "від 1 до 5; її ставить сам заявник клавішею після розмови з оператором. Оператор її не вводить і не змінює.",
    ),
    ("Розмови", "вхідні дзвінки місяця, у яких заявник говорив з оператором."),
    (
        "Частка відповідей",
        "скільки з тих, хто говорив з оператором, поставили оцінку. Хто промовчав, того не враховано в середній.",
    ),
    (
        "Не репрезентативно",
        f"менше як {FEW} оцінок або відповіло менше як {LOW_SHARE:.0%} тих, хто говорив: за такими оцінками не можна "
        "судити про всіх.",
    ),
    (
        "Питання вирішено",
        "консультація, після якої заявник підтвердив, що відповідь його задовольнила (позначка оператора).",
    ),
    (
        "Передзвонили",
        "дзвінки, які рада винна (попросили передзвонити, не додзвонилися), записані в цьому місяці й завершені "
        "розмовою – на час складання звіту.",
    ),
    ("Опрацьовано", "голосові повідомлення місяця, позначені оператором як опрацьовані, – на час складання звіту."),
)


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    rows = [tuple(value or 0 for value in row) for row in ask(RATED, period)]
    talks, given, total = (sum(row[at] for row in rows) for at in (1, 2, 3))
    counts = [sum(row[3 + value] for row in rows) for value in SCALE]
    return (
        _overall(talks, given, total),
        _spread(counts, given),
        _by_line(rows, (talks, given, total)),
        _results(period),
    )


def _overall(talks: int, given: int, total: int) -> Table:
    few = given < FEW or given < talks * LOW_SHARE
    rows = ((talks, given, share(given, talks), mean(total, given)),)
    columns = (
        Column("Розмов з оператором"),
        Column("Оцінок"),
        Column("Частка відповідей", CellType.SHARE),
        Column("Середня оцінка", CellType.DECIMAL),
    )
    note = NOT_REPRESENTATIVE if given and few else "" if given else "Оцінок за цей місяць немає."
    return Table("razom", "Оцінки разом", columns, rows, note=note)


def _spread(counts: list[int], given: int) -> Table:
    rows = tuple((str(value), count, share(count, given)) for value, count in zip(SCALE, counts, strict=True))
    columns = (Column("Оцінка", CellType.TEXT), Column("Скільки"), Column("Частка", CellType.SHARE))
    return Table("rozpodil", "Розподіл оцінок", columns, rows, ("Разом", given, share(given, given)), chart=Chart((1,)))


def _by_line(rows: list[tuple[Any, ...]], sums: tuple[int, int, int]) -> Table:
    columns = (
        Column("Лінія", CellType.TEXT),
        Column("Розмов"),
        Column("Оцінок"),
        Column("Частка відповідей", CellType.SHARE),
        Column("Середня", CellType.DECIMAL),
    )
    lines = tuple((str(row[0]), *_rated(*row[1:4])) for row in rows)
    return Table("linii", "За лініями", columns, lines, ("Разом", *_rated(*sums)))


def _rated(talks: int, given: int, total: int) -> tuple[int, int, float | None, float | None]:
    return talks, given, share(given, talks), mean(total, given)


def _results(period: Period) -> Table:
    names = ("Консультації: питання вирішено", "Винні дзвінки: передзвонили", "Голосові повідомлення: опрацьовано")
    rows: list[Line] = []
    for name, sql in zip(names, (CONFIRMED, RETURNED, HANDLED), strict=True):
        for whole, part in ask(sql, period):
            rows.append((name, whole, part or 0, share(part or 0, whole)))
    columns = (Column("Що", CellType.TEXT), Column("Усього"), Column("З результатом"), Column("Частка", CellType.SHARE))
    return Table("rezultat", "Результативність", columns, tuple(rows))


REPORT = Report("zadovolenist", "Задоволеність і результат", 20, DEFINITIONS, gather)
