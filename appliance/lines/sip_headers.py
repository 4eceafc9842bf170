"""Headers of sippy's messages as text, and those every answer of ours carries."""

from __future__ import annotations

from typing import Any

from sippy.MsgBody import MsgBody  # type: ignore[import-untyped]
from sippy.SipContentType import SipContentType  # type: ignore[import-untyped]
from sippy.SipHeader import SipHeader  # type: ignore[import-untyped]

from appliance.lines import sdp
from appliance.lines.sip_session_timer import OPTION
from appliance.lines.sip_stack import NAME

SDP = "application/sdp"
ALLOWED = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "REFER")
KNOWN = (*ALLOWED, "REGISTER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "PRACK")
UNDERSTOOD = (OPTION,)
"""What may stand in Require."""


def texts(message: Any, *names: str) -> list[str]:
    """Return the values of a header under each of its names, long and short."""
    return [str(header.body) for name in names for header in message.getHFs(name)]


def tokens(message: Any, *names: str) -> set[str]:
    """Return the words of a comma-separated header, in lower case."""
    return {word.strip().lower() for text in texts(message, *names) for word in text.split(",") if word.strip()}


def header(name: str, value: str) -> Any:
    """Make a header."""
    return SipHeader(name=name, bodys=value)


def body(text: str, kind: str = SDP) -> Any:
    """Make a body."""
    content_type = SipContentType(kind)
    content_type.parse()
    return MsgBody(text, content_type)


def abilities() -> list[Any]:
    """Say what we can (RFC 3261, 11.2)."""
    return [
        header("Allow", ", ".join(ALLOWED)),
        header("Accept", f"{SDP}, application/dtmf-relay"),
        header("Supported", ", ".join(UNDERSTOOD)),
    ]


def response(request: Any, code: int, reason: str, *headers: Any) -> Any:
    """Answer a request."""
    made = request.genResponse(code, reason, server=NAME)
    made.appendHeaders(list(headers))
    return made


def objection(request: Any) -> Any | None:
    """Return the refusal of a method or an extension that we do not know; None: nothing speaks against it."""
    method = request.getMethod()
    if method not in KNOWN:
        return response(request, 501, "Not Implemented", *abilities()[:1])
    unknown = tokens(request, "require") - set(UNDERSTOOD)
    if unknown and method not in ("ACK", "CANCEL"):
        return response(request, 420, "Bad Extension", header("Unsupported", ", ".join(sorted(unknown))))
    if method not in ALLOWED:
        return response(request, 405, "Method Not Allowed", *abilities()[:1])
    return None


def description_of(message: Any) -> sdp.Description | None:
    """Read the description that a message carries; None: it carries none. Raises NotAcceptable."""
    carried = message.getBody()
    if carried is None:
        return None
    if carried.getType().strip() != SDP:
        raise sdp.NotAcceptable("Запит несе не опис дзвінка.")
    return sdp.read(str(carried))
