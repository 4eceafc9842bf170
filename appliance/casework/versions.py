"""Versions of a text: every wording that was ever saved, with who and when, so that any can be restored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import JsonField, Row, UtcDateTimeField, write
from appliance.clock import Moment


class TextVersion(Row):
    """One wording of one text. `document`: its fields as they were saved."""

    id = peewee.AutoField()
    subject = peewee.TextField()
    subject_id = peewee.TextField()
    number = peewee.IntegerField()
    document = JsonField()
    at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def record(cls, subject: str, subject_id: int | str, document: Mapping[str, Any], *, by: Actor, now: Moment) -> int:
        """Keep a wording, inside the transaction that saves it, and return its number, counted from 1 for each text.

        The same wording as the last is not kept twice.
        """
        with write():
            last = cls._of(subject, subject_id).first()
            if last is not None and last.document == dict(document):
                return int(last.number)
            number = 1 + (last.number if last else 0)
            cls.create(
                subject=subject,
                subject_id=str(subject_id),
                number=number,
                document=dict(document),
                at=now.wall,
                clock_trusted=now.trusted,
                account=by.account,
            )
        return int(number)

    @classmethod
    def history(cls, subject: str, subject_id: int | str, *, limit: int = 50) -> list[TextVersion]:
        """Return the wordings, the newest first, each with its `account` at hand."""
        return list(cls._of(subject, subject_id).limit(limit))

    @classmethod
    def known(cls, subject: str, subject_id: int | str, number: int) -> TextVersion | None:
        """Return a wording by its number."""
        found: TextVersion | None = cls._of(subject, subject_id).where(cls.number == number).first()
        return found

    @classmethod
    def _of(cls, subject: str, subject_id: int | str) -> peewee.ModelSelect[TextVersion]:
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        return found.where(cls.subject == subject, cls.subject_id == str(subject_id)).order_by(cls.number.desc())


def differences(old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    """Return what differs, a Ukrainian sentence for each field in the order of `labels`; others are left out."""
    differing = {name: words for name, words in labels.items() if (old.get(name) or "") != (new.get(name) or "")}
    return [_difference(words, old.get(name), new.get(name)) for name, words in differing.items()]


def _difference(words: str, old: Any, new: Any) -> str:
    if not old:
        return f"{words}: додано «{_shown(new)}»."
    if not new:
        return f"{words}: вилучено «{_shown(old)}»."
    return f"{words}: було «{_shown(old)}», стало «{_shown(new)}»."


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)
