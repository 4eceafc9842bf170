"""What differs between two menus, in words. Pure: documents in, Ukrainian sentences out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.casework.menus.drafts import PLACES

PLACE_NAMES: Mapping[str, str] = {
    "title": "Назва меню",
    "start": "Початок дзвінка",
    "main": "Головне меню",
    "operator": "Оператор",
    "emergency": "Загроза життю",
    "staff": "Телефон оператора",
}


@dataclass(frozen=True, slots=True)
class MenuLabels:
    """How the reader calls the parts of a menu: a field, an exit, a language, and the value of a field."""

    field: Callable[[str], str]
    exit: Callable[[str], str]
    language: Callable[[str], str]
    value: Callable[[str, Any], Any]


def menu_differences(old: Mapping[str, Any], new: Mapping[str, Any], labels: MenuLabels) -> list[str]:
    """Return one sentence for each thing that differs: places, nodes in the order of their names, texts."""
    return [
        *_places(old, new),
        *_nodes(old.get("nodes", {}), new.get("nodes", {}), labels),
        *_texts(old.get("prompts", {}), new.get("prompts", {})),
        *_translations(old.get("languages", {}), new.get("languages", {}), labels),
    ]


def _places(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", *PLACES):
        if old.get(name) != new.get(name):
            yield f"{PLACE_NAMES[name]}: {_from_to(old.get(name), new.get(name))}."


def _nodes(old: Mapping[str, Any], new: Mapping[str, Any], labels: MenuLabels) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"Вузол «{name}» додано."
        elif name not in new:
            yield f"Вузол «{name}» вилучено."
        else:
            for field in sorted({*old[name], *new[name]}):
                for sentence in _field(field, old[name].get(field), new[name].get(field), labels):
                    yield f"Вузол «{name}», {sentence}"


def _field(field: str, old: Any, new: Any, labels: MenuLabels) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Mapping | None) and isinstance(new, Mapping | None):
        before, after = old or {}, new or {}
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                what = f"вихід «{labels.exit(key)}»" if field == "exits" else f"клавіша {key}"
                yield f"{what}: {_from_to(*(labels.value(field, each.get(key)) for each in (before, after)))}."
        return
    yield f"«{labels.field(field)}»: {_from_to(labels.value(field, old), labels.value(field, new))}."


def _texts(old: Mapping[str, Any], new: Mapping[str, Any], language: str = "") -> Iterator[str]:
    which = f", {language}" if language else ""
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"Текст «{name}»{which}: {_from_to(old.get(name), new.get(name))}."


def _translations(old: Mapping[str, Any], new: Mapping[str, Any], labels: MenuLabels) -> Iterator[str]:
    for code in sorted({*old, *new}):
        before, after = (each.get(code, {}).get("prompts", {}) for each in (old, new))
        yield from _texts(before, after, labels.language(code))


def _from_to(old: Any, new: Any) -> str:
    if old in (None, ""):
        return f"додано «{new}»"
    if new in (None, ""):
        return f"вилучено «{old}»"
    return f"було «{old}», стало «{new}»"
