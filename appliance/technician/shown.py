"""What may stand on the technician's screen: no code of a terminal, no telephone number."""

from __future__ import annotations

import re

from appliance.logs import one_line

_DIGITS = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?!\d))"
    r"|(?P<number>\+?\d(?:[ ()\u00a0-]{0,2}\d){6,})"
)
"""A moment, which stays; or what is as long as a subscriber's number."""
_KEPT = 2


def shown(text: str) -> str:
    """Return `text` with terminal codes as escapes and every telephone number down to its last two digits."""
    return _DIGITS.sub(_masked, one_line(text, keep="\n"))


def _masked(found: re.Match[str]) -> str:
    return found["moment"] or f"…{found['number'][-_KEPT:]}"
