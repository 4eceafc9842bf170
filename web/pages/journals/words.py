"""What verbs, subjects and origins of the journals are called: each casework noun names its own."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.casework.entrance.accounts import Origin
from appliance.casework.nouns import nouns

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
    for noun in nouns():
        words |= getattr(noun, "JOURNAL_WORDS", {})
    return words
