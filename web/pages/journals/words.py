"""What verbs, subjects and origins of the journals are called: each casework noun names its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from appliance.casework.entrance.accounts import ROLE_NAMES, Origin, Role
from appliance.casework.nouns import nouns
from appliance.casework.office.community import PROFILE_NAMES, Profile
from appliance.casework.people.personal import Column, described
from web.shown import when

ORIGINS = {
    Origin.BOX: "Слухавка",
    Origin.COMMAND: "команда на коробці",
    Origin.CONSOLE: "консоль",
    Origin.API: "програма",
    Origin.PHONE: "телефон",
}

HOW = {
    "looked": "переглянуто",
    "listened": "прослухано",
    "printed": "надруковано",
    "exported": "вивантажено",
}


def journal_words() -> Mapping[str, str]:
    """Return the words of every noun that has some."""
    words: dict[str, str] = {}
    for noun in nouns():
        words |= getattr(noun, "JOURNAL_WORDS", {})
    return words


FIELDS = {
    "address": "адреса",
    "basis": "підстава",
    "by_appointment": "за записом",
    "call": "дзвінок",
    "category": "тема",
    "closure": "зачинення",
    "confirmed": "питання вирішено",
    "day": "окремий день",
    "day_off": "вихідний замість робочого",
    "district": "округ",
    "due_at": "коли",
    "fri": "пт",
    "from": "від",
    "ground": "причина",
    "hours": "години",
    "is_chief": "керівник",
    "kind": "вид",
    "login": "логін",
    "martial_law": "воєнний стан",
    "messages": "повідомлення",
    "mobile": "мобільний",
    "mon": "пн",
    "moved": "перенесений день",
    "name": "назва або ім'я",
    "note": "примітка",
    "number": "номер",
    "office": "посада",
    "on": "дата",
    "operator": "оператор",
    "override": "вручну",
    "person": "людина",
    "place": "де",
    "profile": "порядок роботи",
    "proposed_by": "за пропозицією",
    "public_holidays": "святкові дні",
    "reason": "причина",
    "reception": "прийом",
    "role": "роль",
    "round_the_clock": "цілодобово",
    "rows": "рядків",
    "rule": "номер або маска",
    "sat": "сб",
    "slot_min": "хвилин на відвідувача",
    "starts_at": "початок",
    "sun": "нд",
    "switches_kept": "перемикачі",
    "telephones": "телефони",
    "text": "текст",
    "thu": "чт",
    "title": "назва",
    "to": "до",
    "tue": "вт",
    "until": "до",
    "until_at": "до",
    "version": "редакція",
    "way": "спосіб",
    "wed": "ср",
    "week": "тиждень",
    "works_on": "працюємо",
}
"""Columns that no noun names for its extracts."""

_TRUTH = {True: "так", False: "ні", None: "—", "": "—"}


@cache
def _columns() -> Mapping[tuple[str, str], Column]:
    """What nouns call the columns of their tables, by subject and name."""
    return {
        (subject, name): column
        for each in described()
        for subject in (each.table._meta.table_name, *each.journal)
        for name, column in each.columns.items()
    }


def field_name(subject: str, field: str) -> str:
    """Return what a changed field is called."""
    known = _columns().get((subject, field))
    return known.label.lower() if known and known.label else FIELDS.get(field, field)


def field_value(subject: str, field: str, value: Any) -> str:
    """Return an old or new value as people read it."""
    if isinstance(value, dict):
        return ", ".join(
            f"{FIELDS.get(name, name)}: {field_value(subject, name, each)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return ", ".join(field_value(subject, field, each) for each in value)
    if value is None or isinstance(value, bool) or value == "":
        return _TRUTH[value]
    known = _columns().get((subject, field))
    if known and value in known.words:
        return known.words[value]
    if field == "role" and value in ROLE_NAMES:
        return ROLE_NAMES[Role(value)]
    if field == "profile" and value in PROFILE_NAMES:
        return PROFILE_NAMES[Profile(value)]
    if field.endswith("_at") and isinstance(value, str):
        return _moment(value)
    return str(value)


def _moment(value: str) -> str:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return when(found) if found.tzinfo else value
