"""Consultations, and what was asked most, answered or not (I7)."""

from __future__ import annotations

from appliance.casework.knowledge.topics import Category, flat
from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Report, Table, share

BY_TOPIC = """
SELECT category_id, COUNT(*), COUNT(confirmed_at), COUNT(article_id) FROM consultation
WHERE withdrawn_at IS NULL AND noted_at >= :start AND noted_at < :end GROUP BY 1 ORDER BY 2 DESC, 1
"""
WITH_CONSULTATION = """
SELECT COUNT(*), SUM(EXISTS (
    SELECT 1 FROM consultation WHERE consultation.call_uid = call_record.uid AND withdrawn_at IS NULL
))
FROM call_record WHERE incoming = 1 AND operator_id IS NOT NULL AND rang_at >= :start AND rang_at < :end
"""
ANSWERS = """
SELECT article.title, COUNT(*) FROM consultation JOIN article ON article.id = consultation.article_id
WHERE consultation.withdrawn_at IS NULL AND noted_at >= :start AND noted_at < :end
GROUP BY article.id ORDER BY 2 DESC, article.id LIMIT :shown
"""
UNANSWERED = """
SELECT question.text, COUNT(*), question.asked_first_at >= :start,
       CASE WHEN question.closed_at IS NULL THEN 'чекає на відповідь'
            WHEN question.article_id IS NOT NULL THEN 'є відповідь' ELSE 'закрито без відповіді' END
FROM question_asked JOIN question ON question.id = question_asked.question_id
WHERE asked_at >= :start AND asked_at < :end GROUP BY question.id ORDER BY 2 DESC, question.id
"""
SHOWN = 20
DEFINITIONS = (
    (
        "Консультація",
        "питання, на яке оператор відповів у розмові, не заводячи картки. Скасовані як помилкові не рахуються.",
    ),
    (
        "Частка розмов",
        "вхідні дзвінки місяця, у яких говорили з оператором і записано хоча б одну консультацію, серед усіх "
        "таких.",
    ),
    ("Питання вирішено", "заявник підтвердив, що відповідь його задовольнила."),
    ("З бази відповідей", "оператор зачитав типове роз'яснення."),
    ("Питання без відповіді", "питання, на яке оператор не мав відповіді; стан – на час складання звіту."),
)  # fmt: skip


def gather(period: Period) -> tuple[Table, ...]:
    """Return the tables."""
    return _overall(period), _topics(period), _answers(period), _unanswered(period)


def _overall(period: Period) -> Table:
    talks, consulted = next(ask(WITH_CONSULTATION, period))
    rows = (
        ("Розмов з оператором", talks, share(talks, talks)),
        ("з них із консультацією", consulted or 0, share(consulted or 0, talks)),
    )
    columns = (Column("Що", CellType.TEXT), Column("Дзвінків"), Column("Частка розмов", CellType.SHARE))
    return Table("razom", "Консультації серед розмов", columns, rows)


def _topics(period: Period) -> Table:
    paths = {topic.id: topic.path for topic in flat(Category.tree(with_off=True)).values()}
    found = list(ask(BY_TOPIC, period))
    total = sum(count for _, count, *_ in found)
    rows = tuple((paths[topic], count, share(count, total), *more) for topic, count, *more in found)
    sums = tuple(sum(row[at] for row in found) for at in (2, 3))
    columns = (
        Column("Тема", CellType.TEXT),
        Column("Консультацій"),
        Column("Частка", CellType.SHARE),
        Column("Питання вирішено"),
        Column("З бази відповідей"),
    )
    return Table("temy", "За темами", columns, rows, ("Разом", total, share(total, total), *sums), chart=Chart((1,)))


def _answers(period: Period) -> Table:
    rows = tuple(ask(ANSWERS, period, shown=SHOWN))
    columns = (Column("Типове роз'яснення", CellType.TEXT), Column("Зачитано"))
    note = f"Перші {SHOWN} за кількістю." if len(rows) == SHOWN else ""
    return Table("vidpovidi", "Які відповіді давали найчастіше", columns, rows, note=note)


def _unanswered(period: Period) -> Table:
    rows = tuple(
        (text, count, "уперше" if new else "питали й раніше", state)
        for text, count, new, state in ask(UNANSWERED, period)
    )
    columns = (
        Column("Питання без відповіді", CellType.TEXT),
        Column("Скільки разів"),
        Column("Чи вперше", CellType.TEXT),
        Column("Стан", CellType.TEXT),
    )
    total = ("Разом", sum(row[1] for row in rows), "", "")
    return Table("bez-vidpovidi", "Питання без відповіді", columns, rows, total)


REPORT = Report("konsultatsii", "Консультації та питання", 50, DEFINITIONS, gather)
