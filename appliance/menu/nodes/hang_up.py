"""End the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.menu.node import Visit, node


@node("hang_up", title="Завершити дзвінок", speaks=("prompt",))
@dataclass(frozen=True)
class HangUp:
    """Say goodbye and put the telephone down."""

    prompt: str
    exits: ClassVar[tuple[str, ...]] = ()

    async def run(self, call: Call, visit: Visit) -> str:
        """Never returns: the call ends here."""
        call.forget_keys()
        await call.play(visit.prompt(self.prompt), break_on="")
        await call.hang_up()
        return ""
