"""What may be chosen in the fields of a node that are neither texts nor numbers nor ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.casework.knowledge.rubrics import RUBRIC_NAMES
from appliance.casework.knowledge.services import Service
from appliance.menu.languages import OWN
from audio.speech.languages import LANGUAGES
from web.pages.menu.words import PURPOSES

Offered = Callable[[], Mapping[str, str]]
NOTHING = {"": "— оберіть —"}
NO_LANGUAGE = {"": "— ніяка —"}


def _services() -> Mapping[str, str]:
    return NOTHING | {service.code: service.title for service in Service.standing()}


def _rubrics() -> Mapping[str, str]:
    return NOTHING | {str(code): name for code, name in RUBRIC_NAMES.items()}


def _languages() -> Mapping[str, str]:
    return NO_LANGUAGE | {OWN: "українська"} | {code: language.name for code, language in LANGUAGES.items()}


CONTROLS: Mapping[str, Offered] = {
    "purpose": lambda: PURPOSES,
    "code": _services,
    "rubric": _rubrics,
    "languages": _languages,
}
"""By the name of the field."""
