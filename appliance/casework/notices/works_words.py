"""What callers hear of works, made of their fields: what, where, when, why, who. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.casework.office.calendar import KYIV

_ON = ("У понеділок", "У вівторок", "У середу", "У четвер", "У п'ятницю", "У суботу", "У неділю")
_OF = ("понеділка", "вівторка", "середи", "четверга", "п'ятниці", "суботи", "неділі")
_MONTHS = (
    *("січня", "лютого", "березня", "квітня", "травня", "червня"),
    *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
)


class WorksKind(StrEnum):
    """Whether they were foreseen."""

    PLANNED = "planned"
    EMERGENCY = "emergency"


class What(StrEnum):
    """What people have to do without."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"
    HEATING = "heating"
    ROAD = "road"
    OTHER = "other"


KIND_NAMES: Mapping[WorksKind, str] = {WorksKind.PLANNED: "планові роботи", WorksKind.EMERGENCY: "аварійні роботи"}
WHAT_NAMES: Mapping[What, str] = {
    What.WATER: "вода",
    What.POWER: "світло",
    What.GAS: "газ",
    What.HEATING: "опалення",
    What.ROAD: "дорога",
    What.OTHER: "інше",
}
_MISSING: Mapping[What, tuple[str, str]] = {
    What.WATER: ("Не буде води", "Немає води"),
    What.POWER: ("Не буде світла", "Немає світла"),
    What.GAS: ("Не буде газу", "Немає газу"),
    What.HEATING: ("Не буде опалення", "Немає опалення"),
    What.ROAD: ("Буде перекрито рух", "Перекрито рух"),
}


@dataclass(frozen=True, slots=True)
class WorksFields:
    """What the words are made of; `places` as settlements are written, none: the whole community."""

    kind: WorksKind
    what: What
    topic: str
    places: Sequence[str]
    streets: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    doer: str
    telephone: str


def works_words(fields: WorksFields) -> str:
    """Return the sentences: true whenever they are heard, before the works begin or while they last."""
    planned = fields.kind is WorksKind.PLANNED
    lacks = _lacks(fields, planned)
    return " ".join(
        sentence
        for sentence in (
            f"{lacks}{_where(fields)}.",
            _when(fields.starts_at, fields.ends_at) if planned else _until(fields.ends_at),
            f"Причина: {_unstopped(fields.reason)}." if fields.reason else "",
            _who(fields),
        )
        if sentence
    )


def _lacks(fields: WorksFields, planned: bool) -> str:
    prefix = "Планові роботи" if planned else "Аварія"
    if fields.what is What.OTHER:
        return f"{prefix}. {_unstopped(fields.topic)}"
    return f"{prefix}. {_MISSING[fields.what][0 if planned else 1]}"


def _where(fields: WorksFields) -> str:
    streets = _unstopped(fields.streets)
    if not fields.places:
        return f": {streets}" if streets else " в усій громаді"
    return f": {', '.join(fields.places)}{f'; {streets}' if streets else ''}"


def _when(starts_at: datetime, ends_at: datetime) -> str:
    start, end = starts_at.astimezone(KYIV), ends_at.astimezone(KYIV)
    begins = f"{_ON[start.weekday()]}, {_date(start)}, з {start:%H:%M}"
    if start.date() == end.date():
        return f"{begins} орієнтовно до {end:%H:%M}."
    return f"{begins}, орієнтовно до {end:%H:%M} {_of(end)}."


def _until(ends_at: datetime) -> str:
    end = ends_at.astimezone(KYIV)
    return f"Орієнтовно до {end:%H:%M} {_of(end)}."


def _who(fields: WorksFields) -> str:
    doer, telephone = _unstopped(fields.doer), fields.telephone
    if doer and telephone:
        return f"Роботи виконує {doer}, телефон {telephone}."
    return f"Роботи виконує {doer}." if doer else f"Довідки за телефоном {telephone}." if telephone else ""


def _of(day: datetime) -> str:
    return f"{_OF[day.weekday()]}, {_date(day)}"


def _date(day: datetime) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _unstopped(words: str) -> str:
    return words.strip().rstrip(".;,")
