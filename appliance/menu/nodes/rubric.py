"""Read a rubric: news, decisions, events, telephones of other authorities."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import SAMPLE_RATE, Call, Prompt
from appliance.contracts.office import NotFit, NotKept
from appliance.menu.content import Background
from appliance.menu.contents.rubrics import RubricItem, check_rubric, items_of
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import COMMON_KEYS, REPEAT, Visit, node

log = logging.getLogger(__name__)

SMS = "1"
BETWEEN = Prompt("rest", "", bytes(SAMPLE_RATE))
"""Half a second between one entry and what is asked after it."""


@node(
    "rubric",
    title="Прочитати рубрику",
    speaks=("prompt", "next", "tail", "offer", "sent", "failed", "none"),
)
@dataclass(frozen=True)
class Rubric:
    """Read the entries of `rubric` that hold at this moment, after `prompt`; where there is none, say `none`.

    After each: `offer` to whose number takes an SMS (1), `next` while more follow (2, or silence), `tail` after the
    last. "Repeat" is this entry again; before the first has begun, the whole rubric.
    """

    rubric: str
    prompt: str
    next: str
    offer: str
    sent: str
    failed: str
    none: str
    tail: str = ""
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    def __post_init__(self) -> None:
        """Raise NoSuchRubric."""
        check_rubric(self.rubric)

    def texts(self, background: Background) -> Iterator[str]:
        """All words of all entries, also of those that begin later."""
        for item in items_of(background.content, self.rubric):
            yield from item.phrases

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on when all is read."""
        left = [item for item in items_of(visit.content, self.rubric) if _can_be_told(visit, item)]
        if not left:
            return await say_and_listen(call, visit, [visit.prompt(self.none)], tail=self.tail, wait_s=self.wait_s)
        if (elsewhere := await self._begin(call, visit)) != "done":
            return elsewhere
        while left:
            key = await self._read(call, visit, left[0], more=len(left) > 1)
            if COMMON_KEYS.get(key) == REPEAT:
                continue
            if key in COMMON_KEYS:
                return COMMON_KEYS[key]
            left = [item for item in left[1:] if item.holds(visit.now().wall)]
        return "done"

    async def _begin(self, call: Call, visit: Visit) -> str:
        """Say what follows. A key that chooses nothing yet only cuts that short: nothing has been heard to be sent."""
        elsewhere = await say_and_listen(call, visit, [visit.prompt(self.prompt)], tail="", wait_s=0)
        if elsewhere == "done":
            call.forget_keys()
        return elsewhere

    async def _read(self, call: Call, visit: Visit, item: RubricItem, *, more: bool) -> str:
        """Read one entry and return the key pressed, "" for none; what was asked for by SMS is sent."""
        texted = bool(item.sms) and visit.office.caller_can_be_texted
        asked = [
            *([visit.prompt(self.offer)] if texted else []),
            *([visit.prompt(self.next)] if more else []),
            *([visit.prompt(self.tail)] if self.tail and not more else []),
        ]
        wait_s = self.wait_s if asked else 0.0
        key = await call.read_digits(1, *_said(visit, item), BETWEEN, *asked, first_s=wait_s)
        if key == SMS and texted:
            await call.play(visit.prompt(await self._send(visit, item.sms)))
        return key

    async def _send(self, visit: Visit, text: str) -> str:
        """Return what is to be said of it."""
        try:
            await visit.office.text_caller(text)
        except (NotFit, NotKept) as error:
            log.warning("an entry of %s is not texted: %s", self.rubric, error)
            return self.failed
        return self.sent


def _can_be_told(visit: Visit, item: RubricItem) -> bool:
    """Whether it holds now and every word of it has been spoken."""
    return item.holds(visit.now().wall) and len(visit.prepared(item.phrases)) == len(item.phrases)


def _said(visit: Visit, item: RubricItem) -> Iterator[Prompt]:
    for piece in item.said:
        yield from visit.prepared([piece]) if isinstance(piece, str) else [_rest(piece)]


def _rest(seconds: float) -> Prompt:
    return Prompt("rest", "", bytes(int(seconds * SAMPLE_RATE) * 2))
