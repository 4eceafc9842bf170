"""What the office has decided, as plain values: out of one register and into another. Nothing of anybody is in it.

Rows are known by what people know them by (a code, a name), not by their numbers, which differ from box to box. What is
not in the file stays, except the insides of a draft of a menu, which are whole or no menu.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import peewee

from appliance.casework.box.office_tables import BY_NAME, TABLES, Table
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

JOURNAL_WORDS: Mapping[str, str] = {
    "office_settings": "налаштування громади",
    "settings_exported": "винесено налаштування у файл",
    "settings_imported": "внесено налаштування з файлу",
}
ROWS_MOST = 50_000

Values = dict[str, Any]


class BadSettingsFile(SlukhavkaError):
    """The file cannot be taken in; the text says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would change in one table: the names of rows that are new, changed, taken out."""

    title: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def dump() -> dict[str, list[Values]]:
    """Return the rows of every table of decisions that hold now, numbers of other rows replaced by their names."""
    names: dict[str, dict[int, Any]] = {}
    return {table.name: _dumped(table, names) for table in TABLES}


def differences(tables: Mapping[str, Sequence[Values]]) -> list[Difference]:
    """Return what `take_in` would do, the tables it would change. Raises BadSettingsFile."""
    _check(tables)
    there = dump()
    found = [_difference(table, there[table.name], tables[table.name]) for table in TABLES if table.name in tables]
    return [each for each in found if each.added or each.changed or each.removed]


def take_in(tables: Mapping[str, Sequence[Values]], *, by: Actor, now: Moment) -> list[Difference]:
    """Make it so in one transaction, and return what has changed. Raises BadSettingsFile."""
    with write():
        found = differences(tables)
        try:
            for table in TABLES:
                if table.name in tables:
                    _take_in(table, tables[table.name], now)
        except (peewee.IntegrityError, peewee.DataError, apsw.Error) as error:
            raise BadSettingsFile("У файлі є те, чого база не приймає: його змінено руками або пошкоджено.") from error
        change = {each.title: len(each.added) + len(each.changed) + len(each.removed) for each in found}
        AuditEntry.record(
            by=by, now=now, verb="settings_imported", subject="office_settings", subject_id="", change=change
        )
    return found


def _check(tables: Mapping[str, Sequence[Values]]) -> None:
    for name, rows in tables.items():
        table = BY_NAME.get(name)
        if table is None:
            raise BadSettingsFile(f"У файлі невідома таблиця «{name[:40]}»: його зробила інша версія програми.")
        allowed = {*table.key, *table.columns}
        for row in rows:
            if set(row) != allowed:
                raise BadSettingsFile(f"«{table.title}»: рядки мають не ті поля, яких чекає програма.")
            for value in row.values():
                if not isinstance(value, str | int | float | list | None):
                    raise BadSettingsFile(f"«{table.title}»: значення, якого не буває.")
    if sum(map(len, tables.values())) > ROWS_MOST:
        raise BadSettingsFile("У файлі забагато рядків.")


def _dumped(table: Table, names: dict[str, dict[int, Any]]) -> list[Values]:
    columns = [*table.key, *table.columns]
    listed = list(dict.fromkeys([*(("id",) if table.numbered else ()), *columns]))
    living = f" WHERE {table.over} IS NULL" if table.over else ""
    # A parent stands before what is within it: it was there first.
    rows = _rows(listed, f"FROM {table.name}{living} ORDER BY {listed[0]}")
    mine = names.setdefault(table.name, {})
    told = []
    for row in rows:
        plain = {name: row[name] for name in columns}
        for column, other in table.within.items():
            plain[column] = names[other].get(row[column])
        if any(row[column] is not None and plain[column] is None for column in table.within):
            continue  # within something that is switched off
        if table.numbered and "id" not in table.key:
            mine[row["id"]] = [plain[name] for name in table.key] if len(table.key) > 1 else plain[table.key[0]]
        told.append(plain)
    return told


def _difference(table: Table, there: Sequence[Values], wanted: Sequence[Values]) -> Difference:
    known = {_name(table, row): row for row in there}
    asked = {_name(table, row): row for row in wanted}
    if len(asked) != len(wanted):
        raise BadSettingsFile(f"«{table.title}»: той самий рядок двічі.")
    return Difference(
        table.title,
        tuple(sorted(_shown(name) for name in asked.keys() - known.keys())),
        tuple(sorted(_shown(name) for name, row in asked.items() if name in known and known[name] != row)),
        tuple(sorted(_shown(name) for name in known.keys() - asked.keys())) if table.whole else (),
    )


def _take_in(table: Table, wanted: Sequence[Values], now: Moment) -> None:
    known = {_name(table, row): row for row in dump()[table.name]}
    for row in wanted:
        name = _name(table, row)
        if known.pop(name, None) == row:
            continue
        place = _where(table, row)
        if place is None:
            raise BadSettingsFile(f"«{table.title}»: «{_shown(name)}» належить до того, чого немає.")
        if not _run(*_update(table, row, place)):
            _run(*_insert(table, row, place, now))
    for row in known.values() if table.whole else ():
        place = _where(table, row) or {}
        condition = " AND ".join(f"{column} IS ?" for column in place)
        _run(f"DELETE FROM {table.name} WHERE {condition}", list(place.values()))  # noqa: S608  (names of ours)


def _where(table: Table, row: Values) -> Values | None:
    """Return the values of the key in this register; None when what the row is within is not there."""
    place = {name: row[name] for name in table.key}
    for column, other in table.within.items():
        if row[column] is None:
            continue
        place[column] = _number(BY_NAME[other], row[column])
        if place[column] is None:
            return None
    return place


def _number(table: Table, name: Any) -> int | None:
    values = name if len(table.key) > 1 else [name]
    if not isinstance(values, list) or len(values) != len(table.key):
        return None
    place = _where(table, dict(zip(table.key, values, strict=True)))
    if place is None:
        return None
    living = f" AND {table.over} IS NULL" if table.over else ""
    condition = " AND ".join(f"{column} IS ?" for column in place)
    found = _rows(["id"], f"FROM {table.name} WHERE {condition}{living}", list(place.values()))
    return int(found[0]["id"]) if found else None


def _update(table: Table, row: Values, place: Values) -> tuple[str, list[Any]]:
    changes = ", ".join(f"{column} = ?" for column in table.columns)
    version = ", version = version + 1" if table.versioned else ""
    living = f" AND {table.over} IS NULL" if table.over and not table.one_of_a_key else ""
    if table.one_of_a_key:
        changes += f", {table.over} = NULL"
    condition = " AND ".join(f"{column} IS ?" for column in place)
    values = [row[column] for column in table.columns] + list(place.values())
    return f"UPDATE {table.name} SET {changes}{version} WHERE {condition}{living}", values  # noqa: S608  (names of ours)


def _insert(table: Table, row: Values, place: Values, now: Moment) -> tuple[str, list[Any]]:
    values = {**{column: row[column] for column in table.columns}, **place}
    if table.made:
        values[table.made] = UtcDateTimeField().db_value(now.wall)
    if table.trust:
        values["clock_trusted"] = int(now.trusted)
    if table.versioned:
        values["version"] = 1
    marks = ", ".join("?" for _ in values)
    return f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({marks})", list(values.values())  # noqa: S608  (names of ours)


def _name(table: Table, row: Values) -> tuple[Any, ...]:
    return tuple(_frozen(row[name]) for name in table.key)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _shown(name: tuple[Any, ...]) -> str:
    return " / ".join(_words(name))


def _words(name: Any) -> Iterator[str]:
    if isinstance(name, tuple):
        for part in name:
            yield from _words(part)
    elif name not in (None, ""):
        yield str(name)


def _rows(columns: Sequence[str], rest: str, values: Sequence[Any] = ()) -> list[Values]:
    sql = f"SELECT {', '.join(columns)} {rest}"
    found = Row._meta.database.execute_sql(sql, list(values)).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _run(sql: str, values: Sequence[Any]) -> int:
    Row._meta.database.execute_sql(sql, list(values))
    return int(Row._meta.database.connection().changes())
