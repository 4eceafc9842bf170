"""The control socket's window to USSD: `ussd` asks or replies, `ussd_end` hangs up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance.contracts.messages import Messages, UssdFault


class UssdWindow:
    """Answers for the lines that can speak USSD."""

    def __init__(self, lines: Sequence[Messages]) -> None:
        """The first of `lines` is asked when none is named."""
        self._lines = lines

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "ussd", "text": "*111#" or a reply, "line": ""} with {"line", "text", "open"}."""
        line = self._line(request)
        answer = await line.ussd(str(request.get("text", "")))
        return {"line": line.name, "text": answer.text, "open": answer.open}

    async def end(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "ussd_end", "line": ""} with {"line"}."""
        line = self._line(request)
        await line.end_ussd()
        return {"line": line.name}

    def _line(self, request: dict[str, Any]) -> Messages:
        name = request.get("line", "")
        for line in self._lines:
            if name in ("", line.name):
                return line
        raise UssdFault(f"Немає лінії «{name}», яка вміє USSD.")
