"""What sippy's thread tells the line. Values only; `call` names the call they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.lines.sdp import Agreed
from appliance.lines.sip_caller import Claims


@dataclass(frozen=True, slots=True)
class Invited:
    """A call rings. `source`: the peer's address; `dialled`: the number it was made to."""

    call: str
    source: str
    dialled: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Ringing:
    """The called side has been found (RFC 3261, 1xx)."""

    call: str
    code: int


@dataclass(frozen=True, slots=True)
class Talking:
    """Sound goes as agreed: after the answer, and whenever the other side holds, resumes or moves.

    `early`: before the call is answered.
    """

    call: str
    agreed: Agreed
    early: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key came by INFO."""

    call: str
    key: str


@dataclass(frozen=True, slots=True)
class Over:
    """The call is over: ended by the other side, or refused by `code` (0: by BYE or CANCEL).

    `fault`: why it could not go on, "" when somebody ended it.
    """

    call: str
    code: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The final answer to a request of ours outside a call. Code 408 is also nobody's answer."""

    code: int
    reason: str
    expires_s: int | None = None


Event = Invited | Ringing | Talking | Pressed | Over
