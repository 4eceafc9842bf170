"""What becomes of a row whose term is over: it goes, or stays without the people in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance.casework.box.retention import Kind, tuples
from appliance.casework.people.person_erasure import anonymise, forget_changes
from appliance.casework.people.personal import PersonalData, among, described
from appliance.casework.row import Row


def see_to(kind: Kind, keys: Sequence[int]) -> None:
    """Delete rows of a kind, or take the people out of them, and what goes along."""
    for table, of in kind.with_them:
        own = table._meta.primary_key
        _forget(table, [key for (key,) in tuples(table.select(own).where(of(keys)))])
    if kind.deleted:
        kind.table.delete().where(among(kind.key, keys)).execute()
    elif not kind.alone:
        _forget(kind.table, keys)
        if kind.also:
            kind.table.update(dict(kind.also)).where(among(kind.key, keys)).execute()


def _forget(table: type[Row], keys: Sequence[Any]) -> None:
    """Take the people out of rows, as an erasure does, and out of the journal of their changes."""
    for data in _personal(table):
        forget_changes(data, keys)
        anonymise(data, keys)


def _personal(table: type[Row]) -> list[PersonalData]:
    return [data for data in described() if data.table is table]
