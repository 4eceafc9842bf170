"""Caller identification as a voice modem prints it between two rings: `NMBR = 0671112244` (formatted, AT+VCID=1).

Any of the lines DATE, TIME, NMBR and NAME may be missing, blanks around `=` too. Only the number is used; a date that
is no date must harm nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?:DDN_)?NMBR\s*=\s*(?P<number>.*)", re.IGNORECASE)
_WITHHELD = {"P", "PRIVATE"}
_UNAVAILABLE = {"", "O", "OUT OF AREA", "UNAVAILABLE", "-"}


@dataclass(frozen=True, slots=True)
class CallerId:
    """The number as received: "" withheld, None unavailable."""

    number: str | None


def caller_id(line: str) -> CallerId | None:
    """Read a line; None for one that tells no number."""
    found = _NUMBER.fullmatch(line.strip())
    if found is None:
        return None
    number = found["number"].strip()
    if number.upper() in _UNAVAILABLE:
        return CallerId(None)
    return CallerId("" if number.upper() in _WITHHELD else number)
