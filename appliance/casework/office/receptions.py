"""Personal reception (особистий прийом): who receives people, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.hours import DayHours, HoursError, day_hours
from appliance.casework.office.hours_document import week_entry
from appliance.casework.office.hours_file import WEEKDAYS
from appliance.casework.row import JsonField, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "reception"
TEXT_MAX, PLACE_MAX = 100, 200
SLOT_MIN, SLOT_MAX = 5, 240


class ReceptionWay(StrEnum):
    """How people come to it."""

    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    ONLINE = "online"


WAY_NAMES: Mapping[ReceptionWay, str] = {
    ReceptionWay.IN_PERSON: "особисто",
    ReceptionWay.BY_PHONE: "телефоном",
    ReceptionWay.ONLINE: "онлайн",
}


class BadReception(SlukhavkaError):
    """A reception cannot be entered so; the text says why. `field`: which one is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


class NoSuchReception(SlukhavkaError):
    """There is no such reception."""


@dataclass(frozen=True, slots=True)
class ReceptionFields:
    """What a person writes of a reception.

    `office`: «голова громади»; `district`: «Феськівський старостинський округ», may be "". `week`: seven days from
    Monday. `slot_min`: minutes for one visitor. Without `by_appointment` people are received in turn.
    """

    office: str
    name: str
    place: str
    week: tuple[DayHours, ...]
    district: str = ""
    way: ReceptionWay = ReceptionWay.IN_PERSON
    slot_min: int = 15
    by_appointment: bool = True

    def columns(self) -> dict[str, Any]:
        """Return what is kept. Raises BadReception."""
        clean = {field: " ".join(getattr(self, field).split()) for field in ("office", "name", "place", "district")}
        for field, (label, least, most) in _LIMITS.items():
            if not least <= len(clean[field]) <= most:
                raise BadReception(f"{label}: від {least} до {most} знаків.", field)
        if not any(self.week):
            raise BadReception("Вкажіть хоча б один день прийому.", "week")
        if not SLOT_MIN <= self.slot_min <= SLOT_MAX:
            raise BadReception(f"На одного відвідувача — від {SLOT_MIN} до {SLOT_MAX} хвилин.", "slot_min")
        if self.by_appointment and not any(self._fits(hours) for hours in self.week):
            raise BadReception("У години прийому не вміщається жоден відвідувач.", "slot_min")
        return {
            **clean,
            "way": str(self.way),
            "week": week_entry(self.week),
            "slot_min": self.slot_min,
            "by_appointment": self.by_appointment,
        }

    def _fits(self, hours: DayHours) -> bool:
        return any(each.closes_min - each.opens_min >= self.slot_min for each in hours)


_LIMITS: Mapping[str, tuple[str, int, int]] = {
    "office": ("Посада", 1, TEXT_MAX),
    "name": ("Прізвище та ім'я", 1, TEXT_MAX),
    "place": ("Де приймають", 1, PLACE_MAX),
    "district": ("Село або округ", 0, TEXT_MAX),
}


class Reception(Edited):
    """One person's reception. Never deleted: bookings name it."""

    id = peewee.AutoField()
    office = peewee.TextField()
    name = peewee.TextField()
    district = peewee.TextField(default="")
    place = peewee.TextField()
    way = peewee.TextField()
    week = JsonField()
    slot_min = peewee.IntegerField()
    by_appointment = BooleanField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @property
    def who(self) -> str:
        """As people name him: «староста, Феськівський старостинський округ, Іваненко Петро»."""
        return ", ".join(part for part in (self.office, self.district, self.name) if part)

    @property
    def hours(self) -> tuple[DayHours, ...]:
        """Seven days from Monday."""
        return read_week(self.week)

    @property
    def fields(self) -> ReceptionFields:
        """What was written of it."""
        way = ReceptionWay(self.way)
        return ReceptionFields(
            self.office, self.name, self.place, self.hours, self.district, way, self.slot_min, self.by_appointment
        )

    @classmethod
    def add(cls, fields: ReceptionFields, *, by: Actor, now: Moment) -> int:
        """Enter a reception and return its id. Raises BadReception."""
        columns = fields.columns()
        with write():
            added = cls.create(**columns, added_at=now.wall, clock_trusted=now.trusted)
            AuditEntry.record(by=by, now=now, verb="added", subject=SUBJECT, subject_id=added.id, change=columns)
        return int(added.id)

    @classmethod
    def change(cls, reception_id: int, version: int, fields: ReceptionFields, *, by: Actor, now: Moment) -> None:
        """Write it anew; who is booked stays booked. Raises BadReception, NotThere, ChangedMeanwhile."""
        save(cls, reception_id, version, fields.columns(), by=by, now=now, subject=SUBJECT)

    @classmethod
    def switch(cls, reception_id: int, *, on: bool, by: Actor, now: Moment) -> None:
        """Offer it again, or no more. Raises NoSuchReception."""
        with write():
            reception = cls.known(reception_id)
            if (reception.switched_off_at is None) == on:
                return
            state = {cls.switched_off_at: None if on else now.wall, cls.version: cls.version + 1}
            cls.update(state).where(cls.id == reception_id).execute()
            verb = "switched_on" if on else "switched_off"
            AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=reception_id)

    @classmethod
    def known(cls, reception_id: int) -> Reception:
        """Return the reception. Raises NoSuchReception."""
        found: Reception | None = cls.get_or_none(cls.id == reception_id)
        if found is None:
            raise NoSuchReception("Такого прийому немає.")
        return found

    @classmethod
    def standing(cls) -> list[Reception]:
        """Return those that are offered, in the order in which they were entered."""
        return list(cls.select().where(cls.switched_off_at.is_null()).order_by(cls.id))

    @classmethod
    def everyone(cls) -> list[Reception]:
        """Return all of them, those that are offered first."""
        return list(cls.select().order_by(cls.switched_off_at.is_null(False), cls.id))


def read_week(entry: Mapping[str, Any]) -> tuple[DayHours, ...]:
    """Return seven days of `week_entry`. Raises HoursError."""
    if unknown := set(entry) - set(WEEKDAYS):
        raise HoursError(f"Невідомий день «{unknown.pop()}».")
    return tuple(day_hours(*entry.get(name, ())) for name in WEEKDAYS)


JOURNAL_WORDS: Mapping[str, str] = {
    SUBJECT: "прийом громадян",
    "added": "додано",
    "changed": "змінено",
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
}
