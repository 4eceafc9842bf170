"""Two people at one row: the second is told of the first, and nothing is overwritten in silence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import peewee

from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError


class Edited(Row):
    """The base of tables that people edit side by side."""

    version = peewee.IntegerField(default=1)


class NotThere(SlukhavkaError):
    """The row does not exist."""


class ChangedMeanwhile(SlukhavkaError):
    """Somebody was first. `theirs`: the values as they stand now; `version`: the one to save over them knowingly."""

    def __init__(self, by_name: str, at: datetime | None, theirs: Mapping[str, Any], version: int) -> None:
        """Keep who, when and what."""
        super().__init__(f"Поки ви писали, це змінив інший: {by_name}. Порівняйте обидва тексти й збережіть ще раз.")
        self.by_name = by_name
        self.at = at
        self.theirs = theirs
        self.version = version


def save(
    row_class: type[Edited],
    row_id: int,
    version: int,
    changes: Mapping[str, Any],
    *,
    by: Actor,
    now: Moment,
    subject: str,
    verb: str = "changed",
) -> None:
    """Write `changes` to the row if it still has the `version` that its editor saw, and enter them in the journal.

    Nothing is written when nothing differs. Raises NotThere, ChangedMeanwhile.
    """
    with write():
        row = row_class.get_or_none(row_class._meta.primary_key == row_id)
        if row is None:
            raise NotThere("Такого запису немає.")
        theirs = {name: getattr(row, name) for name in changes}
        if row.version != version:
            last = AuditEntry.last_of(subject, row_id)
            name = last.account.name if last and last.account else "Слухавка"
            raise ChangedMeanwhile(name, last.at if last else None, theirs, row.version)
        differing = {name: value for name, value in changes.items() if theirs[name] != value}
        if not differing:
            return
        for name, value in differing.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        change = {name: [theirs[name], value] for name, value in differing.items()}
        AuditEntry.record(by=by, now=now, verb=verb, subject=subject, subject_id=row_id, change=change)
