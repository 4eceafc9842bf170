"""One caller's walk through a published menu."""

from __future__ import annotations

from appliance.contracts import Call, CallTrace
from appliance.contracts.office import Office
from appliance.menu.flow import STAFF, START
from appliance.menu.node import MAIN, REPEAT, Spoken, Visit
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import Published


class Session:
    """Walks the nodes until the call ends; ends by CallEnded."""

    def __init__(
        self, menu: Published, call: Call, office: Office, trace: CallTrace, notices: Notices = NO_NOTICES
    ) -> None:
        """Stand before the first node. `notices`: what is told before the menu."""
        self._flow = menu.flow
        self._call = call
        self._trace = trace
        usual = Spoken(menu.prompts, menu.phrases)
        self._visit = Visit(office, menu.background, usual, menu.slower, notices=notices, languages=menu.languages)
        self._menus: list[str] = []

    async def run(self) -> None:
        """Go from node to node. Raises CallEnded."""
        at = self._start()
        while True:
            self._trace.nodes.append(at)
            self._enter(at)
            exit_taken = await self._flow.nodes[at].run(self._call, self._visit)
            at = self._next(at, exit_taken)

    def _start(self) -> str:
        """Return where this caller begins; an operator's own telephone has a place of its own, if the menu has it."""
        own = self._flow.places.get(STAFF)
        return own if own and self._visit.office.caller_is_staff else self._flow.places[START]

    def _enter(self, at: str) -> None:
        """Remember the menus on the way here. Who comes to one of them again has gone back, not deeper."""
        if at in self._menus:
            del self._menus[self._menus.index(at) :]
        if self._flow.nodes[at].is_menu:
            self._menus.append(at)

    def _next(self, at: str, exit_taken: str) -> str:
        target = self._flow.target(at, exit_taken)
        if target is not None:
            if exit_taken == MAIN:
                self._menus.clear()
            return target
        if exit_taken == REPEAT:
            return at
        return self._back(at)

    def _back(self, at: str) -> str:
        """The menu before this place; on the first level the main menu again."""
        while self._menus and self._menus[-1] == at:
            self._menus.pop()
        return self._menus.pop() if self._menus else self._flow.places[MAIN]
