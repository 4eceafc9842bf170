"""Keys that come by INFO, in the two forms that telephones use. Pure.

Neither is a standard: application/dtmf-relay ("Signal=5", one a line) is Cisco's, application/dtmf holds the key alone.
"""

from __future__ import annotations

from appliance.contracts import DIGITS

RELAY = "application/dtmf-relay"
ALONE = "application/dtmf"
_BY_NUMBER = {"10": "*", "11": "#"}


def key_of(kind: str, text: str) -> str:
    """Return the key that a body tells, "" when it tells none."""
    if kind == ALONE:
        return _key(text)
    if kind != RELAY:
        return ""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip().lower() == "signal":
            return _key(value)
    return ""


def _key(written: str) -> str:
    word = written.strip()
    key = _BY_NUMBER.get(word, word)
    return key if len(key) == 1 and key in DIGITS else ""
