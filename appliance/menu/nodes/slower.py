"""Speak slower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import REPEAT, Visit, node


@node("slower", title="Говорити повільніше", speaks=("slowly", "usual"), changes_pace=True)
@dataclass(frozen=True)
class Slower:
    """Speak slower to the end of the call and say so by `slowly`; taken again, as usual, and say so by `usual`."""

    slowly: str
    usual: str
    exits: ClassVar[tuple[str, ...]] = ("done",)

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on. To hear it again is no wish to change the pace again."""
        await visit.change_pace()
        said = [visit.prompt(self.slowly if visit.slowly else self.usual)]
        while (exit_taken := await say_and_listen(call, visit, said, tail="", wait_s=0)) == REPEAT:
            continue
        return exit_taken
