"""Take a voice message."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call, CallEnded, Prompt, Recorded
from appliance.contracts.office import NotKept
from appliance.menu.content import Background
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import COMMON_KEYS, EMERGENCY, REPEAT, Visit, node
from audio.line.tones import beep

log = logging.getLogger(__name__)

DIGIT_WORDS = ("нуль", "один", "два", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять")
ONCE_MORE = "Повторюю"
PHRASES = (*DIGIT_WORDS, ONCE_MORE)
"""What is put together to say the number of a message."""
BEEP = Prompt("beep", "", beep())
LISTEN, AGAIN, DELETE, SAVE = "1", "2", "3", "4"


@node(
    "record",
    title="Записати повідомлення",
    speaks=("prompt", "review", "kept", "kept_number", "deleted", "nothing", "failed"),
)
@dataclass(frozen=True)
class Record:
    """Record after a beep, let the caller listen, record again, delete or save; a hang-up saves.

    While `prompt` plays, the common keys lead elsewhere and any other begins at once. Nothing typed before it counts.

    It is said to be kept only once it is on disk. The number is said when the register gave one.
    """

    prompt: str
    review: str
    kept: str
    kept_number: str
    deleted: str
    nothing: str
    failed: str
    purpose: str = "message"
    max_s: float = 180.0
    silence_s: float = 5.0
    at_least_s: float = 2.0
    wait_s: float = 5.0
    wrong_tries: int = 3
    exits: ClassVar[tuple[str, ...]] = ("done", "nothing")

    def texts(self, _background: Background) -> tuple[str, ...]:
        """The digits of the message's number, and what stands between the first and the second time."""
        return PHRASES

    async def run(self, call: Call, visit: Visit) -> str:
        """Record until something is decided."""
        call.forget_keys()
        if not visit.office.can_record:
            log.warning("no message is taken: the disk is full")
            await call.play(visit.prompt(self.failed))
            return "nothing"
        said = await say_and_listen(call, visit, [visit.prompt(self.prompt)], tail="", wait_s=0)
        if said != "done":
            return said
        try:
            return await self._record(call, visit)
        except (OSError, NotKept):
            log.exception("the message could not be kept")
            # A key that was meant to end the message must not cut the word that nothing was kept.
            await call.play(visit.prompt(self.failed), break_on="")
            call.forget_keys()
            return "nothing"

    async def _record(self, call: Call, visit: Visit) -> str:
        while True:
            recorded = await call.record(max_s=self.max_s, silence_s=self.silence_s, begin=BEEP, purpose=self.purpose)
            if recorded.sound_s < self.at_least_s:
                await visit.office.drop_recording(recorded)
                await call.play(visit.prompt(self.nothing))
                return "nothing"
            decision = await self._decide(call, visit, recorded)
            if decision not in {AGAIN, DELETE}:
                await self._keep(call, visit, recorded, hurried=COMMON_KEYS.get(decision) == EMERGENCY)
                return COMMON_KEYS.get(decision, "done")
            await visit.office.drop_recording(recorded)
            if decision == DELETE:
                await call.play(visit.prompt(self.deleted))
                return "nothing"

    async def _decide(self, call: Call, visit: Visit, recorded: Recorded) -> str:
        """Ask what to do with it. Silence, leaving for another place of the menu and going away all save it."""
        wrong = 0
        try:
            while wrong < self.wrong_tries:
                call.forget_keys()
                key = await call.read_digits(1, visit.prompt(self.review), first_s=self.wait_s)
                if key == LISTEN:
                    await call.play(await visit.office.play_back(recorded))
                elif COMMON_KEYS.get(key) == REPEAT:
                    continue
                elif not key or key in COMMON_KEYS or key in {AGAIN, DELETE, SAVE}:
                    return key or SAVE
                else:
                    wrong += 1
        except CallEnded:
            await visit.office.keep_message(recorded, self.purpose)
            raise
        return SAVE

    async def _keep(self, call: Call, visit: Visit, recorded: Recorded, *, hurried: bool) -> None:
        """Keep it and say so; who is in danger hears where to call instead. Raises NotKept."""
        message = await visit.office.keep_message(recorded, self.purpose)
        call.forget_keys()
        if hurried:
            return
        digits = [DIGIT_WORDS[int(digit)] for digit in str(message.number or "")]
        words = [*digits, ONCE_MORE, *digits]
        said = visit.prepared(words)
        if digits and len(said) == len(words):
            await call.play(visit.prompt(self.kept_number), *said)
        else:
            await call.play(visit.prompt(self.kept))
