"""How the difference of two revisions names fields, exits, languages and values: as the form of a node does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.casework.menus.difference import MenuLabels
from audio.speech.languages import LANGUAGES
from web.pages.menu.controls import CONTROLS
from web.pages.menu.words import exit_name, field_name, kind_name


def _language_name(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _value_name(field: str, value: Any) -> Any:
    """Return the words that the form offers for a value; what it does not offer as it is."""
    if field == "kind":
        return kind_name(value)
    offered: Mapping[str, str] = CONTROLS[field]() if field in CONTROLS else {}
    return offered.get(value, value) if value and isinstance(value, str) else value


LABELS = MenuLabels(field=field_name, exit=exit_name, language=_language_name, value=_value_name)
