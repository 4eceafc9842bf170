"""Which places of the menu people came to (M 2.2, I2), and where they hung up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from appliance.reports.asking import ask
from appliance.reports.period import Period
from appliance.reports.tables import CellType, Chart, Column, Report, Table, share

FIRST_WORDS = 70
PLACES = {
    "blocked": "Заблоковані номери: як звернутися інакше",
    "too_often": "Надто часті дзвінки: коротка відповідь",
    "handed_over": "З'єднала мережа, без Слухавки",
}
"""What the box itself writes beside the nodes of a menu."""

ANSWERED = """
SELECT COUNT(*) FROM call_record
WHERE incoming = 1 AND nodes <> '[]' AND rang_at >= :start AND rang_at < :end
"""
VISITS = """
SELECT each.value, COUNT(*), COUNT(DISTINCT call_record.id),
       SUM(each.key = json_array_length(nodes) - 1 AND ended_by = 'caller'),
       COUNT(DISTINCT CASE WHEN operator_id IS NOT NULL THEN call_record.id END)
FROM call_record, json_each(nodes) AS each
WHERE incoming = 1 AND rang_at >= :start AND rang_at < :end
GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1
"""
DOCUMENTS = """
SELECT document FROM revision WHERE id IN (
    SELECT revision_id FROM publication WHERE ended_at < :end AND revision_id IS NOT NULL ORDER BY id DESC LIMIT :latest
) ORDER BY id
"""
LATEST = 20
"""So many publications are looked through for the words of a node."""
DEFINITIONS = (
    ("Місце меню", "вузол, через який пройшов дзвінок; назву взято з перших слів, які там чують."),
    ("Дзвінків", "у скількох дзвінках там були; один дзвінок рахується для кожного місця один раз."),
    ("Заходів", "скільки разів туди заходили; хто повернувся, того враховано знову."),
    ("Поклали слухавку тут", "останнє місце дзвінка, який закінчив сам заявник."),
    ("Говорили з людиною", "дзвінки, які були в цьому місці й у яких говорили з оператором, до того чи після."),
    ("Частка", "від дзвінків місяця, які дійшли до меню."),
)


def gather(period: Period) -> tuple[Table, ...]:
    """Return the table."""
    (of_all,) = next(ask(ANSWERED, period))
    titles = node_titles(json.loads(document) for (document,) in ask(DOCUMENTS, period, latest=LATEST))
    rows = tuple(
        (titles.get(node, PLACES.get(node, node)), node, calls, share(calls, of_all), visits, left, talked)
        for node, visits, calls, left, talked in ask(VISITS, period)
    )
    columns = (
        Column("Місце меню", CellType.TEXT),
        Column("Вузол", CellType.TEXT),
        Column("Дзвінків"),
        Column("Частка", CellType.SHARE),
        Column("Заходів"),
        Column("Поклали слухавку тут"),
        Column("Говорили з людиною"),
    )
    note = f"Дзвінків, які дійшли до меню: {of_all}."
    return (Table("mistsia", "Місця меню", columns, rows, note=note, chart=Chart((2,))),)


def node_titles(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is heard first in each node of these menus, the latest last."""
    titles: dict[str, str] = {}
    for document in documents:
        prompts = document.get("prompts", {})
        for name, node in document.get("nodes", {}).items():
            heard = " ".join(str(prompts.get(node.get("prompt", ""), "")).split())
            if heard:
                titles[name] = heard if len(heard) <= FIRST_WORDS else f"{heard[:FIRST_WORDS].rsplit(' ', 1)[0]}…"
    return titles


REPORT = Report("rozdily", "Розділи меню", 30, DEFINITIONS, gather)
