"""Let a caller find a service of the office's own, and tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call, Prompt
from appliance.menu.choosing import INVALID, SILENT, Patience, choose
from appliance.menu.content import Background
from appliance.menu.contents.services import KEYS, ToldSection, ToldService, ToldServices, list_words, pages
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import BACK, REPEAT, Visit, node
from appliance.menu.telling import DONE, Telling, tell

MORE_KEY = str(KEYS)


@node(
    "services",
    title="Послуги: розділи, перелік, картка",
    speaks=("prompt", "wrong", "quiet", "none", "tail", "offer", "sent", "failed", "stale"),
    is_menu=True,
)
@dataclass(frozen=True)
class Services:
    """Say `prompt`, then the sections, the services of one, the card; and offer the card as an SMS.

    More than six choices are said in pages, six leads to the next. Back is one step back, to the page, the list or the
    section before, and beyond the first out of here. A single section is not asked for. `none`: there are no services.
    """

    prompt: str
    wrong: str
    quiet: str
    none: str
    tail: str
    offer: str
    sent: str
    failed: str
    stale: str
    wrong_tries: int = 3
    quiet_tries: int = 2
    wait_s: float = 5.0
    exits: ClassVar[tuple[str, ...]] = (DONE, INVALID, SILENT)

    def texts(self, background: Background) -> Iterator[str]:
        """The sentences of every page of every list, and every card."""
        told = ToldServices.of(background.content)
        for page in list_words(_names(told.sections), inner=False) if told.sections else ():
            yield from page
        for section in told.sections:
            for page in list_words(_names(section.services), inner=len(told.sections) > 1):
                yield from page
        yield from (service.spoken for service in told.all)

    async def run(self, call: Call, visit: Visit) -> str:
        """Walk until a card is told, or a key leads elsewhere."""
        told = ToldServices.of(visit.content)
        if not told.sections:
            return await say_and_listen(call, visit, [visit.prompt(self.none)], tail="", wait_s=0)
        browse = _Browse(self, call, visit)
        if len(told.sections) == 1:
            return await browse.services(told.sections[0], inner=False)
        page = 0
        while True:
            chosen, page = await browse.choose(_names(told.sections), page, inner=False)
            if isinstance(chosen, str):
                return chosen
            exit_taken = await browse.services(told.sections[chosen], inner=True)
            if exit_taken != BACK:
                return exit_taken


class _Browse:
    """One caller among the lists."""

    def __init__(self, node: Services, call: Call, visit: Visit) -> None:
        self._node = node
        self._call = call
        self._visit = visit
        self._patience = Patience(node.wrong, node.quiet, node.wrong_tries, node.quiet_tries, node.wait_s)
        self._telling = Telling(node.tail, node.offer, node.sent, node.failed, node.stale)
        self._opening: list[Prompt] = [visit.prompt(node.prompt)]
        """Said once, before the first list."""

    async def services(self, section: ToldSection, *, inner: bool) -> str:
        """Let him choose among the services of a section and hear them; return the exit taken."""
        page = 0
        while True:
            chosen, page = await self.choose(_names(section.services), page, inner=inner)
            if isinstance(chosen, str):
                return chosen
            exit_taken = REPEAT
            while exit_taken == REPEAT:
                exit_taken = await tell(self._call, self._visit, section.services[chosen], self._telling)
            if exit_taken != BACK and not (exit_taken == DONE and await self._call.wait_for_key(0)):
                return exit_taken

    async def choose(self, names: Sequence[str], page: int, *, inner: bool) -> tuple[int | str, int]:
        """Return the place of what he chose, or the exit taken; and the page of the list where that was."""
        cut, words = pages(len(names)), list_words(names, inner=inner)
        while True:
            here, more = cut[page], page + 1 < len(cut)
            keys = {str(number): place for number, place in enumerate(here, 1)}
            said = self._visit.prepared(words[page])
            first, self._opening = [*self._opening, *said], []
            known = [*keys, *([MORE_KEY] if more else [])]
            key = await choose(self._call, self._visit, known, first, said, self._patience)
            if key in keys:
                return keys[key], page
            if key == MORE_KEY:
                page += 1
            elif key == BACK and page:
                page -= 1
            elif key != REPEAT:
                return key, page


def _names(told: Sequence[ToldSection] | Sequence[ToldService]) -> list[str]:
    return [each.said_as for each in told]
