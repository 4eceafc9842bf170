"""Changes of the lines in the technician's file: text in, text out; what he wrote around them stays as it is.

tomlkit keeps comments and order; what it has made is read again by the library that reads the settings, and a result
that says anything else than was asked for is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table, Whitespace

from appliance.errors import SettingsError

LINES = "lines"
_HEADER = re.compile(r"(?m)^[ \t]*\[\[[ \t]*lines[ \t]*\]\][^\n]*(?:\n|\Z)")


class NotEdited(SettingsError):
    """The file is written in a way that only a person should change."""


def with_line(text: str, values: Mapping[str, str]) -> str:
    """Return the settings with one more line behind the others. Raises NotEdited."""

    def add(lines: AoT) -> None:
        made = tomlkit.table()
        _append(made, values)
        for trivia in _cut_off(lines[-1]):
            made.append(None, trivia)
        lines.append(made)

    whole = text if text.endswith("\n") else f"{text}\n"
    return _checked(_rewritten(whole, add), text, lambda lines: [*lines, dict(values)])


def with_values(text: str, name: str, values: Mapping[str, str], *, without: Collection[str] = ()) -> str:
    """Return the settings with these values in the line of that name, and without those keys. Raises NotEdited."""
    at = _place_of(text, name)

    def change(lines: AoT) -> None:
        lines[at] = _with(lines[at], values, without)

    def wanted(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = {key: value for key, value in lines[at].items() if key not in without}
        return [*lines[:at], {**kept, **values}, *lines[at + 1 :]]

    return _checked(_rewritten(text, change), text, wanted)


def without_line(text: str, name: str) -> str:
    """Return the settings without the line of that name; the comments around it stay. Raises NotEdited."""
    at = _place_of(text, name)

    def empty(lines: AoT) -> None:
        lines[at] = _with(lines[at], {}, set(lines[at]))

    emptied = _rewritten(text, empty)
    headers = list(_HEADER.finditer(emptied))
    if len(headers) <= at:
        raise _unusual()
    shortened = emptied[: headers[at].start()] + emptied[headers[at].end() :]
    return _checked(shortened, text, lambda lines: [*lines[:at], *lines[at + 1 :]])


def _with(table: Table, values: Mapping[str, str], without: Collection[str]) -> Table:
    """Return a table anew: new keys stand behind its last one, not behind the comments that follow it."""
    body = [(key, value) for key, value in table.value.body if key is None or key.key not in without]
    keys = [key.key for key, _ in body if key is not None]
    made = tomlkit.table()
    if not keys:
        _append(made, values)
    for key, value in body:
        if key is None:
            made.append(key, value)
            continue
        made.append(key, value)
        if key.key in values:
            made[key.key] = values[key.key]
        if key.key == keys[-1]:
            _append(made, {name: new for name, new in values.items() if name not in keys})
    return made


def _cut_off(table: Table) -> list[Item]:
    """End a table at the first empty line behind its last key, and return the remarks behind that: the next one's."""
    body = table.value.body
    last = max(at for at, (key, _) in enumerate(body) if key is not None)
    inner = body[last][1]
    if isinstance(inner, Table):
        return _cut_off(inner)
    cut = next((at for at in range(last, len(body)) if isinstance(body[at][1], Whitespace)), len(body))
    trivia = [each for _, each in body[cut:]]
    del body[cut:]
    table.add(tomlkit.nl())
    return trivia


def _append(table: Table, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        table.append(key, value)


def _rewritten(text: str, change: Callable[[AoT], None]) -> str:
    try:
        document = tomlkit.parse(text)
        lines = document.get(LINES)
        if not isinstance(lines, AoT):
            raise _unusual()
        change(lines)
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise _unusual() from error


def _place_of(text: str, name: str) -> int:
    lines = tomllib.loads(text)[LINES]
    return next(at for at, line in enumerate(lines) if line["name"] == name)


def _checked(made: str, text: str, wanted: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> str:
    before, after = tomllib.loads(text), tomllib.loads(made)
    if after != {**before, LINES: wanted(before[LINES])}:
        raise _unusual()
    return made


def _unusual() -> NotEdited:
    return NotEdited("Лінії у файлі налаштувань записано незвично: змініть їх руками й перевірте: slukhavka check.")
