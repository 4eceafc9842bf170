"""Connect the caller with a person."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.casework.office.hours import OfficeKind
from appliance.contracts import Call, EndedBy, Leg, Prompt
from appliance.contracts.office import NobodyReady, Search
from appliance.menu.content import Background
from appliance.menu.node import COMMON_KEYS, OPERATOR, Visit, node
from appliance.menu.waiting import TEXTS, waiting_words

log = logging.getLogger(__name__)

CALL_BACK, MESSAGE = "1", "2"
LEAVE = {CALL_BACK: "call_back", MESSAGE: "message"}


@node("operator", title="З'єднати з оператором", speaks=("prompt", "waiting", "music", "lost"))
@dataclass(frozen=True)
class Operator:
    """Say `prompt`, ring the operators, and let the caller talk with the first who answers.

    While he waits he hears his place and the time, `waiting` (how to leave: 1 call me back, 2 a message) and `music`,
    again and again. `lost` is said when the operator's line breaks; then a message can be left. Out of hours nobody is
    rung.
    """

    prompt: str
    waiting: str
    music: str
    lost: str
    exits: ClassVar[tuple[str, ...]] = ("talked", "closed", "nobody", "no_answer", "call_back", "message")

    def texts(self, _background: Background) -> tuple[str, ...]:
        """The words of place and time."""
        return TEXTS

    async def run(self, call: Call, visit: Visit) -> str:
        """Look for a person until there is one, or the caller chooses otherwise."""
        if visit.calendar.state(visit.now().wall).kind is not OfficeKind.OPEN:
            return "closed"
        try:
            async with visit.office.seek_operator() as search:
                leg, elsewhere = await self._wait(call, visit, search)
                return await self._talk(call, visit, leg) if leg else elsewhere
        except NobodyReady as error:
            log.info("%s", error)
            return "nobody"

    async def _wait(self, call: Call, visit: Visit, search: Search) -> tuple[Leg | None, str]:
        """Return the leg of who answered, else the exit that was taken."""
        said = [visit.prompt(self.prompt)]
        while True:
            leg = await call.wait_while_playing(search.found, *said)
            if search.found.done():
                return leg, "no_answer"
            key = await call.wait_for_key(0)
            if key:
                await call.read_digits(1)
            if key in LEAVE:
                return None, LEAVE[key]
            if COMMON_KEYS.get(key, OPERATOR) != OPERATOR:
                return None, COMMON_KEYS[key]
            search.told()
            said = self._meanwhile(visit, search)

    def _meanwhile(self, visit: Visit, search: Search) -> list[Prompt]:
        """What a caller hears in one round of waiting. While somebody rings for him there is no place to tell."""
        place = visit.prepared(waiting_words(search.position, search.expected_s))
        return [*place, visit.prompt(self.waiting), visit.prompt(self.music)]

    async def _talk(self, call: Call, visit: Visit, leg: Leg) -> str:
        call.forget_keys()
        if await call.bridge(leg) is EndedBy.FAULT:
            await call.play(visit.prompt(self.lost))
            return LEAVE[MESSAGE]
        return "talked"
