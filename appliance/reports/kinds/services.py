"""How much was told of which service, and how (M 2.2, I17)."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Line, Report, Table

TOLD = """
SELECT COALESCE(service_section.title, service.section), service.title, SUM(how = 'heard'), SUM(how = 'broken_off'),
       SUM(how = 'sms'), SUM(how = 'operator'), COUNT(DISTINCT CASE WHEN again THEN call_uid END)
FROM service_told JOIN service ON service.id = service_told.service_id
LEFT JOIN service_section ON service_section.code = service.section
WHERE told_at >= :start AND told_at < :end
GROUP BY service.id ORDER BY service_section.position, service.section, service.position, service.id
"""
WAYS = ("Вислухали до кінця", "Не дослухали", "Отримали SMS", "Розказав оператор", "Питали знову")
DEFINITIONS = (
    ("Вислухали до кінця", "у дзвінку послугу розказано до останнього слова."),
    ("Не дослухали", "почали слухати й перервали: клавішею або поклавши слухавку."),
    ("Отримали SMS", "текст послуги поставлено в чергу SMS: на прохання в меню або оператором."),
    ("Розказав оператор", "оператор позначив, що розказав про послугу сам."),
    (
        "Питали знову",
        "дзвінки з номера, який питав про ту саму послугу впродовж 30 днів до того; на інших стовпцях не "
        "відбивається.",
    ),
    ("Один дзвінок", "рахується для послуги й кожного способу один раз."),
)  # fmt: skip


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    told = list(ask(TOLD, period))
    ways = tuple(Column(way) for way in WAYS)
    sums = _sums(row[2:] for row in told)
    sections = tuple(dict.fromkeys(row[0] for row in told))
    by_section = tuple((each, *_sums(row[2:] for row in told if row[0] == each)) for each in sections)
    services: tuple[Line, ...] = tuple((row[1], row[0], *row[2:]) for row in told)
    note = "" if told else "За цей місяць про послуги не питали."
    chart = Chart((1, 2, 3, 4))
    section, service = Column("Розділ", CellType.TEXT), Column("Послуга", CellType.TEXT)
    return (
        Table("rozdily", "За розділами послуг", (section, *ways), by_section, ("Разом", *sums), note, chart),
        Table("posluhy", "За послугами", (service, section, *ways), services, ("Разом", "", *sums)),
    )


def _sums(rows: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True))) or (0,) * len(WAYS)


REPORT = Report("posluhy", "Послуги", 40, DEFINITIONS, gather)
