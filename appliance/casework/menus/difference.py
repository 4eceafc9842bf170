"""What differs between two menus, in words. Pure: documents in, Ukrainian sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.casework.menus.drafts import PLACES, TARGETS

PLACE_NAMES: Mapping[str, str] = {
    "title": "Назва меню",
    "start": "Початок дзвінка",
    "main": "Головне меню",
    "operator": "Оператор",
    "emergency": "Загроза життю",
    "staff": "Телефон оператора",
}


def menu_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each thing that differs: places, nodes in the order of their names, texts."""
    return [*_places(old, new), *_nodes(old.get("nodes", {}), new.get("nodes", {})), *_texts(old, new)]


def _places(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", *PLACES):
        if old.get(name) != new.get(name):
            yield f"{PLACE_NAMES[name]}: {_from_to(old.get(name), new.get(name))}."


def _nodes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"Вузол «{name}» додано."
        elif name not in new:
            yield f"Вузол «{name}» вилучено."
        else:
            for field in sorted({*old[name], *new[name]}):
                yield from _field(name, field, old[name].get(field), new[name].get(field))


def _field(name: str, field: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if field in TARGETS and isinstance(old, Mapping | None) and isinstance(new, Mapping | None):
        before, after = old or {}, new or {}
        what = "клавіша" if field == "choices" else "вихід"
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                yield f"Вузол «{name}», {what} «{key}»: {_from_to(before.get(key), after.get(key))}."
        return
    yield f"Вузол «{name}», поле «{field}»: {_from_to(old, new)}."


def _texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = old.get("prompts", {}), new.get("prompts", {})
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"Текст «{name}»: {_from_to(before.get(name), after.get(name))}."


def _from_to(old: Any, new: Any) -> str:
    if old in (None, ""):
        return f"додано «{new}»"
    if new in (None, ""):
        return f"вилучено «{old}»"
    return f"було «{old}», стало «{new}»"
