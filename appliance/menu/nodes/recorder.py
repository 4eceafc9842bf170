"""Record the prompts of the menu by telephone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call, Prompt, Recorded
from appliance.contracts.office import NotFit, NotKept
from appliance.menu.content import Background
from appliance.menu.node import COMMON_KEYS, REPEAT, Visit, node
from appliance.menu.nodes.record import BEEP, DIGIT_WORDS
from appliance.menu.pin_door import END, REFUSED, SILENT, refused_at_the_door

log = logging.getLogger(__name__)

KEEP, AGAIN, DROP = "1", "2", "3"
DONE = "done"


@node(
    "recorder",
    title="Записати тексти меню з телефону",
    speaks=("prompt", "wrong", "closed", "choose", "unknown", "review", "kept", "unfit", "dropped", "failed"),
)
@dataclass(frozen=True)
class Recorder:
    """Let in who knows the PIN; then, until he is silent: which prompt, a beep, what he said, keep or not.

    A prompt's number is its place in the flow's `[prompts]`, as `slukhavka recording list` shows. A kept recording is
    heard after the next publication. Who hangs up, goes elsewhere or says nothing has not kept it: a mistake here is
    heard by everybody. Put it behind a key that the menu does not name.
    """

    prompt: str
    wrong: str
    closed: str
    choose: str
    unknown: str
    review: str
    kept: str
    unfit: str
    dropped: str
    failed: str
    max_s: float = 180.0
    silence_s: float = 4.0
    at_least_s: float = 0.5
    wait_s: float = 8.0
    tries: int = 3
    exits: ClassVar[tuple[str, ...]] = (DONE, REFUSED, SILENT)

    def texts(self, _background: Background) -> tuple[str, ...]:
        """The digits of a prompt's number."""
        return DIGIT_WORDS

    async def run(self, call: Call, visit: Visit) -> str:
        """Record one prompt after another."""
        refused = await refused_at_the_door(
            call, visit, prompt=self.prompt, wrong=self.wrong, closed=self.closed, wait_s=self.wait_s
        )
        if refused:
            return refused
        if not visit.office.can_record:
            await call.play(visit.prompt(self.failed))
            return DONE
        try:
            while chosen := await self._chosen(call, visit):
                if elsewhere := await self._record(call, visit, chosen):
                    return elsewhere
        except (OSError, NotKept):
            log.exception("a prompt could not be recorded")
            # A key that was meant to end the message must not cut the word that nothing was kept.
            await call.play(visit.prompt(self.failed), break_on="")
            call.forget_keys()
        return DONE

    async def _chosen(self, call: Call, visit: Visit) -> Prompt | None:
        """Return the prompt whose number is given; None for silence, for `#` alone, and after wrong numbers."""
        prompts = list(visit.prompts.values())
        said = self.choose
        call.forget_keys()
        for _ in range(self.tries):
            longest = len(str(len(prompts)))
            digits = await call.read_digits(longest, visit.prompt(said), first_s=self.wait_s, terminator=END)
            if not digits:
                return None
            if digits.isdecimal() and 1 <= int(digits) <= len(prompts):
                return prompts[int(digits) - 1]
            said = self.unknown
        return None

    async def _record(self, call: Call, visit: Visit, chosen: Prompt) -> str:
        """Say which prompt it is and how it sounds now, then record it. Return the exit of a common key or ""."""
        number = list(visit.prompts.values()).index(chosen) + 1
        await call.play(*visit.prepared([DIGIT_WORDS[int(digit)] for digit in str(number)]), chosen)
        key = AGAIN
        while key == AGAIN:
            recorded = await call.record(max_s=self.max_s, silence_s=self.silence_s, begin=BEEP)
            try:
                key = await self._decided(call, visit, recorded)
                if key == KEEP:
                    await self._keep(call, visit, recorded, chosen)
            finally:
                await visit.office.drop_recording(recorded)
        if key != KEEP:
            await call.play(visit.prompt(self.dropped))
        return COMMON_KEYS.get(key, "")

    async def _decided(self, call: Call, visit: Visit, recorded: Recorded) -> str:
        """Play it and ask what to do with it; whoever does not say has dropped it."""
        if recorded.sound_s < self.at_least_s:
            return DROP
        said = [await visit.office.play_back(recorded), visit.prompt(self.review)]
        for _ in range(self.tries):
            call.forget_keys()
            key = await call.read_digits(1, *said, first_s=self.wait_s)
            if key in {KEEP, AGAIN, DROP} or COMMON_KEYS.get(key, REPEAT) != REPEAT:
                return key
        return DROP

    async def _keep(self, call: Call, visit: Visit, recorded: Recorded, chosen: Prompt) -> None:
        try:
            await visit.office.keep_prompt(recorded, chosen)
        except NotFit as error:
            log.info("the recording of %r does not fit: %s", chosen.name, error)
            said = self.unfit
        else:
            said = self.kept
        call.forget_keys()
        await call.play(visit.prompt(said))
