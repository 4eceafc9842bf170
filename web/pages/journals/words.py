"""What verbs, subjects and origins of the journals are called: each casework noun names its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from appliance.casework.entrance.accounts import ROLE_NAMES, Origin, Role
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.works_words import KIND_NAMES, WHAT_NAMES
from appliance.casework.nouns import nouns
from appliance.casework.office.community import PROFILE_NAMES, Profile
from appliance.casework.office.receptions import WAY_NAMES
from appliance.casework.people.personal import Column, described
from web.shown import when

ORIGINS = {
    Origin.BOX: "Слухавка",
    Origin.COMMAND: "команда на коробці",
    Origin.CONSOLE: "консоль",
    Origin.API: "програма",
    Origin.PHONE: "телефон",
    Origin.PANEL: "кнопка чи перемикач на коробці",
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
    "check_locally": "звірити на місці",
    "closure": "зачинення",
    "confirmed": "питання вирішено",
    "day": "окремий день",
    "day_off": "вихідний замість робочого",
    "directory": "тека",
    "district": "округ",
    "doer": "хто виконує",
    "documents": "документи",
    "done": "що зроблено",
    "due_at": "коли",
    "ends_at": "кінець",
    "fault": "що завадило",
    "fee": "плата",
    "fri": "пт",
    "from": "від",
    "ground": "причина",
    "hours": "години",
    "is_chief": "керівник",
    "kind": "вид",
    "late": "записано пізно",
    "legal_basis": "підстава",
    "login": "логін",
    "martial_law": "воєнний стан",
    "message": "SMS",
    "messages": "повідомлення",
    "mobile": "мобільний",
    "mon": "пн",
    "month": "місяць",
    "moved": "перенесений день",
    "name": "назва або ім'я",
    "note": "примітка",
    "number": "номер",
    "office": "посада",
    "on": "дата",
    "operator": "оператор",
    "override": "вручну",
    "own_text": "свій текст",
    "person": "людина",
    "place": "де",
    "position": "порядок",
    "priority": "черга",
    "profile": "порядок роботи",
    "proposed_by": "за пропозицією",
    "public_holidays": "святкові дні",
    "public_key": "відкритий ключ",
    "reason": "причина",
    "reception": "прийом",
    "review_by": "переглянути до",
    "role": "роль",
    "round_the_clock": "цілодобово",
    "rows": "рядків",
    "rule": "номер або маска",
    "said_as": "як сказати в меню",
    "sat": "сб",
    "section": "розділ",
    "settlements": "де",
    "slot_min": "хвилин на відвідувача",
    "source": "джерело",
    "starts_at": "початок",
    "streets": "вулиці",
    "sums_sha256": "SHA-256 списку сум",
    "sun": "нд",
    "switches_kept": "перемикачі",
    "telephone": "телефон",
    "telephones": "телефони",
    "tell_at": "попереджати від",
    "term": "строк",
    "text": "текст",
    "thu": "чт",
    "title": "назва",
    "to": "до",
    "topic": "що саме",
    "tue": "вт",
    "until": "до",
    "until_at": "до",
    "version": "редакція",
    "way": "спосіб",
    "wed": "ср",
    "week": "тиждень",
    "what": "що зачіпають",
    "works_on": "працюємо",
}
"""Columns that no noun names for its extracts."""

VALUES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("office_hours", "kind"): {"open": "працюємо", "break": "перерва", "closed": "зачинено"},
    ("works", "kind"): {str(kind): words for kind, words in KIND_NAMES.items()},
    ("works", "what"): {str(what): words for what, words in WHAT_NAMES.items()},
    ("reception", "way"): {str(way): words for way, words in WAY_NAMES.items()},
}
"""Values that no noun names for its extracts, by subject and field."""
MOMENTS = ("from", "to", "until")

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
    if field == "settlements" and isinstance(value, list):
        names = place_names()
        return ", ".join(names.get(each, str(each)) for each in value) or "уся громада"
    if isinstance(value, list):
        return ", ".join(field_value(subject, field, each) for each in value)
    if value is None or isinstance(value, bool) or value == "":
        return _TRUTH[value]
    known = _columns().get((subject, field))
    if value in VALUES.get((subject, field), ()):
        return VALUES[subject, field][value]
    if known and value in known.words:
        return known.words[value]
    if field == "role" and value in ROLE_NAMES:
        return ROLE_NAMES[Role(value)]
    if field == "profile" and value in PROFILE_NAMES:
        return PROFILE_NAMES[Profile(value)]
    if (field.endswith("_at") or field in MOMENTS) and isinstance(value, str):
        return _moment(value)
    return str(value)


def _moment(value: str) -> str:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return when(found) if found.tzinfo else value
