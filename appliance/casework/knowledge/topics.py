"""Topics of appeals (тема звернення): the tree by which consultations and, later, appeals are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NAME_MAX = 100
DEPTH_MAX = 2


class BadTopic(SlukhavkaError):
    """A topic cannot be entered or changed so; the text says why."""


class NoSuchTopic(SlukhavkaError):
    """There is no such topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as a value. `path`: its name with that of the one above, as it is written in lists."""

    id: int
    name: str
    path: str
    parent: int | None
    common: bool
    version: int
    off: bool
    children: tuple[Topic, ...] = ()


class Category(Edited):
    """One topic. `common`: offered as a button before anybody has used any. Never deleted: see `switched_off_at`."""

    id = peewee.AutoField()
    parent = peewee.ForeignKeyField("self", null=True)
    parent_id: int | None
    name = peewee.TextField()
    place = peewee.IntegerField()
    common = BooleanField(default=False)
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    switched_off_at = UtcDateTimeField(null=True)

    @classmethod
    def add(cls, name: str, parent_id: int | None = None, *, common: bool = False, by: Actor, now: Moment) -> int:
        """Enter a topic, last among its like, and return its id. Raises BadTopic, NoSuchTopic."""
        name = _clean(name)
        with write():
            if parent_id is not None and cls.standing(parent_id).parent_id is not None:
                raise BadTopic(f"Тем є лише {DEPTH_MAX} рівні: тема та підтема.")
            cls._must_be_free(name, parent_id)
            last = cls.select(peewee.fn.MAX(cls.place)).scalar() or 0
            added = cls.create(
                name=name,
                parent=parent_id,
                place=last + 1,
                common=common,
                added_at=now.wall,
                clock_trusted=now.trusted,
            )
            AuditEntry.record(
                by=by, now=now, verb="added", subject="category", subject_id=added.id, change={"name": name}
            )
        return int(added.id)

    @classmethod
    def rename(cls, category_id: int, version: int, name: str, *, by: Actor, now: Moment) -> None:
        """Write the name anew. Raises BadTopic, NoSuchTopic, ChangedMeanwhile."""
        name = _clean(name)
        with write():
            category = cls.known(category_id)
            if category.switched_off_at is None:
                cls._must_be_free(name, category.parent_id, but=category_id)
            save(cls, category_id, version, {"name": name}, by=by, now=now, subject="category", verb="renamed")

    @classmethod
    def switch_off(cls, category_id: int, *, by: Actor, now: Moment) -> None:
        """Offer it and what lies below it no more; what names it keeps it. Raises NoSuchTopic."""
        with write():
            cls.known(category_id)
            here = (cls.id == category_id) | (cls.parent == category_id)
            off = {cls.switched_off_at: now.wall, cls.version: cls.version + 1}
            if cls.update(off).where(here, cls.switched_off_at.is_null()).execute():
                AuditEntry.record(by=by, now=now, verb="switched_off", subject="category", subject_id=category_id)

    @classmethod
    def switch_on(cls, category_id: int, *, by: Actor, now: Moment) -> None:
        """Offer it again. Raises BadTopic, NoSuchTopic."""
        with write():
            category = cls.known(category_id)
            if category.switched_off_at is None:
                return
            if category.parent_id is not None:
                cls.standing(category.parent_id)
            cls._must_be_free(category.name, category.parent_id)
            on = {cls.switched_off_at: None, cls.version: cls.version + 1}
            cls.update(on).where(cls.id == category_id).execute()
            AuditEntry.record(by=by, now=now, verb="switched_on", subject="category", subject_id=category_id)

    @classmethod
    def known(cls, category_id: int) -> Category:
        """Return the topic. Raises NoSuchTopic."""
        found = cls.get_or_none(cls.id == category_id)
        if found is None:
            raise NoSuchTopic("Такої теми немає.")
        return found

    @classmethod
    def standing(cls, category_id: int) -> Category:
        """Return a topic that is offered. Raises NoSuchTopic."""
        found = cls.known(category_id)
        if found.switched_off_at is not None:
            raise NoSuchTopic(f"Тему «{found.name}» вимкнено.")
        return found

    @classmethod
    def tree(cls, *, with_off: bool = False) -> tuple[Topic, ...]:
        """Return the topics of the first level, each with its children; those switched off only if asked for."""
        rows = cls.select().order_by(cls.place)
        children: defaultdict[int | None, list[Category]] = defaultdict(list)
        for row in rows if with_off else rows.where(cls.switched_off_at.is_null()):
            children[row.parent_id].append(row)
        return tuple(_topic(top, children[top.id]) for top in children[None])

    @classmethod
    def _must_be_free(cls, name: str, parent_id: int | None, but: int = 0) -> None:
        beside = cls.parent.is_null() if parent_id is None else cls.parent == parent_id
        if cls.select().where(beside, cls.name == name, cls.switched_off_at.is_null(), cls.id != but).exists():
            raise BadTopic(f"Тема «{name}» тут уже є.")


def flat(tree: Sequence[Topic]) -> dict[int, Topic]:
    """Return every topic of a tree by its id, in the order of the tree."""
    return {topic.id: topic for top in tree for topic in (top, *top.children)}


def _topic(row: Category, children: Sequence[Category], above: str = "") -> Topic:
    return Topic(
        id=row.id,
        name=row.name,
        path=f"{above}{row.name}",
        parent=row.parent_id,
        common=row.common,
        version=row.version,
        off=row.switched_off_at is not None,
        children=tuple(_topic(child, (), f"{row.name}: ") for child in children),
    )


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_MAX or not name.isprintable():
        raise BadTopic(f"Назва теми має бути одним рядком, від 1 до {NAME_MAX} знаків.")
    return name


JOURNAL_WORDS: Mapping[str, str] = {
    "category": "тема звернення",
    "added": "додано",
    "renamed": "перейменовано",
    "switched_off": "вимкнено",
    "switched_on": "увімкнено",
}
