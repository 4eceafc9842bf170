"""What stands on the pages of people, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import ADDRESS_NAMES, PART_NAMES, AddressKind
from appliance.casework.people.people_details import CATEGORY_NAMES, FIELD_NAMES, KIND_NAMES, PersonDetails

FIELDS: Mapping[str, str] = {
    **FIELD_NAMES,
    **{f"{kind}_{part}": f"{ADDRESS_NAMES[kind]}: {name}" for kind in AddressKind for part, name in PART_NAMES.items()},
}


def differing(mine: PersonDetails, theirs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield label, my text and the saved one for each field in which they differ."""
    for name, value in mine.columns().items():
        if value != theirs[name]:
            yield FIELDS[name], shown(name, value), shown(name, theirs[name])


def shown(name: str, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if name == "kind":
        return KIND_NAMES[value]
    if name == "category":
        return CATEGORY_NAMES[value]
    if isinstance(value, bool):
        return "так" if value else "ні"
    if name.endswith("settlement_id"):
        place = Settlement.get_or_none(Settlement.id == value)
        return place.full_name if place else "—"
    return str(value) or "—"
