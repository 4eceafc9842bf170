"""The office's services: cards that are added, changed, confirmed in time, switched off, and never deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.service_card import BadService, ServiceCard, day_of
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.letters import search_key
from appliance.casework.row import DayField, ListField, UtcDateTimeField, write
from appliance.casework.versions import TextVersion
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "service"
SEARCH_MAX = 800


class NoSuchService(SlukhavkaError):
    """There is no such service."""


class Service(Edited):
    """One service. `code` is never given to another; a card that is switched off stays, because calls name it."""

    id = peewee.AutoField()
    code = peewee.TextField(unique=True)
    section = peewee.TextField()
    position = peewee.IntegerField()
    title = peewee.TextField()
    said_as = peewee.TextField()
    documents = ListField()
    fee = peewee.TextField()
    term = peewee.TextField()
    place = peewee.TextField()
    hours = peewee.TextField()
    legal_basis = peewee.TextField()
    source = peewee.TextField()
    review_by = DayField()
    check_locally = BooleanField()
    search_key = peewee.TextField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @property
    def card(self) -> ServiceCard:
        """The service as a value."""
        told = {field.name: getattr(self, field.name) for field in fields(ServiceCard)}
        return ServiceCard(**told | {"documents": tuple(self.documents)})

    @classmethod
    def add(cls, card: ServiceCard, *, by: Actor, now: Moment) -> int:
        """Enter a service and return its id. Raises BadService."""
        card = card.cleaned()
        with write():
            _section_of(card)
            if cls.select().where(cls.code == card.code).exists():
                raise BadService(f"Код «{card.code}» уже має інша послуга, може, вимкнена.", "code")
            added = cls.create(
                **_columns(card),
                code=card.code,
                search_key=_search_key(card),
                added_at=now.wall,
                clock_trusted=now.trusted,
            )
            AuditEntry.record(
                by=by, now=now, verb="added", subject=SUBJECT, subject_id=added.id, change={"title": card.title}
            )
            TextVersion.record(SUBJECT, added.id, card.to_json(), by=by, now=now)
        return int(added.id)

    @classmethod
    def change(
        cls, service_id: int, version: int, card: ServiceCard, *, by: Actor, now: Moment, verb: str = "changed"
    ) -> None:
        """Write it anew; its code stays. Raises BadService, NoSuchService, ChangedMeanwhile."""
        with write():
            card = replace(card, code=cls.known(service_id).code).cleaned()
            _section_of(card)
            save(cls, service_id, version, _columns(card), by=by, now=now, subject=SUBJECT, verb=verb)
            cls.update(search_key=_search_key(card)).where(cls.id == service_id).execute()
            TextVersion.record(SUBJECT, service_id, card.to_json(), by=by, now=now)

    @classmethod
    def confirm(cls, service_id: int, version: int, review_by: date, *, by: Actor, now: Moment) -> None:
        """Note that what the card says holds here, to be looked at again by that day. Raises as `change`."""
        if review_by < day_of(now):
            raise BadService("Дата наступної перевірки вже минула.", "review_by")
        card = replace(cls.known(service_id).card, review_by=review_by, check_locally=False)
        cls.change(service_id, version, card, by=by, now=now, verb="confirmed")

    @classmethod
    def restore(cls, service_id: int, version: int, number: int, *, by: Actor, now: Moment) -> None:
        """Write a past wording anew as the newest. Raises as `change`, and NoSuchService for no wording."""
        kept = TextVersion.known(SUBJECT, service_id, number)
        if kept is None:
            raise NoSuchService("Такої версії картки немає.")
        cls.change(service_id, version, ServiceCard.from_json(kept.document), by=by, now=now, verb="restored")

    @classmethod
    def switch(cls, service_id: int, *, on: bool, by: Actor, now: Moment) -> None:
        """Tell of it again, or no more. Raises NoSuchService."""
        with write():
            service = cls.known(service_id)
            if (service.switched_off_at is None) == on:
                return
            state = {cls.switched_off_at: None if on else now.wall, cls.version: cls.version + 1}
            cls.update(state).where(cls.id == service_id).execute()
            verb = "switched_on" if on else "switched_off"
            AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=service_id)

    @classmethod
    def known(cls, service_id: int) -> Service:
        """Return the service. Raises NoSuchService."""
        found = cls.get_or_none(cls.id == service_id)
        if found is None:
            raise NoSuchService("Такої послуги немає.")
        return found

    @classmethod
    def coded(cls, code: str) -> Service | None:
        """Return the service of a code."""
        return cls.get_or_none(cls.code == code)

    @classmethod
    def standing(cls) -> list[Service]:
        """Return what is told of, in the order of sections and of places within them."""
        return [service for services in cls.by_section().values() for service in services]

    @classmethod
    def by_section(cls, *, sought: str = "", with_off: bool = False) -> dict[ServiceSection, list[Service]]:
        """Return the services of each section in their order, only those that hold every word of `sought`."""
        rows = cls.select().order_by(cls.position, cls.id)
        for word in search_key(sought).split()[:8]:
            rows = rows.where(peewee.fn.instr(cls.search_key, word) > 0)
        found: defaultdict[str, list[Service]] = defaultdict(list)
        for service in rows if with_off else rows.where(cls.switched_off_at.is_null()):
            found[service.section].append(service)
        return {section: found[section.code] for section in ServiceSection.all() if section.code in found}

    @classmethod
    def overdue(cls, today: date) -> list[Service]:
        """Return what is told although the day by which somebody should have looked at it is over."""
        late = cls.switched_off_at.is_null() & (cls.review_by < today)
        return list(cls.select().where(late).order_by(cls.review_by, cls.id))

    @classmethod
    def unconfirmed_count(cls) -> int:
        """Return how many are told that nobody here has confirmed."""
        return int(cls.select().where(cls.switched_off_at.is_null(), cls.check_locally).count())


def _columns(card: ServiceCard) -> dict[str, Any]:
    """Return all that a change may change."""
    told = {field.name: getattr(card, field.name) for field in fields(card) if field.name != "code"}
    return told | {"documents": list(card.documents)}


def _search_key(card: ServiceCard) -> str:
    return search_key(f"{card.title} {card.said_as} {' '.join(card.documents)}")[:SEARCH_MAX]


def _section_of(card: ServiceCard) -> None:
    if not ServiceSection.select().where(ServiceSection.code == card.section).exists():
        raise BadService("Такого розділу немає.", "section")


JOURNAL_WORDS: Mapping[str, str] = {
    "service": "послуга",
    "added": "додано",
    "changed": "змінено",
    "confirmed": "перевірено й підтверджено",
    "restored": "повернуто давнішу редакцію",
    "texted": "надіслано SMS",
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
}
