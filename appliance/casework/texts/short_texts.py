"""A text that goes as SMS to whoever asked: at most three parts, cut where a sentence ends."""

from __future__ import annotations

import re

from appliance.sms_text import measure

PARTS_MAX = 3
"""More of them nobody reads on a telephone, and each costs money."""
WORD_MAX = 150
"""Of a single word without an end."""
_STRESS = str.maketrans("", "", "\u0301")


def fits(text: str) -> bool:
    """Tell whether a text can go: something in it, and no more than `PARTS_MAX` parts."""
    return bool(text.strip()) and measure(text).parts <= PARTS_MAX


def shortened(text: str) -> str:
    """Return as many whole sentences of a text as fit; of a sentence too long its first words. No marks of stress."""
    text = " ".join(text.translate(_STRESS).split())
    if fits(text):
        return text
    kept = _longest(re.split(r"(?<=[.!?])\s+", text))
    return kept or f"{_longest(text.split()) or text[:WORD_MAX]}…"


def _longest(pieces: list[str]) -> str:
    kept = ""
    for piece in pieces:
        longer = f"{kept} {piece}".strip()
        if not fits(f"{longer}…"):
            break
        kept = longer
    return kept
