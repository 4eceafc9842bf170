"""What of the content can be read aloud. An entry that cannot is left out: it keeps nothing else from callers.

A page refuses such a text when it is written; but lists of words change, and rows come in by other ways, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance.menu.contents import receptions, rubrics, services
from audio.speech.pauses import has_words
from audio.speech.spool import LONGEST_TEXT
from audio.speech.text.words import Lists, ListsError, to_words

SHOWN = 60
WhyNot = Callable[[str], str]
"""Returns why a text cannot be said, "" when it can."""


def reader(lists: Path) -> WhyNot:
    """Return what judges a text by the community's lists of words in `lists`; by ours alone while those are broken."""
    try:
        known = Lists.read(lists)
    except ListsError:
        known = Lists.read()
    return lambda text: _why_not(text, known)


def readable(content: Mapping[str, Any], why_not: WhyNot) -> tuple[dict[str, Any], str]:
    """Return the content without what cannot be said, and what the editor must know of it."""
    told: list[str] = []

    def can(name: str, *texts: object) -> bool:
        why = next((why for text in texts if isinstance(text, str) and (why := why_not(text))), "")
        if why:
            told.append(f"Увага: «{name[:SHOWN]}» людям не розповідають, бо не читається: {why}\n")
        return not why

    kept = dict(content)
    if rubric_parts := content.get(rubrics.PART):
        kept[rubrics.PART] = {
            rubric: [each for each in items if can(_first(each["said"]), *each["said"])]
            for rubric, items in rubric_parts.items()
        }
    if reception_parts := content.get(receptions.PART):
        kept[receptions.PART] = [each for each in reception_parts if can(each["said_as"], *_of_reception(each))]
    if service_parts := content.get(services.PART):
        sections = (
            {**section, "services": [each for each in section["services"] if can(each["said_as"], *_of_service(each))]}
            for section in service_parts["sections"]
            if can(section["said_as"], *services.choice_words([section["said_as"]], more=False, back=False))
        )
        kept[services.PART] = {**service_parts, "sections": [each for each in sections if each["services"]]}
    return kept, "".join(told)


def _of_service(service: Mapping[str, Any]) -> Iterator[str]:
    yield from services.choice_words([service["said_as"]], more=False, back=False)
    yield service["spoken"]


def _of_reception(reception: Mapping[str, Any]) -> Iterator[str]:
    yield f"{reception['said_as']}, натисніть один."
    yield from reception["told"]


def _first(said: list[Any]) -> str:
    return next((each for each in said if isinstance(each, str)), "")


def _why_not(text: str, lists: Lists) -> str:
    if len(text) > LONGEST_TEXT:
        return f"текст довший за {LONGEST_TEXT} знаків."
    if not has_words(text):
        return "у тексті немає жодного слова."
    return next((f"«{fault.sign}»: {fault.sentence}" for fault in to_words(text, lists).faults), "")
