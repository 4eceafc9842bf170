"""What verbs, subjects and origins of the journals are called: each casework noun names its own."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from appliance import casework
from appliance.casework.accounts import Origin

ORIGINS = {
    Origin.BOX: "Слухавка",
    Origin.COMMAND: "команда на коробці",
    Origin.CONSOLE: "консоль",
    Origin.API: "програма",
    Origin.PHONE: "телефон",
}

HOW = {
    "looked": "переглянуто",
    "listened": "прослухано",
    "printed": "надруковано",
    "exported": "вивантажено",
}


def journal_words() -> Mapping[str, str]:
    """Return the words of every noun that has some."""
    words: dict[str, str] = {}
    for found in pkgutil.iter_modules(casework.__path__):
        if not found.ispkg:
            words |= getattr(import_module(f"{casework.__name__}.{found.name}"), "JOURNAL_WORDS", {})
    return words
