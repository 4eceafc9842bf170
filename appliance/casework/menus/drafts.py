"""The draft of a menu: what its editors work on. Nodes and texts are rows each, so two people may work side by side.

Whether a flow can be followed is not judged here: `appliance.menu.flow.findings` does, and a draft may be wrong for as
long as it is one. A *document* is the table that a `flow.toml` holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.translations import Translation
from appliance.casework.row import JsonField, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

TITLE_MAX, NAME_MAX, TEXT_MAX, ABOUT_MAX = 200, 64, 2000, 20_000
NODES_MAX, PROMPTS_MAX = 500, 1000
PLACES = ("start", "main", "operator", "emergency", "staff")
TARGETS = ("choices", "exits")
"""Where a node says which nodes it leads to."""
_NAME = re.compile(r"[\w-]{1,64}")


class BadDraft(SlukhavkaError):
    """A draft cannot be changed so; the text says why."""


class NoSuchDraft(SlukhavkaError):
    """There is no such draft, node or text."""


class DraftMenu(Edited):
    """The draft of one menu: of the box ("") or of a line. `based_on`: the revision it began as."""

    id = peewee.AutoField()
    menu = peewee.TextField()
    title = peewee.TextField()
    places = JsonField()
    based_on = peewee.IntegerField(column_name="based_on_id", null=True)
    begun_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def of(cls, menu: str = "") -> DraftMenu | None:
        """Return the draft of a menu; None before anybody began one."""
        return cls.get_or_none(cls.menu == menu)

    @classmethod
    def begin(
        cls, menu: str, document: Mapping[str, Any], *, based_on: int | None = None, by: Actor, now: Moment
    ) -> DraftMenu:
        """Let the draft be this document; what it was before is gone, except as revisions. Raises BadDraft."""
        title, places = _heading(document)
        nodes, prompts = _parts(document)
        _check_languages(document.get("languages"))
        with write():
            cls.delete().where(cls.menu == menu).execute()
            draft = cls.create(
                menu=menu,
                title=title,
                places=places,
                based_on=based_on,
                begun_at=now.wall,
                clock_trusted=now.trusted,
            )
            for place, (name, about) in enumerate(nodes.items()):
                DraftNode.create(draft=draft, name=name, about=about, place=place)
            for place, (name, text) in enumerate(prompts.items()):
                DraftPrompt.create(draft=draft, name=name, text=text, place=place)
            Translation.replace_all(menu, document.get("languages", {}))
            change = {"title": title, "nodes": len(nodes), "prompts": len(prompts)}
            AuditEntry.record(by=by, now=now, verb="begun", subject="draft_menu", subject_id=menu, change=change)
        return draft

    def document(self) -> dict[str, Any]:
        """Return the draft as the table of a `flow.toml`."""
        languages = Translation.document(self.menu)
        return {
            "title": self.title,
            **self.places,
            "nodes": {node.name: node.about for node in self.nodes()},
            "prompts": {prompt.name: prompt.text for prompt in self.prompts()},
            **({"languages": languages} if languages else {}),
        }

    def nodes(self) -> list[DraftNode]:
        """Return its nodes in their order."""
        return list(DraftNode.select().where(DraftNode.draft == self.id).order_by(DraftNode.place, DraftNode.id))

    def prompts(self) -> list[DraftPrompt]:
        """Return its texts in their order."""
        return list(
            DraftPrompt.select().where(DraftPrompt.draft == self.id).order_by(DraftPrompt.place, DraftPrompt.id)
        )

    def change(self, version: int, title: str, places: Mapping[str, str], *, by: Actor, now: Moment) -> None:
        """Write title and places anew. Raises BadDraft, ChangedMeanwhile."""
        title, kept = _heading({"title": title, **places})
        save(DraftMenu, self.id, version, {"title": title, "places": kept}, by=by, now=now, subject="draft_menu")


class DraftNode(Edited):
    """One node of a draft. `about`: its table in a `flow.toml`."""

    id = peewee.AutoField()
    draft = peewee.ForeignKeyField(DraftMenu)
    draft_id: int
    name = peewee.TextField()
    about = JsonField()
    place = peewee.IntegerField()

    @classmethod
    def known(cls, node_id: int) -> DraftNode:
        """Return the node by the id of its row. Raises NoSuchDraft."""
        found = cls.get_or_none(cls.id == node_id)
        if found is None:
            raise NoSuchDraft("Такого вузла в чернетці немає.")
        return found

    @classmethod
    def named(cls, draft_id: int, name: str) -> DraftNode | None:
        """Return the node of that name."""
        return cls.get_or_none(cls.draft == draft_id, cls.name == name)

    @classmethod
    def add(cls, draft_id: int, name: str, about: Mapping[str, Any], *, by: Actor, now: Moment) -> DraftNode:
        """Add a node at the end. Raises BadDraft."""
        about = _about(name, about)
        with write():
            _must_be_free(cls, draft_id, name, NODES_MAX)
            added = cls.create(draft=draft_id, name=name, about=about, place=_next_place(cls, draft_id))
            AuditEntry.record(
                by=by, now=now, verb="added", subject="draft_node", subject_id=added.id, change={"name": name, **about}
            )
        return added

    @classmethod
    def change(cls, node_id: int, version: int, about: Mapping[str, Any], *, by: Actor, now: Moment) -> None:
        """Write a node anew. Raises BadDraft, NotThere, ChangedMeanwhile."""
        save(cls, node_id, version, {"about": _about("", about)}, by=by, now=now, subject="draft_node")

    @classmethod
    def rename(cls, node_id: int, version: int, name: str, *, by: Actor, now: Moment) -> None:
        """Name a node otherwise; whatever led to it leads there still.

        Raises BadDraft, NoSuchDraft, ChangedMeanwhile.
        """
        _about(name, {})
        with write():
            node = cls.known(node_id)
            if node.name == name:
                return
            _must_be_free(cls, node.draft_id, name, NODES_MAX + 1)
            before = node.name
            save(cls, node_id, version, {"name": name}, by=by, now=now, subject="draft_node", verb="renamed")
            cls._lead_elsewhere(node.draft_id, before, name)

    @classmethod
    def remove(cls, node_id: int, *, by: Actor, now: Moment) -> None:
        """Take a node out; what led to it is left to its editor. Raises NoSuchDraft."""
        with write():
            node = cls.known(node_id)
            node.delete_instance()
            change = {"name": node.name, **node.about}
            AuditEntry.record(by=by, now=now, verb="removed", subject="draft_node", subject_id=node_id, change=change)

    @classmethod
    def copy(cls, node_id: int, name: str, *, by: Actor, now: Moment) -> DraftNode:
        """Add a copy under another name. Raises BadDraft, NoSuchDraft."""
        node = cls.known(node_id)
        return cls.add(node.draft_id, name, node.about, by=by, now=now)

    @classmethod
    def _lead_elsewhere(cls, draft_id: int, before: str, after: str) -> None:
        draft = DraftMenu.get_by_id(draft_id)
        if before in draft.places.values():
            draft.places = {place: after if to == before else to for place, to in draft.places.items()}
            draft.version += 1
            draft.save()
        for node in cls.select().where(cls.draft == draft_id):
            turned = {key: _turned(node.about[key], before, after) for key in TARGETS if key in node.about}
            if any(node.about[key] != table for key, table in turned.items()):
                node.about = node.about | turned
                node.version += 1
                node.save()


class DraftPrompt(Edited):
    """One text of a draft."""

    id = peewee.AutoField()
    draft = peewee.ForeignKeyField(DraftMenu)
    draft_id: int
    name = peewee.TextField()
    text = peewee.TextField()
    place = peewee.IntegerField()

    @classmethod
    def known(cls, prompt_id: int) -> DraftPrompt:
        """Return the text by the id of its row. Raises NoSuchDraft."""
        found = cls.get_or_none(cls.id == prompt_id)
        if found is None:
            raise NoSuchDraft("Такого тексту в чернетці немає.")
        return found

    @classmethod
    def named(cls, draft_id: int, name: str) -> DraftPrompt | None:
        """Return the text of that name."""
        return cls.get_or_none(cls.draft == draft_id, cls.name == name)

    @classmethod
    def add(cls, draft_id: int, name: str, text: str, *, by: Actor, now: Moment) -> DraftPrompt:
        """Add a text at the end. Raises BadDraft."""
        text = _text(name, text)
        with write():
            _must_be_free(cls, draft_id, name, PROMPTS_MAX)
            added = cls.create(draft=draft_id, name=name, text=text, place=_next_place(cls, draft_id))
            change = {"name": name, "text": text}
            AuditEntry.record(by=by, now=now, verb="added", subject="draft_prompt", subject_id=added.id, change=change)
        return added

    @classmethod
    def change(cls, prompt_id: int, version: int, text: str, *, by: Actor, now: Moment) -> None:
        """Write a text anew. Raises BadDraft, NotThere, ChangedMeanwhile."""
        save(cls, prompt_id, version, {"text": _text("", text)}, by=by, now=now, subject="draft_prompt")

    @classmethod
    def remove(cls, prompt_id: int, *, by: Actor, now: Moment) -> None:
        """Take a text out. Raises NoSuchDraft."""
        with write():
            prompt = cls.known(prompt_id)
            prompt.delete_instance()
            change = {"name": prompt.name, "text": prompt.text}
            AuditEntry.record(
                by=by, now=now, verb="removed", subject="draft_prompt", subject_id=prompt_id, change=change
            )


def led_to(about: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield whither a node leads: (`choices` or `exits`, the key or exit, the name of the node)."""
    for key in TARGETS:
        table = about.get(key)
        if isinstance(table, Mapping):
            yield from ((key, name, target) for name, target in table.items() if isinstance(target, str))


def _heading(document: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    title = " ".join(str(document.get("title", "")).split())
    if len(title) > TITLE_MAX:
        raise BadDraft(f"Назва меню має до {TITLE_MAX} знаків.")
    places = {place: str(document[place]) for place in PLACES if document.get(place)}
    if any(len(name) > NAME_MAX for name in places.values()):
        raise BadDraft(f"Назва вузла має до {NAME_MAX} знаків.")
    return title, places


def _parts(document: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    nodes, prompts = document.get("nodes", {}), document.get("prompts", {})
    if not isinstance(nodes, Mapping) or not all(isinstance(about, Mapping) for about in nodes.values()):
        raise BadDraft("Вузли меню не читаються.")
    if not isinstance(prompts, Mapping) or not all(isinstance(text, str) for text in prompts.values()):
        raise BadDraft("Тексти меню не читаються.")
    if len(nodes) > NODES_MAX or len(prompts) > PROMPTS_MAX:
        raise BadDraft(f"У меню може бути до {NODES_MAX} вузлів і до {PROMPTS_MAX} текстів.")
    return (
        {name: _about(name, about) for name, about in nodes.items()},
        {name: _text(name, text) for name, text in prompts.items()},
    )


def _about(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    _check_name(name)
    if len(json.dumps(about, ensure_ascii=False, default=str)) > ABOUT_MAX:
        raise BadDraft(f"Вузол «{name}» завеликий.")
    return dict(about)


def _text(name: str, text: str) -> str:
    _check_name(name)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > TEXT_MAX:
        raise BadDraft(f"Текст має до {TEXT_MAX} знаків, а тут {len(text)}.")
    return text


def _check_languages(languages: Any) -> None:
    for code, about in languages.items() if isinstance(languages, Mapping) else ():
        texts = about.get("prompts") if isinstance(about, Mapping) else None
        names = list(texts) if isinstance(texts, Mapping) else []
        if not 2 <= len(code) <= 8 or len(names) > PROMPTS_MAX or not all(map(_NAME.fullmatch, names)):
            raise BadDraft("Тексти меню іншими мовами не читаються.")


def _check_name(name: str) -> None:
    if name and not _NAME.fullmatch(name):
        raise BadDraft("Назва може мати до 64 літер, цифр, «_» та «-».")


def _must_be_free(rows: type[DraftNode | DraftPrompt], draft_id: int, name: str, most: int) -> None:
    if not name:
        raise BadDraft("Напишіть назву.")
    if rows.named(draft_id, name):
        raise BadDraft(f"«{name}» у цьому меню вже є.")
    if rows.select().where(rows.draft == draft_id).count() >= most:
        raise BadDraft(f"Більше ніж {most} в одному меню не може бути.")


def _next_place(rows: type[DraftNode | DraftPrompt], draft_id: int) -> int:
    last: int | None = rows.select(peewee.fn.MAX(rows.place)).where(rows.draft == draft_id).scalar()
    return 0 if last is None else last + 1


def _turned(table: Any, before: str, after: str) -> Any:
    if not isinstance(table, Mapping):
        return table
    return {name: after if target == before else target for name, target in table.items()}


JOURNAL_WORDS: Mapping[str, str] = {
    "draft_menu": "чернетка меню",
    "draft_node": "вузол чернетки меню",
    "draft_prompt": "текст чернетки меню",
    "begun": "розпочато",
    "added": "додано",
    "changed": "змінено",
    "renamed": "перейменовано",
    "removed": "вилучено",
}
