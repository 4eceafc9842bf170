"""What the office keeps of one person: each table that holds such data says how it is found, shown and erased.

A casework module describes its tables in `PERSONAL`, a tuple of `PersonalData`; the modules are walked, not listed. A
table with a text column that nobody has described fails a test: whoever adds a table says what of it is personal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, cast

import peewee

from appliance.casework.nouns import nouns
from appliance.casework.row import Row

ERASED = "стерто"
"""Stands where a text was that may not be empty."""


class Stays(Enum):
    """The mark of what an erasure leaves: classes, settlements, dates, results."""

    STAYS = "stays"


STAYS = Stays.STAYS


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is meant.

    `numbers` (E.164) are this person's for our purpose, `calls` the uids of the calls that were this person's.
    `names`: folded parts of the name, for texts that name nobody by a row.
    """

    person_id: int
    numbers: frozenset[str]
    calls: frozenset[str]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `label` as an extract shows it, "" not at all; `erased` what stands there after an erasure.

    `words`: value → Ukrainian.
    """

    label: str
    erased: Any = STAYS
    words: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of rows. `of` gives the condition under which a row is the subject's.

    `deleted`: the rows themselves go. `journal`: under which subjects their changes are written, by their keys; what is
    erased goes there too. `recording`: the attribute with a path below the recordings, whose file goes. `hold`: the
    condition under which a row cannot be erased yet, and the sentence that says why. `silent`: not part of an extract.
    """

    table: type[Row]
    title: str
    of: Callable[[Subject], peewee.Node]
    columns: Mapping[str, Column]
    deleted: bool = False
    journal: tuple[str, ...] = ()
    recording: str = ""
    hold: tuple[peewee.Node, str] | None = None
    silent: bool = False

    @property
    def key(self) -> peewee.Field:
        """The primary key of the rows."""
        return cast(peewee.Field, self.table._meta.primary_key)

    def keys_of(self, subject: Subject) -> list[Any]:
        """Return the primary keys of the subject's rows, in their order."""
        rows = self.table.select(self.key).where(self.of(subject)).order_by(self.key).tuples()
        return [key for (key,) in cast(Iterable[tuple[Any]], rows)]

    def rows(self, keys: Collection[Any]) -> Sequence[Any]:
        """Return the rows with these keys, in their order."""
        return list(self.table.select().where(among(self.key, keys)).order_by(self.key))

    @property
    def after(self) -> dict[str, Any]:
        """What an erasure writes into the columns."""
        return {name: column.erased for name, column in self.columns.items() if column.erased is not STAYS}


def among(column: peewee.Field, values: Collection[Any]) -> peewee.Expression:
    """Return the condition that a column has one of these values, be they never so many."""
    return peewee.Expression(column, "IN", peewee.SQL("(SELECT value FROM json_each(?))", [json.dumps(list(values))]))


@cache
def described() -> tuple[PersonalData, ...]:
    """Return what every module of casework says of its tables."""
    return tuple(each for noun in nouns() for each in getattr(noun, "PERSONAL", ()))
