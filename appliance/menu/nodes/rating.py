"""Ask what a talk was worth."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.contracts.office import NotKept
from appliance.menu.node import Visit, node

log = logging.getLogger(__name__)

VALUES = "12345"


@node("rating", title="Оцінити розмову", speaks=("prompt", "again", "thanks"))
@dataclass(frozen=True)
class Rating:
    """Ask for a rating from 1 to 5. Nobody has to give one: silence goes on."""

    prompt: str
    again: str
    thanks: str
    tries: int = 2
    wait_s: float = 5.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    async def run(self, call: Call, visit: Visit) -> str:
        """Keep the rating, and thank for what is kept."""
        prompt = self.prompt
        for _ in range(self.tries):
            call.forget_keys()
            key = await call.read_digits(1, visit.prompt(prompt), first_s=self.wait_s)
            if not key:
                break
            if key in VALUES:
                await self._keep(call, visit, int(key))
                break
            prompt = self.again
        return "done"

    async def _keep(self, call: Call, visit: Visit, value: int) -> None:
        try:
            await visit.office.rate(value)
        except NotKept as error:
            log.warning("a rating is lost: %s", error)
        else:
            await call.play(visit.prompt(self.thanks))
