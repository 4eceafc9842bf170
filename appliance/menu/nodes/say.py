"""Say something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import Visit, node


@node("say", title="Сказати", speaks=("prompt", "tail"))
@dataclass(frozen=True)
class Say:
    """Say `prompt`, then `tail` (how to hear it again, how to go back), and wait `wait_s` for a key."""

    prompt: str
    tail: str = ""
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        return await say_and_listen(call, visit, [visit.prompt(self.prompt)], tail=self.tail, wait_s=self.wait_s)
