"""Sections of services: the situations of life (життєві ситуації) by which a caller finds what he needs."""

from __future__ import annotations

from collections.abc import Mapping

import peewee

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.service_card import CODE_PATTERN, LIMITS, BadService
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "service_section"
SECTIONS_MAX = 6
"""More a caller does not keep in mind, and there are no more keys."""


class NoSuchSection(SlukhavkaError):
    """There is no such section."""


class ServiceSection(Edited):
    """One section. `said_as`: how the menu names it after «Щоб дізнатися …». An empty one is not said."""

    id = peewee.AutoField()
    code = peewee.TextField(unique=True)
    title = peewee.TextField()
    said_as = peewee.TextField()
    position = peewee.IntegerField()

    @classmethod
    def add(cls, code: str, title: str, said_as: str, *, by: Actor, now: Moment) -> int:
        """Enter a section, the last of all, and return its id. Raises BadService."""
        title, said_as = _judged(title, said_as)
        if not CODE_PATTERN.fullmatch(code):
            raise BadService("Код розділу: малі латинські літери, цифри, «-» чи «_».", "code")
        with write():
            count = cls.select().count()
            if count >= SECTIONS_MAX:
                raise BadService(f"Розділів щонайбільше {SECTIONS_MAX}: стільки є клавіш.", "title")
            if cls.select().where(cls.code == code).exists():
                raise BadService(f"Розділ «{code}» уже є.", "code")
            added = cls.create(code=code, title=title, said_as=said_as, position=count + 1)
            change = {"title": title, "said_as": said_as}
            AuditEntry.record(
                by=by, now=now, verb="added", subject="service_section", subject_id=added.id, change=change
            )
        return int(added.id)

    @classmethod
    def change(cls, section_id: int, version: int, title: str, said_as: str, *, by: Actor, now: Moment) -> None:
        """Name it anew. Raises BadService, NotThere, ChangedMeanwhile."""
        title, said_as = _judged(title, said_as)
        save(cls, section_id, version, {"title": title, "said_as": said_as}, by=by, now=now, subject=SUBJECT)

    @classmethod
    def known(cls, section_id: int) -> ServiceSection:
        """Return the section. Raises NoSuchSection."""
        found = cls.get_or_none(cls.id == section_id)
        if found is None:
            raise NoSuchSection("Такого розділу немає.")
        return found

    @classmethod
    def all(cls) -> list[ServiceSection]:
        """Return every section in the order in which they are said."""
        return list(cls.select().order_by(cls.position, cls.id))


def _judged(title: str, said_as: str) -> tuple[str, str]:
    title, said_as = " ".join(title.split()).rstrip("."), " ".join(said_as.split()).rstrip(".")
    for name, text in (("title", title), ("said_as", said_as)):
        if not 1 <= len(text) <= LIMITS[name] or not text.isprintable():
            raise BadService(f"Від 1 до {LIMITS[name]} знаків, одним рядком.", name)
    return title, said_as


JOURNAL_WORDS: Mapping[str, str] = {
    "service_section": "розділ послуг",
    "added": "додано",
    "changed": "змінено",
}
