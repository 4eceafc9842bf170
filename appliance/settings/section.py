"""A section of TOML becomes a dataclass: its fields are the keys, their types say what a value must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from appliance.errors import SettingsError

T = TypeVar("T")


def section(cls: type[T], table: Any, place: str) -> T:
    """Return the section at `place` as `cls`. Raises SettingsError with a sentence naming the key."""
    if not isinstance(table, dict):
        raise SettingsError(f"{place} має бути розділом.")
    known: dict[str, Field[Any]] = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]  # T is one of ours
    for name in table:
        if name not in known:
            raise SettingsError(f"{place}: невідомий ключ «{name}».")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise SettingsError(f"{place}: немає ключа «{name}».")
    return cls(**{name: _value(known[name], value, place) for name, value in table.items()})


@dataclass(frozen=True, slots=True)
class _Form:
    """What a value must be: in words, as a test, and what becomes of it."""

    words: str
    fits: Callable[[Any], bool]
    made: Callable[[Any], Any] = lambda value: value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 86400


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_whole, value)) and 0 <= value[0] <= value[1]


_FORMS: Mapping[str, _Form] = {
    "str": _Form("рядок у лапках", _is_text),
    "int": _Form("ціле число", _is_whole),
    "float": _Form("число від 0 до 86400", _is_time),
    "bool": _Form("true або false", lambda value: isinstance(value, bool)),
    "Path": _Form("шлях у лапках", lambda value: _is_text(value) and bool(value), Path),
    "tuple[str, ...]": _Form(
        "список рядків у лапках", lambda value: isinstance(value, list) and all(map(_is_text, value)), tuple
    ),
    "tuple[int, int]": _Form("два цілі числа, менше й більше", _is_range, tuple),
}


def _value(field: Field[Any], value: Any, place: str) -> Any:
    if inner := field.metadata.get("section"):
        return section(inner, value, f"{place} «{field.name}»")
    form = _FORMS[str(field.type)]
    if not form.fits(value):
        shown = "…" if field.metadata.get("secret") else value
        raise SettingsError(f"{place}: «{field.name}» має бути таким: {form.words}, а не «{shown}».")
    return form.made(value)
