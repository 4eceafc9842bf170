"""Take a voice message."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.casework.calendar import WorkCalendar
from appliance.contracts import Call, CallEnded, NotKept, Prompt, Recorded
from appliance.menu.node import COMMON_KEYS, REPEAT, Visit, node
from audio.line.tones import beep

log = logging.getLogger(__name__)

DIGIT_WORDS = ("нуль", "один", "два", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять")
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

    def texts(self, _calendar: WorkCalendar) -> tuple[str, ...]:
        """The digits of the message's number."""
        return DIGIT_WORDS

    async def run(self, call: Call, visit: Visit) -> str:
        """Record until something is decided."""
        await call.play(visit.prompt(self.prompt))
        while True:
            try:
                recorded = await call.record(max_s=self.max_s, silence_s=self.silence_s, begin=BEEP)
            except OSError:
                log.exception("the message could not be recorded")
                await call.play(visit.prompt(self.failed))
                return "nothing"
            if recorded.sound_s < self.at_least_s:
                await visit.office.drop_recording(recorded)
                await call.play(visit.prompt(self.nothing))
                return "nothing"
            decision = await self._decide(call, visit, recorded)
            if decision not in {AGAIN, DELETE}:
                kept = await self._keep(call, visit, recorded)
                return COMMON_KEYS.get(decision, "done" if kept else "nothing")
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

    async def _keep(self, call: Call, visit: Visit, recorded: Recorded) -> bool:
        try:
            message = await visit.office.keep_message(recorded, self.purpose)
        except NotKept:
            log.exception("the message could not be kept")
            await call.play(visit.prompt(self.failed))
            return False
        call.forget_keys()
        if message.number is None:
            await call.play(visit.prompt(self.kept))
        else:
            digits = [visit.phrase(DIGIT_WORDS[int(digit)]) for digit in str(message.number)]
            await call.play(visit.prompt(self.kept_number), *digits, *digits)
        return True
