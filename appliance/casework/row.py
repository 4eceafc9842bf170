"""What every table shares: the bound database, the one kind of write, moments in UTC."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import peewee
from playhouse.apsw_ext import APSWDatabase

from appliance.casework.sqlite import database_at

_bound = peewee.DatabaseProxy()


def bind(path: Path) -> APSWDatabase:
    """Bind every table of this process to the file at `path`, once, and return the database.

    Daemon and console may live in one process: both then share the database, each thread with its own connection.
    """
    if _bound.obj is None or _bound.obj.database != str(path):
        _bound.initialize(database_at(path))
    return cast(APSWDatabase, _bound.obj)


def write() -> AbstractContextManager[object]:
    """One transaction that takes the write lock at once: it waits at its beginning, never in its middle."""
    return cast(AbstractContextManager[object], _bound.atomic("IMMEDIATE"))


class Row(peewee.Model):
    """The base of every table."""

    class Meta:
        """Bound by `bind`; tables are named as their classes, in snake case."""

        database = _bound
        legacy_table_names = False


class UtcDateTimeField(peewee.Field):
    """An aware moment, kept as UTC text of one width, so that text order is time order."""

    field_type = "TEXT"

    def db_value(self, value: datetime | None) -> str | None:
        """Return the text; a moment without a zone is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def python_value(self, value: str | None) -> datetime | None:
        """Return the moment in UTC."""
        # Not `strptime`, which takes as long as all else of a row together.
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class DayField(peewee.Field):
    """A day of the calendar, kept as ISO text, so that text order is the order of days."""

    field_type = "TEXT"

    def db_value(self, value: date | None) -> str | None:
        """Return the text."""
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> date | None:
        """Return the day."""
        return None if value is None else date.fromisoformat(value)


class ListField(peewee.Field):
    """A short list, kept as JSON text."""

    field_type = "TEXT"

    def db_value(self, value: list[Any]) -> str:
        """Return the JSON text."""
        return json.dumps(value, ensure_ascii=False)

    def python_value(self, value: str | None) -> list[Any] | None:
        """Return the list; None where a join has found no row."""
        return None if value is None else cast(list[Any], json.loads(value))


class JsonField(peewee.Field):
    """A JSON object, kept as text."""

    field_type = "TEXT"

    def db_value(self, value: Mapping[str, Any]) -> str:
        """Return the JSON text."""
        return json.dumps(value, ensure_ascii=False)

    def python_value(self, value: str | None) -> dict[str, Any] | None:
        """Return the object; None where a join has found no row."""
        return None if value is None else cast(dict[str, Any], json.loads(value))
