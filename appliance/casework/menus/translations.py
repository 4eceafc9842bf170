"""The texts of a draft in other languages than Ukrainian, a row each. Which languages there are is not judged here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee

from appliance.casework.edits import ChangedMeanwhile, Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

TEXT_MAX, NAME_MAX = 2000, 64
SUBJECT = "translation"


class BadTranslation(SlukhavkaError):
    """A text in another language cannot be kept so; the text says why."""


class Translation(Edited):
    """One text of the draft of a menu in one other language."""

    id = peewee.AutoField()
    menu = peewee.TextField()
    language = peewee.TextField()
    name = peewee.TextField()
    text = peewee.TextField()

    @classmethod
    def of(cls, menu: str, language: str) -> dict[str, Translation]:
        """Return the texts in one language by their names."""
        return {row.name: row for row in cls.select().where(cls.menu == menu, cls.language == language)}

    @classmethod
    def keep(cls, menu: str, language: str, name: str, text: str, version: int, *, by: Actor, now: Moment) -> None:
        """Write a text anew; an empty one is none. `version`: what its editor saw, 0 where there was none.

        Raises BadTranslation, ChangedMeanwhile.
        """
        text = text.replace("\r\n", "\n").strip()
        if len(text) > TEXT_MAX or not 0 < len(name) <= NAME_MAX:
            raise BadTranslation(f"Текст має до {TEXT_MAX} знаків, а тут {len(text)}.")
        with write():
            known = cls.get_or_none(cls.menu == menu, cls.language == language, cls.name == name)
            if known is None:
                if text:
                    cls.create(menu=menu, language=language, name=name, text=text)
                    cls._note(language, name, "", text, by, now)
            elif text:
                save(cls, known.id, version, {"text": text}, by=by, now=now, subject=SUBJECT)
            elif known.version != version:
                raise ChangedMeanwhile("інший", None, {"text": known.text}, known.version)
            else:
                known.delete_instance()
                cls._note(language, name, known.text, "", by, now)

    @classmethod
    def _note(cls, language: str, name: str, before: str, after: str, by: Actor, now: Moment) -> None:
        change = {"text": [before, after]}
        AuditEntry.record(
            by=by, now=now, verb="changed", subject=SUBJECT, subject_id=f"{name}@{language}", change=change
        )

    @classmethod
    def document(cls, menu: str) -> dict[str, Any]:
        """Return them as the `languages` of the table of a `flow.toml`."""
        found: dict[str, Any] = {}
        for row in cls.select().where(cls.menu == menu).order_by(cls.language, cls.id):
            found.setdefault(row.language, {"prompts": {}})["prompts"][row.name] = row.text
        return found

    @classmethod
    def replace_all(cls, menu: str, languages: Any) -> None:
        """Let the texts be those of a document; for the verb that begins a draft, in its transaction."""
        cls.delete().where(cls.menu == menu).execute()
        for language, about in languages.items() if isinstance(languages, Mapping) else ():
            texts = about.get("prompts", {}) if isinstance(about, Mapping) else {}
            for name, text in texts.items() if isinstance(texts, Mapping) else ():
                if isinstance(text, str) and text.strip():
                    cls.create(menu=menu, language=language, name=name, text=text.strip()[:TEXT_MAX])


JOURNAL_WORDS: Mapping[str, str] = {"translation": "текст меню іншою мовою", "changed": "змінено"}
