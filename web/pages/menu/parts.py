"""What a kind of node consists of, read from the fields of its dataclass: the editor knows no kind by name."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any

from appliance.menu.node import KINDS
from web.pages.menu.controls import CONTROLS
from web.pages.menu.words import field_name


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a kind, as the form shows it. `sort`: text, keys, number, choice, sms or line."""

    name: str
    sort: str
    required: bool
    whole: bool = False
    default: Any = None

    @property
    def label(self) -> str:
        """What the editor calls it."""
        return field_name(self.name)


@cache
def parts_of(kind: str) -> tuple[Part, ...]:
    """Return the fields of a kind of node, as they are declared."""
    return tuple(_part(kind, each) for each in fields(KINDS[kind]))


def _part(kind: str, each: Any) -> Part:
    declared, default = str(each.type), each.default
    if each.default_factory is not MISSING:
        default = each.default_factory()
    if each.name in KINDS[kind].speaks:
        sort = "text"
    elif "Mapping" in declared:
        sort = "keys"
    elif each.name in CONTROLS:
        sort = "choice"
    elif declared in ("int", "float"):
        sort = "number"
    else:
        sort = "sms" if each.name == "text" else "line"
    required = default is MISSING
    return Part(each.name, sort, required, declared == "int", None if required else default)


@cache
def exits_of(kind: str) -> tuple[str, ...]:
    """Return the exits of a kind that are no keys."""
    cls = KINDS[kind]
    if isinstance(cls.exits, tuple):
        return cls.exits
    blank: dict[str, Any] = {part.name: {} if part.sort == "keys" else "" for part in parts_of(kind) if part.required}
    return tuple(cls(**blank).exits)
