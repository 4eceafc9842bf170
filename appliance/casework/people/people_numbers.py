"""A person's number as somebody writes it: accepted when it is a Ukrainian number in full, else refused with a reason.

One wrong digit rings a stranger who would hear of another's affairs, so a slip is never mended unasked: what was
probably meant is offered to whoever writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.errors import SlukhavkaError
from appliance.numbers import Number, NumberKind, grouped, parse

NOTE_MAX = 100


class BadTelephone(SlukhavkaError):
    """What was written is nobody's number. `suggestion`: in E.164, what was probably meant; else ""."""

    def __init__(self, sentence: str, suggestion: str = "") -> None:
        """Keep what may be offered."""
        super().__init__(sentence)
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number that can be kept: as written and in E.164."""

    raw: str
    e164: str
    kind: NumberKind
    note: str = ""


_REASONS: Mapping[NumberKind, str] = {
    NumberKind.SHORT: "це короткий номер служби, а не людини",
    NumberKind.FOREIGN: "це номер іншої країни, туди Слухавка не дзвонить; запишіть його в «Інші засоби зв'язку»",
    NumberKind.WITHHELD: "напишіть номер",
    NumberKind.UNAVAILABLE: "напишіть номер",
}
_MALFORMED = "це не повний номер: не вистачає цифри, є зайва або не той знак"


def read_telephone(written: str, area_code: str, note: str = "") -> Telephone:
    """Understand a number as people write it. Raises BadTelephone."""
    number = parse(written, area_code)
    note = " ".join(note.split())
    if len(note) > NOTE_MAX or not note.isprintable():
        raise BadTelephone(f"Примітка до номера: не довша за {NOTE_MAX} знаків, одним рядком.")
    if number.kind is NumberKind.NORMAL and number.e164:
        return Telephone(_storable(number.raw), number.e164, number.kind, note)
    raise BadTelephone(_sentence(number), number.suggestion)


def _sentence(number: Number) -> str:
    shown = _storable(number.raw).strip()
    if number.suggestion:
        return f"«{shown}»: номер записано з помилкою. Можливо, це {grouped(number.suggestion)}? Уточніть у людини."
    reason = _REASONS.get(number.kind, _MALFORMED)
    return f"«{shown}»: {reason}." if shown else "Напишіть номер."


def _storable(raw: str) -> str:
    return raw.encode(errors="replace").decode()
