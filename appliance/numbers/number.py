"""Telephone numbers as facts.

A number is judged by its length alone, `+380` and nine digits: mobile prefixes come and go. Since 14.10.2009 Ukraine
dials 0 and 00 in place of 8 and 8-10, and people still write both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

RAW_LIMIT = 64
ALPHANUMERIC_LIMIT = 11
"""3GPP TS 23.040 9.1.2.5: the longest name that a sender of SMS may have."""
EMERGENCY = frozenset({"101", "102", "103", "104", "112"})

_SUBSCRIBER = re.compile(r"\+380[2-9][0-9]{8}")
_WRITTEN = re.compile(r"\+?[0-9]+")
_SEPARATORS = frozenset("-()/.‐‑‒–—−")
_COUNTRY = "380"


class NumberKind(StrEnum):
    """What a number turned out to be. Only NORMAL is accepted as somebody's number."""

    NORMAL = "normal"
    SHORT = "short"
    INTERNAL = "internal"
    """A telephone of the house; only of calls that the box places."""
    WITHHELD = "withheld"
    UNAVAILABLE = "unavailable"
    ALPHANUMERIC = "alphanumeric"
    FOREIGN = "foreign"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as received and as understood.

    `raw`: at most 64 characters, "" when withheld or unavailable. `e164`: for NORMAL always, for FOREIGN when it was
    written in full and looks like no slip, else None. `suggestion`: what was probably meant by a slip, in E.164, for a
    clerk to confirm; else "".
    """

    raw: str
    e164: str | None
    kind: NumberKind
    suggestion: str = ""


def parse(number_raw: str | None, area_code: str) -> Number:
    """Understand a number as a network, a form or a paper gives it. Never raises.

    `number_raw`: "" withheld, None unavailable. `area_code`: of the settings, for local numbers ("04598" or "4598").
    """
    if number_raw is None:
        return Number("", None, NumberKind.UNAVAILABLE)
    raw = number_raw[:RAW_LIMIT]
    written = _without_separators(raw)
    if not written:
        kind = NumberKind.MALFORMED if raw.strip() else NumberKind.WITHHELD
        return Number(raw, None, kind)
    if len(number_raw) > RAW_LIMIT:
        return Number(raw, None, NumberKind.MALFORMED)
    if not _WRITTEN.fullmatch(written):
        return Number(raw, None, _kind_of_text(raw))
    return _understand(raw, written, area_code)


def _without_separators(raw: str) -> str:
    """Drop what people and telephones put between the digits: spaces of every width, brackets, invisible marks."""
    return "".join(
        sign for sign in raw if not (sign.isspace() or sign in _SEPARATORS or unicodedata.category(sign) == "Cf")
    )


def _kind_of_text(raw: str) -> NumberKind:
    """Tell a sender's name from a number with a letter slipped in."""
    letters = sum(sign.isalpha() for sign in raw)
    is_name = len(raw) <= ALPHANUMERIC_LIMIT and raw.isprintable() and letters > sum(sign.isdigit() for sign in raw)
    return NumberKind.ALPHANUMERIC if is_name else NumberKind.MALFORMED


def _understand(raw: str, written: str, area_code: str) -> Number:
    if international := _international(written):
        return _by_country(raw, international)
    if _is_short(written):
        return Number(raw, None, NumberKind.SHORT)
    if e164 := _national(written) or _local(written, area_code):
        return Number(raw, e164, NumberKind.NORMAL)
    if suggestion := _suggest(written):
        kind = NumberKind.MALFORMED if len(written) < 11 else NumberKind.FOREIGN
        return Number(raw, None, kind, suggestion)
    foreign = 11 <= len(written) <= 15 and not written.startswith(("0", "80", _COUNTRY))
    return Number(raw, None, NumberKind.FOREIGN if foreign else NumberKind.MALFORMED)


def _international(written: str) -> str:
    """Return the digits after +, 00 or the old 8-10; "" when the number is not written so."""
    if written.startswith("+"):
        return written[1:]
    if written.startswith("00") and len(written) > 2:
        return written[2:]
    if written.startswith("810") and len(written) > 11:
        return written[3:]
    if written.startswith(_COUNTRY) and len(written) == 12:
        return written
    return ""


def _by_country(raw: str, digits: str) -> Number:
    e164 = f"+{digits}"
    if _SUBSCRIBER.fullmatch(e164):
        return Number(raw, e164, NumberKind.NORMAL)
    suggestion = _suggest(digits)
    if digits.startswith(("0", _COUNTRY)) or not 7 <= len(digits) <= 15:
        return Number(raw, None, NumberKind.MALFORMED, suggestion)
    return Number(raw, None if suggestion else e164, NumberKind.FOREIGN, suggestion)


def _is_short(written: str) -> bool:
    """Tell a service's short number: up to four digits, or five or six that begin with 1 as no subscriber's does."""
    return not written.startswith("0") and (len(written) <= 4 or (len(written) <= 6 and written.startswith("1")))


def _national(written: str) -> str:
    """Read 0 and nine digits, or the old prefix 8 before the 0."""
    trunk = written.removeprefix("8") if written.startswith("80") and len(written) == 11 else written
    return _subscriber(trunk[1:]) if trunk.startswith("0") else ""


def _local(written: str, area_code: str) -> str:
    """Read a local number of five to seven digits; with the area's code it must come to nine."""
    area = _without_separators(area_code).removeprefix("+380").removeprefix("0")
    is_local = 5 <= len(written) <= 7 and not written.startswith(("0", "1"))
    return _subscriber(area + written) if is_local else ""


def _subscriber(nine: str) -> str:
    e164 = f"+{_COUNTRY}{nine}"
    return e164 if _SUBSCRIBER.fullmatch(e164) else ""


def _suggest(digits: str) -> str:
    """Mend one slip: a digit of 380 left out, a trunk 0 too many behind it, or nothing in front of the nine digits."""
    for slip in ("80", "30", "38", f"{_COUNTRY}0", "0", ""):
        if digits.startswith(slip) and (e164 := _subscriber(digits.removeprefix(slip))):
            return e164
    return ""


def grouped(e164: str) -> str:
    """Write a number for a screen: "066 283 81 82"; one of another country as it is."""
    if not _SUBSCRIBER.fullmatch(e164):
        return e164
    nine = e164.removeprefix(f"+{_COUNTRY}")
    return f"0{nine[:2]} {nine[2:5]} {nine[5:7]} {nine[7:]}"


def masked(number: Number) -> str:
    """Write a number for a list: the person's own digits hidden, services and senders' names shown."""
    if number.kind is NumberKind.WITHHELD:
        return "номер приховано"
    if number.kind is NumberKind.UNAVAILABLE:
        return "номер не визначено"
    if number.kind in (NumberKind.SHORT, NumberKind.ALPHANUMERIC):
        return number.raw
    if number.kind is NumberKind.NORMAL and number.e164:
        shown = grouped(number.e164)
        return f"{shown[:3]} ••• •• {shown[-2:]}"
    written = _without_separators(number.e164 or number.raw)
    return f"{written[:3]} ••• {written[-2:]}" if len(written) > 8 else "•••"


def is_subscriber(e164: str | None) -> bool:
    """Tell whether it is exactly a Ukrainian number in E.164."""
    return e164 is not None and _SUBSCRIBER.fullmatch(e164) is not None


def digits_of(raw: str) -> str:
    """Return what was received without separators and the plus."""
    return _without_separators(raw).removeprefix("+")
