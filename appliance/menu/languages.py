"""The texts of a menu in other languages: Ukrainian is the default, any other the office's own wish (A20).

```toml
[languages.en.prompts]
greeting = "Welcome! You have called the village council."
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.menu.findings import Finding
from appliance.menu.node import CHOICE_KEYS, Node
from audio.speech.languages import LANGUAGES, UKRAINIAN, plain_faults
from audio.speech.spool import LONGEST_TEXT

Translations = Mapping[str, Mapping[str, str]]
KIND = "language"
OWN = "uk"
"""What leads back to Ukrainian."""


def recorded_as(name: str, code: str) -> str:
    """Return what a recording of a prompt in another language is called."""
    return f"{name}@{code}"


def code_of(name: str) -> str:
    """Return the code of the language of a prompt called `name@code`, "" for Ukrainian."""
    code = name.rpartition("@")[2] if "@" in name else UKRAINIAN
    return code if code in LANGUAGES else UKRAINIAN


def read_languages(table: Any, wrong: list[Finding]) -> dict[str, dict[str, str]]:
    """Return the texts by language; what cannot be followed is told in `wrong`."""
    if not isinstance(table, Mapping):
        wrong.append(Finding("Меню: [languages] має бути розділом."))
        return {}
    found: dict[str, dict[str, str]] = {}
    for code, about in table.items():
        texts = about.get("prompts", {}) if isinstance(about, Mapping) else None
        if code not in LANGUAGES:
            wrong.append(Finding(f"Меню: мови «{code}» немає. Є такі: {', '.join(LANGUAGES)}."))
        elif not isinstance(texts, Mapping) or set(about) - {"prompts"}:
            wrong.append(Finding(f"Меню: у мови «{code}» може бути лише список текстів [languages.{code}.prompts]."))
        else:
            found[code] = dict(_read(code, texts, wrong))
    return found


def missing_languages(
    nodes: Mapping[str, Node], prompts: Mapping[str, str], languages: Translations
) -> Iterator[Finding]:
    """Yield what is translated that is not there, and every language that is offered and has no text."""
    for code, texts in languages.items():
        for name in texts:
            if name not in prompts:
                yield Finding(f"Меню: мова «{code}» має текст «{name}», якого в меню немає.")
    for node_id, node in nodes.items():
        for key, code in getattr(node, "languages", {}).items() if node.kind == KIND else ():
            if key not in CHOICE_KEYS or len(key) != 1:
                sentence = f"Вузол «{node_id}»: вибір «{key}» неможливий, вільні клавіші — від 1 до 6."
                yield Finding(sentence, node_id, "languages")
            if code != OWN and not (isinstance(code, str) and languages.get(code)):
                yield Finding(f"Вузол «{node_id}»: мовою «{code}» немає жодного тексту.", node_id, "languages")


def _read(code: str, texts: Mapping[str, Any], wrong: list[Finding]) -> Iterator[tuple[str, str]]:
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
            wrong.append(Finding(f"Меню: текст «{name}» мовою «{code}» порожній або задовгий."))
            continue
        for fault in plain_faults(text, code):
            wrong.append(Finding(f"Меню: текст «{name}» мовою «{code}»: {fault.sentence}"))
        yield name, text
