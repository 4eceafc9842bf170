"""The last of what went over a modem's wire, for whoever looks for a fault: bounded, harmless to show, without people.

Telephone numbers and the bodies of SMS are masked before they are kept; what a terminal would obey is written out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from appliance.contracts.self_test import Overheard
from appliance.lines.at import Answer, Prompt, Unsolicited

KEPT = 300
LINE_MAX = 160
_PDU = re.compile(r"[0-9A-Fa-f]{24,}")
_NUMBER = re.compile(r"\+?\d{6,}")
SENT, HEARD = ">", "<"


class AtLog:
    """One line's; it outlives the opening and closing of ports."""

    def __init__(self, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`wall`: the wall clock, in UTC."""
        self._wall = wall
        self._lines: deque[Overheard] = deque(maxlen=KEPT)

    def sent(self, text: str) -> None:
        """Keep a command."""
        self._keep(SENT, text)

    def heard(self, event: Answer | Unsolicited | Prompt) -> None:
        """Keep what came."""
        match event:
            case Answer():
                for line in (*event.lines, event.final):
                    self._keep(HEARD, line)
            case Unsolicited():
                self._keep(HEARD, event.line)

    def lines(self) -> tuple[Overheard, ...]:
        """Return what is kept, the oldest first."""
        return tuple(self._lines)

    def _keep(self, direction: str, text: str) -> None:
        self._lines.append(Overheard(self._wall(), direction, harmless(text)))


def harmless(text: str) -> str:
    """Return a line as anybody may see it: without numbers, without SMS, without what moves a cursor."""
    text = _PDU.sub(lambda found: f"<{len(found[0])} знаків>", text[: 4 * LINE_MAX])
    text = _NUMBER.sub(_masked, text)
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)[:LINE_MAX]


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    shown = number[:-7] if len(number) > 9 else ""
    return f"{shown}•••••{number[-2:]}"
