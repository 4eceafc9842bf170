"""Book a call-back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.contracts.office import NotFit, NotKept
from appliance.menu.content import Background
from appliance.menu.node import Visit, node
from appliance.menu.nodes.record import DIGIT_WORDS

log = logging.getLogger(__name__)

LONGEST = 13
YES, OTHER = "1", "2"
START_OVER, END = "*", "#"


@node(
    "callback",
    title="Передзвонити",
    speaks=("own_number", "ask", "unfit", "read_back", "right", "kept", "failed"),
)
@dataclass(frozen=True)
class Callback:
    """Ask which number to call, his own or one he types, and book it. Silence stands for his own.

    A number that was typed is said back and must be confirmed. Who cannot be called by his own number (it is hidden) is
    asked for one at once.
    """

    own_number: str
    ask: str
    unfit: str
    read_back: str
    right: str
    kept: str
    failed: str
    tries: int = 3
    wait_s: float = 6.0
    pause_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done", "failed")

    def texts(self, _background: Background) -> tuple[str, ...]:
        """The digits of a number."""
        return DIGIT_WORDS

    async def run(self, call: Call, visit: Visit) -> str:
        """Say that it is booked only when it is."""
        call.forget_keys()
        try:
            booked = await self._own(call, visit) or await self._other(call, visit)
        except NotKept as error:
            log.warning("a call-back is not booked: %s", error)
            booked = False
        call.forget_keys()
        await call.play(visit.prompt(self.kept if booked else self.failed))
        return "done" if booked else "failed"

    async def _own(self, call: Call, visit: Visit) -> bool:
        if not visit.office.caller_can_be_called:
            return False
        if await call.read_digits(1, visit.prompt(self.own_number), first_s=self.wait_s) == OTHER:
            return False
        await visit.office.book_callback()
        return True

    async def _other(self, call: Call, visit: Visit) -> bool:
        prompt = self.ask
        for _ in range(self.tries):
            typed = await self._typed(call, visit, prompt)
            if not typed:
                break
            if await self._confirmed(call, visit, typed):
                try:
                    await visit.office.book_callback(typed)
                except NotFit as error:
                    log.info("%s", error)
                else:
                    return True
            prompt = self.unfit
        return False

    async def _typed(self, call: Call, visit: Visit, prompt: str) -> str:
        typed = ""
        key = await call.read_digits(1, visit.prompt(prompt), first_s=self.wait_s)
        while key and key != END:
            typed = "" if key == START_OVER else typed + key
            if len(typed) == LONGEST:
                break
            key = await call.read_digits(1, first_s=self.pause_s if typed else self.wait_s)
        return typed

    async def _confirmed(self, call: Call, visit: Visit, typed: str) -> bool:
        said = visit.prepared([DIGIT_WORDS[int(digit)] for digit in typed])
        call.forget_keys()
        key = await call.read_digits(1, visit.prompt(self.read_back), *said, visit.prompt(self.right))
        return key == YES
