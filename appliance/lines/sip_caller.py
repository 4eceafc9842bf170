"""Who calls, from what a request claims. Pure (RFC 3261 §20.20, RFC 3323, RFC 3325, RFC 3966)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from appliance.numbers import RAW_LIMIT

_USER = re.compile(r"(?:sips?|tel):([^@;>?,\s]*)(@?)", re.IGNORECASE)
_ANONYMOUS = ("anonymous", "restricted", "private", "unknown", "unavailable")
_NOWHERE = "anonymous.invalid"


@dataclass(frozen=True, slots=True)
class Claims:
    """The headers of a request that speak of its caller, as text."""

    sender: str
    asserted: tuple[str, ...] = ()
    privacy: str = ""


def caller_of(claims: Claims, *, trusted: bool) -> str | None:
    """Return the number as received: "" withheld, None when there is none. At most 64 signs of it.

    `trusted`: the peer is our operator, whose P-Asserted-Identity outweighs what the caller's own telephone writes.
    """
    if {"id", "user", "full"} & {word.strip().lower() for word in claims.privacy.split(";")}:
        return ""
    for address in (*claims.asserted, claims.sender) if trusted else (claims.sender,):
        user = _user(address)
        if user.lower() in _ANONYMOUS or _NOWHERE in address.lower():
            return ""
        if user:
            return user
    return None


def _user(address: str) -> str:
    """Return the user part of an address, printable and cut."""
    _, bracket, inside = address.rpartition("<")
    found = _USER.match(inside.lstrip() if bracket else address.lstrip())
    if found is None or not (found[2] or found[0].lower().startswith("tel:")):
        return ""
    user = unquote(found[1][: RAW_LIMIT * 3], errors="replace").partition(":")[0]
    return "".join(sign for sign in user if sign.isprintable())[:RAW_LIMIT].strip()
