"""Offer choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.contracts import Call
from appliance.menu.node import COMMON_KEYS, Visit, node


@node("menu", title="Меню", speaks=("prompt", "short", "wrong", "quiet"), is_menu=True)
@dataclass(frozen=True)
class Menu:
    """Say the choices and take one. A wrong key and silence have each their words, their count and their exit."""

    prompt: str
    short: str
    wrong: str
    quiet: str
    choices: Mapping[str, str]
    wrong_tries: int = 3
    quiet_tries: int = 2
    wait_s: float = 5.0

    @property
    def exits(self) -> tuple[str, ...]:
        """One exit a choice, one for wrong keys, one for silence."""
        return (*self.choices, "invalid", "silent")

    async def run(self, call: Call, visit: Visit) -> str:
        """Ask until a key means something."""
        wrong = quiet = 0
        said = [visit.prompt(self.prompt)]
        while True:
            key = await call.read_digits(1, *said, first_s=self.wait_s)
            if key in self.choices:
                return key
            if key in COMMON_KEYS:
                return COMMON_KEYS[key]
            if key:
                wrong += 1
                call.forget_keys()
            else:
                quiet += 1
            if wrong >= self.wrong_tries:
                return "invalid"
            if quiet >= self.quiet_tries:
                return "silent"
            said = [visit.prompt(self.wrong if key else self.quiet), visit.prompt(self.short)]
