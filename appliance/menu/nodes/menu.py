"""Offer choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.contracts import Call
from appliance.menu.choosing import INVALID, SILENT, Patience, choose
from appliance.menu.node import Visit, node


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
        return (*self.choices, INVALID, SILENT)

    async def run(self, call: Call, visit: Visit) -> str:
        """Ask until a key means something."""
        patience = Patience(self.wrong, self.quiet, self.wrong_tries, self.quiet_tries, self.wait_s)
        first, short = [visit.prompt(self.prompt)], [visit.prompt(self.short)]
        return await choose(call, visit, self.choices, first, short, patience)
