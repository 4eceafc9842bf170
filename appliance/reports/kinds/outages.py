"""Incidents of the month, and how long nobody could call (M 3.2, O 26)."""

from __future__ import annotations

from appliance.casework.box.incidents import KIND_NAMES, Incident, IncidentKind
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Column, Report, Table

DEFINITIONS = (
    ("Подія", "Слухавка або її лінія не працювала як слід; початок і кінець записано самою Слухавкою."),
    ("Тривала", "за лічильником самої Слухавки; прочерк – триває далі або годинник не був звірений."),
    ("Не можна було додзвонитися", "час місяця, коли на жодній лінії не відповіли б, хоча живлення було. Події, що "
     "накладаються, рахуються один раз."),
    ("Доступність", "частка часу з живленням, коли на дзвінки відповідали."),
    ("Планово", "під час оголошеного технічного обслуговування."),
)  # fmt: skip


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    incidents = sorted(Incident.between(period.start, period.until), key=lambda each: (each.began_at, each.id))
    downtime = Incident.downtime(period.start, period.until)
    sums = (
        ("Не можна було додзвонитися", downtime.deaf_s, None),
        ("з того планово", downtime.planned_s, None),
        ("Доступність за час із живленням", None, downtime.availability),
    )
    columns = (Column("Показник", CellType.TEXT), Column("Час", CellType.SECONDS), Column("Частка", CellType.SHARE))
    return (
        Table("razom", "Простої разом", columns, sums),
        _by_kind(incidents),
        _one_by_one(incidents),
    )


def _by_kind(incidents: list[Incident]) -> Table:
    rows = []
    for kind, words in KIND_NAMES.items():
        alike = [each for each in incidents if IncidentKind(each.kind) is kind]
        if alike:
            rows.append((words, len(alike), sum(each.lasted_s or 0.0 for each in alike)))
    total = ("Разом", len(incidents), None)
    columns = (Column("Вид", CellType.TEXT), Column("Подій"), Column("Тривали", CellType.SECONDS))
    note = "" if incidents else "Подій за цей місяць немає."
    return Table("vydy", "За видами", columns, tuple(rows), total, note)


def _one_by_one(incidents: list[Incident]) -> Table:
    rows = tuple(
        (
            each.began_at,
            each.ended_at,
            each.lasted_s,
            KIND_NAMES[IncidentKind(each.kind)],
            each.about,
            each.cause,
            "так" if each.planned else "",
        )
        for each in incidents
        if IncidentKind(each.kind) is not IncidentKind.ALARM
    )
    columns = (
        Column("Початок", CellType.MOMENT),
        Column("Кінець", CellType.MOMENT),
        Column("Тривала", CellType.SECONDS),
        Column("Вид", CellType.TEXT),
        Column("Лінія", CellType.TEXT),
        Column("Причина", CellType.TEXT),
        Column("Планово", CellType.TEXT),
    )
    note = "Тривоги тут не повторюються: їх лише пораховано."
    return Table("podii", "Події", columns, rows, note=note)


REPORT = Report("prostoi", "Простої", 70, DEFINITIONS, gather)
