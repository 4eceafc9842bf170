"""The tables of what the office decides, as far as they leave the box in a file of settings; none holds a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """A table of decisions: by which columns a row is known, what is told of it, what is not content.

    `over`: the column that ends a row; `within`: the column with the number of a row of another table, and that table;
    `made`: the column with the moment of its making; `whole`: rows that the file does not hold go.
    """

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    over: str = ""
    within: Mapping[str, str] = field(default_factory=dict)
    made: str = "added_at"
    trust: bool = True
    versioned: bool = True
    whole: bool = False
    numbered: bool = True
    one_of_a_key: bool = False
    """There is at most one row of a key, also of those that are over: it is taken up again."""


def _of_draft(name: str, title: str, columns: tuple[str, ...]) -> Table:
    """Return a table of the insides of a draft, which are whole or no menu."""
    within = {"draft_id": "draft_menu"}
    return Table(name, title, ("draft_id", "name"), columns, within=within, made="", trust=False, whole=True)


TABLES: Sequence[Table] = (
    Table(
        "community",
        "Громада",
        ("id",),
        ("name", "telephones", "address", "profile", "switches"),
        made="set_at",
    ),
    Table(
        "settlement",
        "Населені пункти",
        ("name", "district"),
        ("kind", "sort_key"),
        over="removed_at",
        versioned=False,
    ),
    Table(
        "category",
        "Теми",
        ("parent_id", "name"),
        ("place", "common"),
        over="switched_off_at",
        within={"parent_id": "category"},
    ),
    Table(
        "article",
        "База відповідей",
        ("category_id", "title"),
        ("text", "source", "review_by", "by_voice"),
        over="switched_off_at",
        within={"category_id": "category"},
    ),
    Table(
        "rubric_entry",
        "Рубрики",
        ("rubric", "title"),
        ("text", "sms", "phones", "source", "starts_at", "ends_at", "place", "unchecked"),
        over="switched_off_at",
    ),
    Table("service_section", "Розділи послуг", ("code",), ("title", "said_as", "position"), made="", trust=False),
    Table(
        "service",
        "Послуги",
        ("code",),
        (
            *("section", "position", "title", "said_as", "documents", "fee", "term", "place", "hours"),
            *("legal_basis", "source", "review_by", "check_locally", "search_key"),
        ),
        over="switched_off_at",
        one_of_a_key=True,
    ),
    Table("office_hours", "Години роботи", ("id",), ("document",), made="begun_at"),
    Table("emergency_text", "Екстрені тексти", ("title",), ("text",), over="retired_at"),
    Table("stress_word", "Наголоси", ("word",), ("position",), made="at", versioned=False),
    Table("translation", "Переклади", ("menu", "language", "name"), ("text",), made="", trust=False),
    Table("draft_menu", "Чернетки меню", ("menu",), ("title", "places"), made="begun_at"),
    _of_draft("draft_node", "Вузли меню", ("about", "place")),
    _of_draft("draft_prompt", "Тексти меню", ("text", "place")),
    Table("check_point", "Перевірки перед зміною", ("text",), ("place",), over="retired_at"),
    Table("retention_term", "Строки зберігання", ("kind",), ("count",), made="", trust=False, numbered=False),
)
BY_NAME = {table.name: table for table in TABLES}
