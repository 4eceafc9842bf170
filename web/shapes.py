"""The shapes of the API: frozen dataclasses, from which come the JSON itself, its description and its checks.

Known in them: text, whole and other numbers, yes or no, moments, dates, choices (`StrEnum`), `X | None`,
`tuple[X, ...]`, `dict[str, X]` (given, not taken), and dataclasses.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from appliance.errors import SlukhavkaError

Schema = dict[str, Any]
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON reads as it is (RFC 8259, 6)."""
TEXT_MAX = 4000
_PLAIN: Mapping[type, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_WANTED: Mapping[type, str] = {
    bool: "має бути true або false",
    int: "має бути цілим числом",
    float: "має бути числом",
    str: f"має бути текстом, не довшим за {TEXT_MAX} знаків",
    datetime: "має бути часом, наприклад 2026-11-23T10:00:00+02:00",
    date: "має бути датою, наприклад 2026-11-23",
}


class NotFit(SlukhavkaError):
    """What was sent has another shape. `fields`: what is wrong with each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep what is wrong."""
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in fields.items()) + ".")
        self.fields = fields


def schema_of(kind: Any) -> Schema:
    """Return the JSON Schema of a kind of value; dataclasses are named, not spelt out."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{cast(type, kind).__name__}"}
    if (inner := _optional(kind)) is not None:
        return {"anyOf": [schema_of(inner), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": schema_of(get_args(kind)[1])}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [each.value for each in kind]}
    raise TypeError(f"{kind} is no shape")


def described(kind: type) -> Schema:
    """Return the JSON Schema of a dataclass, spelt out."""
    hints = get_type_hints(kind)
    members = fields(kind)
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {each.name: schema_of(hints[each.name]) for each in members},
        "required": [each.name for each in members if _required(each)],
    }


def named_in(kind: Any) -> Iterator[type]:
    """Yield every dataclass that a kind of value is made of, itself first."""
    if is_dataclass(kind):
        yield cast(type, kind)
        for inner in get_type_hints(kind).values():
            yield from named_in(inner)
    else:
        for inner in get_args(kind):
            yield from named_in(inner)


def as_json(value: Any) -> Any:
    """Return a value of a shape as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return [as_json(each) for each in value] if isinstance(value, tuple | list) else value


def read(kind: type, told: Any) -> Any:
    """Return the dataclass that a JSON object means. Raises NotFit, also for names that it does not know."""
    if not isinstance(told, dict):
        raise NotFit({"": "має бути об'єктом JSON"})
    hints, members = get_type_hints(kind), {each.name: each for each in fields(kind)}
    wrong = {name: "немає такого поля" for name in told if name not in members}
    wrong |= {name: "бракує" for name, each in members.items() if _required(each) and name not in told}
    values: dict[str, Any] = {}
    for name in members.keys() & told.keys():
        try:
            values[name] = value_of(hints[name], told[name])
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise NotFit(wrong)
    return kind(**values)


def value_of(kind: Any, told: Any) -> Any:
    """Return the value that JSON means. Raises ValueError with a Ukrainian sentence."""
    if (inner := _optional(kind)) is not None:
        return None if told is None else value_of(inner, told)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if told not in [each.value for each in kind]:
            raise ValueError(f"має бути одним з: {', '.join(kind)}")
        return kind(told)
    if kind not in _PLAIN or not _is(kind, told):
        raise ValueError(_WANTED.get(kind, "має інший вигляд"))
    if kind in (datetime, date):
        return _moment(kind, told)
    return told


def _is(kind: Any, told: Any) -> bool:
    if kind is bool:
        return isinstance(told, bool)
    if kind is int:
        return type(told) is int and abs(told) <= LARGEST
    if kind is float:
        return type(told) in (int, float) and abs(told) <= LARGEST
    return isinstance(told, str) and len(told) <= TEXT_MAX and not any("\ud800" <= sign <= "\udfff" for sign in told)


def _moment(kind: Any, told: str) -> Any:
    try:
        moment = kind.fromisoformat(told)
    except ValueError as error:
        raise ValueError(_WANTED[kind]) from error
    if kind is datetime and moment.tzinfo is None:
        raise ValueError(_WANTED[kind])
    return moment


def _optional(kind: Any) -> Any:
    """Return X of `X | None`; None for any other kind."""
    if get_origin(kind) not in (Union, types.UnionType):
        return None
    others = [each for each in get_args(kind) if each is not type(None)]
    return others[0] if len(others) == 1 else None


def _required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
