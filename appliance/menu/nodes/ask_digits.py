"""Ask for digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.menu.node import Visit, node

START_OVER, END = "*", "#"


@node("ask_digits", title="Запитати цифри", speaks=("prompt", "again"))
@dataclass(frozen=True)
class AskDigits:
    """Ask for digits and keep them under a name. All ten are data; `*` starts over; `#`, the count or silence ends."""

    prompt: str
    again: str
    keep_as: str
    count: int = 1
    at_least: int = 1
    tries: int = 3
    wait_s: float = 5.0
    pause_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("given", "silent")

    async def run(self, call: Call, visit: Visit) -> str:
        """Keep what was given."""
        prompt = self.prompt
        for _ in range(self.tries):
            digits = await self._ask(call, visit, prompt)
            if len(digits) >= self.at_least:
                visit.heard[self.keep_as] = digits
                return "given"
            prompt = self.again
        return "silent"

    async def _ask(self, call: Call, visit: Visit, prompt: str) -> str:
        digits = ""
        key = await call.read_digits(1, visit.prompt(prompt), first_s=self.wait_s)
        while key and key != END:
            digits = "" if key == START_OVER else digits + key
            if len(digits) == self.count:
                break
            key = await call.read_digits(1, first_s=self.pause_s if digits else self.wait_s)
        return digits
