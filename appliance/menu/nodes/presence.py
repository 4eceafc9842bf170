"""Let an operator say by his own telephone how he stands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.contracts.office import NotKept, PresenceState
from appliance.menu.content import Background
from appliance.menu.node import COMMON_KEYS, Visit, node

log = logging.getLogger(__name__)

STATES: Mapping[str, PresenceState] = {
    "1": PresenceState.READY,
    "2": PresenceState.BREAK,
    "3": PresenceState.LUNCH,
    "4": PresenceState.OFF,
}
WORDS: Mapping[PresenceState, str] = {
    PresenceState.READY: "Ви на зв'язку.",
    PresenceState.BREAK: "У вас перерва.",
    PresenceState.LUNCH: "У вас обід.",
    PresenceState.AFTER_CALL: "Ви записуєте після розмови.",
    PresenceState.OFF: "Ви не працюєте.",
}


@node("presence", title="Присутність оператора", speaks=("prompt", "changed", "failed"))
@dataclass(frozen=True)
class Presence:
    """Say how the operator stands, then `prompt`: 1 ready, 2 a break, 3 lunch, 4 off. `changed` stands before the news.

    Whose telephone calls, the house knows by the number shown, which is a hint and no proof: so nothing personal is
    said, and a stranger goes on as if this place were not there. Silence changes nothing.
    """

    prompt: str
    changed: str
    failed: str
    tries: int = 3
    wait_s: float = 6.0
    exits: ClassVar[tuple[str, ...]] = ("done", "stranger")

    def texts(self, _background: Background) -> tuple[str, ...]:
        """How one can stand."""
        return tuple(WORDS.values())

    async def run(self, call: Call, visit: Visit) -> str:
        """Take one change, and say it only when it is kept."""
        if not visit.office.caller_is_staff:
            return "stranger"
        state = await visit.office.presence()
        for _ in range(self.tries):
            said = visit.prepared([WORDS[state]] if state else [])
            key = await call.read_digits(1, *said, visit.prompt(self.prompt), first_s=self.wait_s)
            if key in STATES:
                await self._change(call, visit, STATES[key])
                return "done"
            if key in COMMON_KEYS:
                return COMMON_KEYS[key]
            if not key:
                break
        return "done"

    async def _change(self, call: Call, visit: Visit, state: PresenceState) -> None:
        try:
            await visit.office.change_presence(state)
        except NotKept as error:
            log.warning("a change of presence is lost: %s", error)
            await call.play(visit.prompt(self.failed))
        else:
            await call.play(visit.prompt(self.changed), *visit.prepared([WORDS[state]]))
