"""How long a text is as SMS, and where it is cut into parts (3GPP TS 23.038, 23.040 §9.2.3.24.1). No hardware here.

A text whose every sign stands in the GSM 7-bit alphabet takes 160 septets in one SMS, 153 in each of several; any other
text, and so every Ukrainian one, 70 and 67 units of UTF-16. A sign of the extension table counts two septets, a sign
outside the BMP (an emoji) two units, and neither is ever cut in two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, by septet."""
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
"""What follows an escape."""
ESCAPE = 0x1B
PARTS_MAX = 255

_SEPTETS = {sign: bytes([place]) for place, sign in enumerate(BASIC) if place != ESCAPE} | {
    sign: bytes([ESCAPE, place]) for place, sign in EXTENSION.items()
}


class Alphabet(StrEnum):
    """How a text goes over the air."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


SINGLE = {Alphabet.GSM7: 160, Alphabet.UCS2: 70}
"""Units in an SMS that stands alone."""
JOINED = {Alphabet.GSM7: 153, Alphabet.UCS2: 67}
"""Units in each of several."""


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text costs: `units` used (septets or UTF-16 units), `parts` sent, `left` units free in the last part."""

    alphabet: Alphabet
    units: int
    parts: int
    left: int


def alphabet_of(text: str) -> Alphabet:
    """Return the cheapest alphabet that holds all of `text`."""
    return Alphabet.GSM7 if all(sign in _SEPTETS for sign in text) else Alphabet.UCS2


def measure(text: str) -> SmsSize:
    """Count a text as a clerk sees it before sending; an empty one is one part with nothing in it."""
    alphabet = alphabet_of(text)
    pieces = split(text)
    room = SINGLE[alphabet] if len(pieces) == 1 else JOINED[alphabet]
    units = sum(_units(sign, alphabet) for sign in text)
    last = sum(_units(sign, alphabet) for sign in pieces[-1])
    return SmsSize(alphabet, units, len(pieces), room - last)


def split(text: str) -> list[str]:
    """Cut a text into the parts it is sent in; at least one, possibly empty."""
    alphabet = alphabet_of(text)
    if sum(_units(sign, alphabet) for sign in text) <= SINGLE[alphabet]:
        return [text]
    pieces, piece, used = [], "", 0
    for sign in text:
        units = _units(sign, alphabet)
        if used + units > JOINED[alphabet]:
            pieces.append(piece)
            piece, used = "", 0
        piece += sign
        used += units
    return [*pieces, piece]


def septets_of(text: str) -> bytes:
    """Return a text of the GSM 7-bit alphabet, one septet a byte. Raises ValueError for a sign outside of it."""
    try:
        return b"".join(_SEPTETS[sign] for sign in text)
    except KeyError as error:
        raise ValueError(f"{error} is no sign of the GSM 7-bit alphabet") from error


def text_of(septets: bytes) -> str:
    """Read septets, one a byte. Never raises: an escape with nothing known behind it reads as what follows it."""
    text, escaped = "", False
    for septet in septets:
        if septet == ESCAPE:
            escaped = True
            continue
        basic = BASIC[septet & 0x7F]
        text += EXTENSION.get(septet, basic) if escaped else basic
        escaped = False
    return text


def _units(sign: str, alphabet: Alphabet) -> int:
    return len(_SEPTETS[sign]) if alphabet is Alphabet.GSM7 else 1 + (ord(sign) > 0xFFFF)
