"""Rubrics that callers hear in the menu: news, decisions, events, other authorities' telephones, help with e-services.

What holds is found out when somebody calls: an entry begins and ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import ListField, UtcDateTimeField, write
from appliance.casework.texts.short_texts import PARTS_MAX, fits, shortened
from appliance.casework.versions import TextVersion
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import EMERGENCY

SUBJECT = "rubric_entry"
TITLE_MAX, TEXT_MAX, SMS_MAX, SOURCE_MAX = 200, 1000, 500, 500
PHONES_MAX = 4


class Rubric(StrEnum):
    """Every rubric there is; the names are those that a flow uses."""

    NEWS = "news"
    DECISIONS = "decisions"
    EVENTS = "events"
    E_SERVICES = "e_services"
    AUTHORITIES = "authorities"
    QUESTIONS = "questions"
    RECEPTION_RULES = "reception_rules"


RUBRIC_NAMES: Mapping[Rubric, str] = {
    Rubric.NEWS: "Новини",
    Rubric.DECISIONS: "Рішення ради",
    Rubric.EVENTS: "Події",
    Rubric.E_SERVICES: "Допомога з електронними послугами",
    Rubric.AUTHORITIES: "Телефони інших установ",
    Rubric.QUESTIONS: "Часті запитання",
    Rubric.RECEPTION_RULES: "Порядок прийому",
}
MUST_END = frozenset({Rubric.NEWS, Rubric.EVENTS})
"""What is told there is soon over: without an end it would be told for ever."""
LABELS: Mapping[str, str] = {
    "title": "Назва",
    "text": "Що чують люди",
    "sms": "SMS",
    "phones": "Телефони",
    "source": "Джерело",
    "starts_at": "Початок",
    "ends_at": "Кінець",
}
"""What a version of an entry keeps, and what people call it."""


class BadEntry(SlukhavkaError):
    """An entry cannot be written so; the text says why. `field`: which one is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


class NoSuchEntry(SlukhavkaError):
    """There is no such entry, or no such version of it."""


@dataclass(frozen=True, slots=True)
class EntryWording:
    """What an entry says. `sms` "": made of title and text. `phones`: of another authority, as people write them."""

    title: str
    text: str
    sms: str = ""
    phones: Sequence[str] = ()
    source: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def columns(self, rubric: Rubric) -> dict[str, Any]:
        """Return what is written into the row. Raises BadEntry."""
        _within(self.title, TITLE_MAX, "title", "Назва", least=1)
        _within(self.text, TEXT_MAX, "text", "Текст", least=1)
        _within(self.source, SOURCE_MAX, "source", "Джерело")
        if self.sms.strip() and not fits(self.sms):
            raise BadEntry(f"SMS має бути не довшим за {PARTS_MAX} частини.", "sms")
        if self.ends_at is None and rubric in MUST_END:
            raise BadEntry("Напишіть, до якого дня й часу це розповідати.", "ends_at")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise BadEntry("Кінець має бути пізніше за початок.", "ends_at")
        return {
            "title": " ".join(self.title.split()),
            "text": self.text.strip(),
            "sms": self.sms.strip(),
            "phones": _phones(self.phones, rubric),
            "source": self.source.strip(),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


class RubricEntry(Edited):
    """One entry of a rubric. `place`: its order. `unchecked`: it came with the box, and nobody has looked at it yet."""

    id = peewee.AutoField()
    rubric = peewee.TextField()
    title = peewee.TextField()
    text = peewee.TextField()
    sms = peewee.TextField(default="")
    phones = ListField(default=list)
    source = peewee.TextField(default="")
    starts_at = UtcDateTimeField(null=True)
    ends_at = UtcDateTimeField(null=True)
    place = peewee.IntegerField()
    unchecked = BooleanField(default=False)
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @property
    def texted(self) -> str:
        """What goes by SMS: what was written for it, else title, text and telephones as far as three parts hold."""
        phones = f" Тел.: {', '.join(self.phones)}." if self.phones else ""
        head = f"{self.title.rstrip('.')}.{phones}"
        return str(self.sms) or shortened(f"{head} {self.text}")

    @property
    def wording(self) -> dict[str, Any]:
        """What a version of it keeps, as JSON values."""
        kept = {name: getattr(self, name) for name in LABELS}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}

    def is_over(self, now: Moment) -> bool:
        """Tell whether it has ended."""
        return self.ends_at is not None and self.ends_at <= now.wall

    def is_heard(self, now: Moment) -> bool:
        """Tell whether callers hear it now."""
        begun = self.starts_at is None or self.starts_at <= now.wall
        return self.switched_off_at is None and begun and not self.is_over(now)

    @classmethod
    def add(cls, rubric: Rubric, wording: EntryWording, *, by: Actor, now: Moment, unchecked: bool = False) -> int:
        """Enter one, last of its rubric, and return its id. Raises BadEntry."""
        columns = wording.columns(rubric)
        if columns["ends_at"] is not None and columns["ends_at"] <= now.wall:
            raise BadEntry("Цей час уже минув: людям нічого не прозвучить.", "ends_at")
        with write():
            last = cls.select(peewee.fn.MAX(cls.place)).where(cls.rubric == rubric).scalar() or 0
            entry = cls.create(
                rubric=rubric,
                **columns,
                place=last + 1,
                unchecked=unchecked,
                added_at=now.wall,
                clock_trusted=now.trusted,
            )
            TextVersion.record(SUBJECT, entry.id, entry.wording, by=by, now=now)
            change = {"rubric": rubric, **entry.wording}
            AuditEntry.record(by=by, now=now, verb="added", subject=SUBJECT, subject_id=entry.id, change=change)
        return int(entry.id)

    @classmethod
    def change(cls, entry_id: int, version: int, wording: EntryWording, *, by: Actor, now: Moment) -> None:
        """Write it anew; who saves it has looked at it. Raises BadEntry, NoSuchEntry, NotThere, ChangedMeanwhile."""
        with write():
            columns = wording.columns(Rubric(cls.known(entry_id).rubric))
            save(cls, entry_id, version, {**columns, "unchecked": False}, by=by, now=now, subject=SUBJECT)
            TextVersion.record(SUBJECT, entry_id, cls.known(entry_id).wording, by=by, now=now)

    @classmethod
    def restore(cls, entry_id: int, version: int, number: int, *, by: Actor, now: Moment) -> None:
        """Let it say again what its wording of that number said; it begins and ends as now.

        Raises NoSuchEntry, BadEntry, ChangedMeanwhile.
        """
        with write():
            old = TextVersion.known(SUBJECT, entry_id, number)
            if old is None:
                raise NoSuchEntry("Такої редакції цього запису немає.")
            entry = cls.known(entry_id)
            times = {"starts_at": entry.starts_at, "ends_at": entry.ends_at}
            names = [field.name for field in fields(EntryWording) if field.name not in times]
            said = {name: old.document[name] for name in names if name in old.document}
            columns = EntryWording(**said, **times).columns(Rubric(entry.rubric))
            save(cls, entry_id, version, columns, by=by, now=now, subject=SUBJECT, verb="restored")
            TextVersion.record(SUBJECT, entry_id, cls.known(entry_id).wording, by=by, now=now)

    @classmethod
    def switch(cls, entry_id: int, *, on: bool, by: Actor, now: Moment) -> None:
        """Tell it again, or no more. Raises NoSuchEntry."""
        with write():
            entry = cls.known(entry_id)
            if (entry.switched_off_at is None) == on:
                return
            state = {cls.switched_off_at: None if on else now.wall, cls.version: cls.version + 1}
            cls.update(state).where(cls.id == entry_id).execute()
            verb = "switched_on" if on else "switched_off"
            AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=entry_id)

    @classmethod
    def move_up(cls, entry_id: int, *, by: Actor, now: Moment) -> None:
        """Let it change places with the one before it, if there is one. Raises NoSuchEntry."""
        with write():
            entry = cls.known(entry_id)
            before = cls.select().where(cls.rubric == entry.rubric, cls.place < entry.place)
            other = before.order_by(cls.place.desc()).first()
            if other is None:
                return
            for row, place in ((entry, other.place), (other, entry.place)):
                cls.update(place=place).where(cls.id == row.id).execute()
            AuditEntry.record(by=by, now=now, verb="moved", subject=SUBJECT, subject_id=entry_id)

    @classmethod
    def known(cls, entry_id: int) -> RubricEntry:
        """Return it. Raises NoSuchEntry."""
        found = cls.get_or_none(cls.id == entry_id)
        if found is None:
            raise NoSuchEntry("Такого запису немає.")
        return found

    @classmethod
    def of(cls, rubric: Rubric) -> list[RubricEntry]:
        """Return all of a rubric in the order in which they are read."""
        return list(cls.select().where(cls.rubric == rubric).order_by(cls.place, cls.id))

    @classmethod
    def to_be_told(cls, now: Moment) -> list[RubricEntry]:
        """Return all that callers hear now or later, by rubric and order."""
        goes_on = cls.ends_at.is_null() | (cls.ends_at > now.wall)
        return list(cls.select().where(cls.switched_off_at.is_null(), goes_on).order_by(cls.rubric, cls.place, cls.id))

    @classmethod
    def count_unchecked(cls) -> int:
        """Return how many came with the box and nobody has looked at."""
        return int(cls.select().where(cls.unchecked, cls.switched_off_at.is_null()).count())


def digits_of_phone(written: str) -> str:
    """Return the digits of a telephone number as people write it, "" when it is none: 1545, 116 123, 0 800 213 103."""
    digits = "".join(sign for sign in written if sign.isascii() and sign.isdigit())
    known = set(written) <= set("0123456789 ()-+")
    short = digits in EMERGENCY or (3 <= len(digits) <= 6 and digits[0] in "123456789")
    full = len(digits) == 10 and digits[0] == "0"
    return digits if known and (short or full) else ""


def _phones(phones: Sequence[str], rubric: Rubric) -> list[str]:
    written = [" ".join(phone.split()) for phone in phones if phone.strip()]
    if written and rubric is not Rubric.AUTHORITIES:
        raise BadEntry("Телефони окремо записують лише для інших установ; тут напишіть номер у тексті.", "phones")
    if rubric is Rubric.AUTHORITIES and not 1 <= len(written) <= PHONES_MAX:
        raise BadEntry(f"Напишіть телефон установи: від одного до {PHONES_MAX}, кожен в окремому рядку.", "phones")
    for phone in written:
        if not digits_of_phone(phone):
            raise BadEntry(f"«{phone[:40]}» не схоже на номер: десять цифр від нуля або короткий номер.", "phones")
    return written


def _within(text: str, limit: int, field: str, what: str, *, least: int = 0) -> None:
    if not least <= len(text.strip()) <= limit:
        raise BadEntry(f"{what}: від {least} до {limit} знаків." if least else f"{what}: до {limit} знаків.", field)


JOURNAL_WORDS: Mapping[str, str] = {
    "rubric_entry": "запис рубрики",
    "added": "додано",
    "changed": "змінено",
    "restored": "повернуто давнішу редакцію",
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
    "moved": "пересунуто",
}
