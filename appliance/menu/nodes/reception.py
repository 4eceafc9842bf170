"""Tell who receives people, and book a visit by key."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from appliance.contracts import Call, Prompt
from appliance.contracts.office import NotFit, NotKept, SlotTaken
from appliance.menu.content import Background
from appliance.menu.contents.receptions import ToldReception, pieces, receptions_of, visit_in_words
from appliance.menu.node import COMMON_KEYS, Visit, node

log = logging.getLogger(__name__)

SHOWN = 5
MORE = "6"
YES, OTHER = "1", "2"
KEY_WORDS = ("один", "два", "три", "чотири", "п'ять")
OTHERS = "Щоб почути інших, натисніть шість."
DONE = "done"


@node(
    "reception",
    title="Прийом громадян",
    speaks=("prompt", "none", "ask", "offer_slot", "booked", "taken", "failed"),
)
@dataclass(frozen=True)
class Reception:
    """Let choose who receives, say where and when; who presses 1 after `ask` is offered free times one by one.

    `prompt` stands before the choice, `none` is heard where nobody receives or no time is free, `offer_slot` after a
    time: 1 books it, 2 goes to the next. Only a caller whose number is known can book, and silence books nothing.
    """

    prompt: str
    none: str
    ask: str
    offer_slot: str
    booked: str
    taken: str
    failed: str
    tries: int = 3
    offers: int = 10
    wait_s: float = 5.0
    exits: ClassVar[tuple[str, ...]] = (DONE,)

    def texts(self, background: Background) -> Iterator[str]:
        """Who receives, what is told of him, and the pieces of any time."""
        receptions = receptions_of(background.content)
        for place, each in enumerate(receptions):
            yield _choice(each, place % SHOWN)
            yield from each.told
        yield OTHERS
        yield from pieces(receptions)

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        receptions = receptions_of(visit.content)
        if not receptions:
            await call.play(visit.prompt(self.none))
            return DONE
        try:
            chosen = await self._chosen(call, visit, receptions) if len(receptions) > 1 else receptions[0]
            if chosen:
                await self._told(call, visit, chosen)
        except _Elsewhere as elsewhere:
            return elsewhere.exit_taken
        return DONE

    async def _chosen(self, call: Call, visit: Visit, receptions: Sequence[ToldReception]) -> ToldReception | None:
        """Offer five at a time; None: the caller has not chosen."""
        first, said = 0, [visit.prompt(self.prompt)]
        for _ in range(self.tries + len(receptions) // SHOWN):
            page = receptions[first : first + SHOWN]
            offered = [_choice(each, place) for place, each in enumerate(page)]
            more = [OTHERS] if len(receptions) > SHOWN else []
            key = await self._key(call, *said, *visit.prepared([*offered, *more]))
            if key and key in "12345"[: len(page)]:
                return page[int(key) - 1]
            if more and key == MORE:
                first = first + SHOWN if first + SHOWN < len(receptions) else 0
            said = []
        return None

    async def _told(self, call: Call, visit: Visit, chosen: ToldReception) -> None:
        """Tell of one reception, and book where that can be done."""
        bookable = bool(chosen.starts_min) and visit.office.caller_can_be_called
        asked = [visit.prompt(self.ask)] if bookable else []
        key = await self._key(call, *visit.prepared(chosen.told), *asked)
        if not bookable or key != YES:
            return
        try:
            await self._book(call, visit, chosen)
        except (NotFit, NotKept) as error:
            log.warning("a visit is not booked: %s", error)
            call.forget_keys()
            await call.play(visit.prompt(self.failed))

    async def _book(self, call: Call, visit: Visit, chosen: ToldReception) -> None:
        """Offer one time after another until one is booked. Raises NotFit, NotKept."""
        said: list[Prompt] = []
        heard: set[datetime] = set()
        while slot := await self._next_slot(visit, chosen, heard):
            heard.add(slot)
            call.forget_keys()
            key = await self._asked(call, [*said, *_time(visit, slot), visit.prompt(self.offer_slot)])
            said = []
            if key == YES:
                try:
                    return await self._say_booked(call, visit, await visit.office.book_reception(chosen.id, slot))
                except SlotTaken:
                    said = [visit.prompt(self.taken)]
            elif key != OTHER:
                return None
        await call.play(*said, visit.prompt(self.none))
        return None

    async def _next_slot(self, visit: Visit, chosen: ToldReception, heard: set[datetime]) -> datetime | None:
        """Ask the house anew each time: others book meanwhile."""
        free = await visit.office.reception_slots(chosen.id, self.offers)
        sayable = (slot for slot in free if slot not in heard and _time(visit, slot))
        return next(sayable, None) if len(heard) < self.offers else None

    async def _asked(self, call: Call, said: Sequence[Prompt]) -> str:
        """Ask until a key means something; "" for silence."""
        for _ in range(self.tries):
            key = await self._key(call, *said)
            if key in {YES, OTHER}:
                return key
        return ""

    async def _say_booked(self, call: Call, visit: Visit, starts_at: datetime) -> None:
        """Say it twice: there is no pencil beside the telephone."""
        call.forget_keys()
        said = _time(visit, starts_at)
        await call.play(visit.prompt(self.booked), *said, *said)

    async def _key(self, call: Call, *said: Prompt) -> str:
        """Say it and return a key. Raises _Elsewhere for a common one."""
        key = await call.read_digits(1, *said, first_s=self.wait_s)
        if key in COMMON_KEYS:
            raise _Elsewhere(COMMON_KEYS[key])
        return key


class _Elsewhere(Exception):
    """The caller has pressed a key that leads away from here."""

    def __init__(self, exit_taken: str) -> None:
        super().__init__(exit_taken)
        self.exit_taken = exit_taken


def _choice(reception: ToldReception, place: int) -> str:
    """Return "Голова громади, Іваненко Петро, натисніть один."."""
    return f"{reception.said_as[:1].upper()}{reception.said_as[1:]}, натисніть {KEY_WORDS[place]}."


def _time(visit: Visit, slot: datetime) -> list[Prompt]:
    """Return a time to be said; nothing where a piece of it was not prepared: half a time is a wrong one."""
    words = visit_in_words(slot, visit.calendar.zone)
    said = visit.prepared(words)
    return said if len(said) == len(words) else []
