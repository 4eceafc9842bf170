"""The texts of USSD on the wire of a modem: plain, as UCS-2 in hex, or as packed septets in hex (3GPP TS 23.038 §5)."""

from __future__ import annotations

import re
from enum import StrEnum

from gsmmodem.pdu import packSeptets, unpackSeptets  # type: ignore[import-untyped]

from appliance.contracts.messages import UssdFault
from appliance.sms_text import Alphabet, alphabet_of, septets_of, text_of

PLAIN_DCS = 15
UCS2_DCS = 72
LANGUAGE_THEN_UCS2 = 0x11
"""Two octets that name the language come first."""
TEXT_MAX = 1000
_HEX = re.compile(r"(?:[0-9A-F]{2})+", re.IGNORECASE)
_CODE = re.compile(r"\*(?P<service>[0-9]{3})(?:\*[0-9]+)*#")
_REPLY_MAX = 182


class UssdForm(StrEnum):
    """How a family writes a text of the GSM 7-bit alphabet; any other is UCS-2 in hex everywhere."""

    TEXT = "text"
    PACKED = "packed"


SUPPLEMENTARY = frozenset(
    {"002", "004", "043", "300", "330", "331", "332", "333", "351", "353", "354", "360", "361", "362", "363", "591"}
)
"""Service codes of TS 22.030 annex B that look like an operator's own: forwarding, barring, waiting and their like."""


def may_ask(code: str) -> bool:
    """Tell whether a code only asks the operator for something: `*111#`, `*110*10#`.

    What changes the subscription is refused: a call forwarded to a paid number is what a thief would want.
    """
    found = _CODE.fullmatch(code)
    return found is not None and found["service"] not in SUPPLEMENTARY and len(code) <= _REPLY_MAX


def written(text: str, form: UssdForm) -> tuple[str, int]:
    """Return what stands in the quotes of AT+CUSD, and its DCS. Raises UssdFault for what cannot stand there."""
    if not text or len(text) > _REPLY_MAX or not text.isprintable() or '"' in text:
        raise UssdFault("Такого тексту USSD не передає.")
    if alphabet_of(text) is Alphabet.UCS2:
        return text.encode("utf-16-be", "replace").hex().upper(), UCS2_DCS
    if form is UssdForm.TEXT:
        return text, PLAIN_DCS
    return bytes(packSeptets(bytearray(septets_of(text)))).hex().upper(), PLAIN_DCS


def read(text: str, dcs: int | None, form: UssdForm) -> str:
    """Read what stood in the quotes of +CUSD. Never raises: what fits no coding is taken as it is."""
    octets = bytes.fromhex(text) if _HEX.fullmatch(text) else b""
    if octets and (_is_ucs2(dcs) or (dcs is None and _looks_like_ucs2(octets))):
        body = octets[2:] if dcs == LANGUAGE_THEN_UCS2 else octets
        return body[: len(body) & ~1].decode("utf-16-be", "replace")[:TEXT_MAX]
    if octets and form is UssdForm.PACKED:
        return text_of(bytes(unpackSeptets(bytearray(octets)))).rstrip("\r\0@")[:TEXT_MAX]
    return text.strip()[:TEXT_MAX]


def _is_ucs2(dcs: int | None) -> bool:
    if dcs is None:
        return False
    if dcs == LANGUAGE_THEN_UCS2:
        return True
    group = dcs >> 4
    return (0x4 <= group <= 0x7 or group == 0x9) and dcs >> 2 & 0b11 == 0b10


def _looks_like_ucs2(octets: bytes) -> bool:
    return len(octets) % 2 == 0 and all(high in (0x00, 0x04, 0x20) for high in octets[::2])
