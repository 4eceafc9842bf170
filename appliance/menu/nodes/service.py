"""Tell one service of the office's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.menu.content import Background
from appliance.menu.contents.services import ToldServices
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import Visit, node
from appliance.menu.telling import DONE, Telling, tell


@node("service", title="Одна послуга", speaks=("tail", "offer", "sent", "failed", "stale", "none"))
@dataclass(frozen=True)
class Service:
    """Tell the service whose card has this `code`, and offer it as an SMS; `none` where it is told no more.

    `stale` stands behind what nobody has confirmed in time.
    """

    code: str
    tail: str
    offer: str
    sent: str
    failed: str
    stale: str
    none: str
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = (DONE,)

    def texts(self, background: Background) -> Iterator[str]:
        """The words of the card."""
        service = ToldServices.of(background.content).coded(self.code)
        if service:
            yield service.spoken

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        service = ToldServices.of(visit.content).coded(self.code)
        if service is None:
            return await say_and_listen(call, visit, [visit.prompt(self.none)], tail="", wait_s=0)
        prompts = Telling(self.tail, self.offer, self.sent, self.failed, self.stale, self.wait_s)
        return await tell(call, visit, service, prompts)
