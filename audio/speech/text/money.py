"""Sums of hryvnias and kopecks, in full."""

from __future__ import annotations

from audio.speech.text.grammar import Case, Gender
from audio.speech.text.lists import Lists
from audio.speech.text.nouns import Unit
from audio.speech.text.numerals import cardinal

KOPECKS_AFTER = frozenset({"гривня"})
"""Nouns of money whose hundredths are kopecks."""


def with_kopecks(lists: Lists, hryvnias: int, hundredths: str, case: Case) -> str:
    """Return "триста п'ятдесят гривень п'ятдесят копійок" of 350 and "50" (or "5")."""
    kopecks = int(hundredths.ljust(2, "0"))
    parts = [(hryvnias, "гривня"), (kopecks, "копійка")]
    said = [part for part in parts if part[0]] or parts[:1]
    return " ".join(
        f"{cardinal(count, case, Gender.F)} {Unit(lists.nouns[noun]).counted(count, case)}" for count, noun in said
    )
