"""By which ways people turned to the office, and by which it answered."""

from __future__ import annotations

from appliance.casework.appeals.appeal_kinds import CHANNEL_NAMES
from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Line, Report, Table, share

Ways = tuple[tuple[str, str, str], ...]
"""What is counted: in words, the rows, and the column of their moment."""
IN_MONTH = "{0} >= :start AND {0} < :end"
SERVED = "call_record WHERE incoming = 1 AND result = 'SERVED'"
CAME = (
    ("Телефон: обслужила Слухавка", f"{SERVED} AND operator_id IS NULL", "rang_at"),
    ("Телефон: оператор", f"{SERVED} AND operator_id IS NOT NULL", "rang_at"),
    ("Телефон: без результату", "call_record WHERE incoming = 1 AND (result IS NULL OR result <> 'SERVED')", "rang_at"),
    ("SMS до ради", "message WHERE direction = 'in'", "created_at"),
)  # fmt: skip
WITHIN_CALLS = (
    ("Голосові повідомлення", "voice_message WHERE 1", "kept_at"),
    ("Попросили передзвонити", "callback WHERE source IN ('key', 'typed')", "asked_at"),
    ("Консультації", "consultation WHERE withdrawn_at IS NULL", "noted_at"),
    ("Відмови у прийнятті", "intake_refusal WHERE 1", "refused_at"),
)
WENT = (
    ("Дзвінки від ради", "call_record WHERE incoming = 0", "rang_at"),
    ("SMS від ради: надіслано", "message WHERE direction = 'out' AND state IN ('sent', 'delivered')", "created_at"),
    ("SMS від ради: решта", "message WHERE direction = 'out' AND state NOT IN ('sent', 'delivered')", "created_at"),
)  # fmt: skip
CARDS = "SELECT channel, COUNT(*) FROM appeal WHERE came_at >= :start AND came_at < :end GROUP BY 1"
DEFINITIONS = (
    (
        "Телефон",
        "вхідні дзвінки місяця. «Оператор» – у дзвінку говорили з людиною; «без результату» – пропущені, зайнято,"
        " не дочекалися, короткі.",
    ),
    ("SMS до ради", "вхідні SMS, хто б їх не надіслав."),
    (
        "Голосові повідомлення, прохання передзвонити, консультації",
        "виникли в дзвінках, тому до дзвінків не додаються.",
    ),
    ("Картки", "чернетки, відкинуті й відмовлені картки звернень за способом, яким звернення надійшло в цьому місяці."),
    ("SMS від ради: решта", "у черзі, не надіслано, не доставлено або невідомо; стан – на час складання звіту."),
)  # fmt: skip


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    return (
        _table("nadiishlo", "Як зверталися", CAME, period, summed=True),
        _table("u-dzvinkakh", "Що лишилося після дзвінків", WITHIN_CALLS, period),
        _cards(period),
        _table("vid-rady", "Як відповідала рада", WENT, period),
    )


def _table(name: str, title: str, ways: Ways, period: Period, *, summed: bool = False) -> Table:
    counts = [(words, _count(rows, at, period)) for words, rows, at in ways]
    if not summed:
        return Table(name, title, (Column("Що", CellType.TEXT), Column("Скільки")), tuple(counts))
    whole = sum(count for _, count in counts)
    rows = tuple((words, count, share(count, whole)) for words, count in counts)
    columns = (Column("Спосіб", CellType.TEXT), Column("Скільки"), Column("Частка", CellType.SHARE))
    return Table(name, title, columns, rows, ("Разом", whole, share(whole, whole)), chart=Chart((1,)))


def _count(rows: str, at: str, period: Period) -> int:
    return int(next(ask(f"SELECT COUNT(*) FROM {rows} AND {IN_MONTH.format(at)}", period))[0])  # noqa: S608 (as above)


def _cards(period: Period) -> Table:
    found = dict(ask(CARDS, period))
    whole = sum(found.values())
    rows: tuple[Line, ...] = tuple(
        (words, found.get(channel, 0), share(found.get(channel, 0), whole)) for channel, words in CHANNEL_NAMES.items()
    )
    columns = (Column("Звідки картка", CellType.TEXT), Column("Карток"), Column("Частка", CellType.SHARE))
    return Table("kartky", "Картки звернень за способом", columns, rows, ("Разом", whole, share(whole, whole)))


REPORT = Report("kanaly", "Канали звернень", 60, DEFINITIONS, gather)
