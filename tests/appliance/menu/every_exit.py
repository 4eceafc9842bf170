"""Finds its way to every exit of a menu: key by key, by the trial phone, as any caller at any moment could.

A state is a place where the box waits; two are alike when the same node has said the same, after as many events.
A caller does everything that can be done at a node before he goes on to the next, and goes only where an exit is left
that nobody has taken yet.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from appliance.clock import Moment
from appliance.contracts import EndedBy
from appliance.menu.flow import HOUSE_PROMPTS, STAFF, Flow
from appliance.menu.node import CHOICE_KEYS
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import Published
from appliance.menu.trial import walked
from appliance.menu.trial_events import written
from appliance.menu.trial_office import TrialHouse
from appliance.menu.trial_story import Awaited, Did, Transcript

KEYS = tuple("1234560789*#")
MOVES: Mapping[Awaited, tuple[str, ...]] = {
    Awaited.KEY: (*KEYS, "."),
    Awaited.VOICE: ("~6", ".", "1"),
    Awaited.PERSON: (*KEYS, "."),
}
TYPED: Mapping[str, tuple[str, ...]] = {
    "callback": (written("20671234567#1"),),
    "recorder": (written("111111"), written(3 * "000000"), "1 #"),
    "emergency_text": (written("111111"), written(3 * "000000"), "2 #"),
}
"""What a caller types in one go, by the kind of node; the first PIN is right in a trial, the second is not."""
STUBBORN = tuple(written(3 * key) for key in "123456.")
"""What takes the patience of any node."""
AT_ONE_NODE = 3
WALKS_AT_A_NODE = 600
Exit = tuple[str, str]


@dataclass(frozen=True)
class Caller:
    """Who calls, when, and what there is to be told before the menu."""

    name: str
    at: Moment
    house: TrialHouse
    notices: Notices = NO_NOTICES


@dataclass
class Found:
    """What the walks have shown. `ways`: one to each exit; `bad`: walks that ended as none should, with the reason."""

    ways: dict[Exit, str] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    walks: int = 0


def missing(flow: Flow, found: Found, wanted: Collection[str] = ()) -> set[Exit]:
    """Return the exits that no walk has taken: of all nodes, or of those that are `wanted`."""
    nodes = {node_id: node for node_id, node in flow.nodes.items() if not wanted or node_id in wanted}
    every = {(node_id, name) for node_id, node in nodes.items() for name in node.exits}
    return every - set(found.ways) - set(_impossible(flow))


def _impossible(flow: Flow) -> Iterator[Exit]:
    """Yield the exits that a kind must have and this menu has no use for."""
    led_to = {target for exits in flow.exits.values() for target in exits.values()}
    for node_id, node in flow.nodes.items():
        if node.is_menu and set(CHOICE_KEYS) <= set(node.exits):
            yield node_id, "invalid"  # every key means something
        if node_id == flow.places.get(STAFF) and node_id not in led_to:
            yield node_id, "stranger"  # only who is known to be no stranger begins there


def every_exit(
    menu: Published,
    callers: Sequence[Caller],
    *,
    goodbyes: Collection[str] = HOUSE_PROMPTS[-1:],
    wanted: Collection[str] = (),
    rounds: Sequence[bool] = (False, True),
) -> Found:
    """Walk until every exit, or every exit of the nodes `wanted`, is taken, or nothing is left to be tried.

    `goodbyes`: the prompts that a call may end with. `rounds`: whether each is thorough.
    """

    async def search() -> Found:
        found = Found()
        for thorough in rounds:
            for caller in callers:
                if not found.walks or missing(menu.flow, found, wanted):
                    await _Search(menu, caller, found, goodbyes, wanted, thorough=thorough).run()
        return found

    return asyncio.run(search())


class _Search:
    """One caller goes from node to node, and at each does all he can until nothing new comes of it."""

    def __init__(
        self,
        menu: Published,
        caller: Caller,
        found: Found,
        goodbyes: Collection[str],
        wanted: Collection[str],
        *,
        thorough: bool = False,
    ) -> None:
        """Not `thorough`: a node that let him pass without waiting will do so again."""
        self._menu = menu
        self._flow = menu.flow
        self._caller = caller
        self._found = found
        self._goodbyes = goodbyes
        self._wanted = wanted
        self._thorough = thorough
        self._been: set[str] = set()
        self._seen: set[object] = set()
        self._at: defaultdict[str, deque[tuple[str, Transcript]]] = defaultdict(deque)
        self._done: set[str] = set()

    async def run(self) -> None:
        await self._go("")
        while node := next((node for node in self._at if node not in self._done and self._useful(node)), None):
            self._done.add(node)
            await self._stay(node)

    async def _stay(self, node: str) -> None:
        """Do everything here, from one state after another, as long as it may lead to something new."""
        walks = 0
        while self._at[node] and walks < WALKS_AT_A_NODE and (not walks or self._left_at(node)):
            events, told = self._at[node].popleft()
            for move in _moves(self._flow, told):
                walks += 1
                await self._go(f"{events} {move}".strip())

    async def _go(self, events: str) -> None:
        caller, found = self._caller, self._found
        told = await walked(self._menu, events, caller.at, caller.house, caller.notices)
        found.walks += 1
        for taken in told.exits:
            found.ways.setdefault(taken, f"{caller.name}: {events}")
        if reason := _wrong(told, self._goodbyes):
            found.bad.append(f"{caller.name}: {events or '(нічого)'}: {reason}")
        if told.waits and (state := _state(told)) not in self._seen:
            self._seen.add(state)
            self._at[told.waits.node].append((events, told))
        self._been |= {node for node, _ in told.exits}

    def _left_at(self, node: str) -> bool:
        """Whether an exit of this node is not taken, or leads where he has not been and something is left to do."""
        if any(node_id == node for node_id, _ in self._missing()):
            return True
        been = self._been | set(self._at)
        return any(target not in been and self._useful(target) for target in self._flow.exits[node].values())

    def _useful(self, node: str) -> bool:
        """Whether an exit that nobody has taken lies here or behind, at a node where he has not tried all."""
        goals = {node_id for node_id, _ in self._missing()} - self._done
        if not self._thorough:
            goals -= self._been - set(self._at)
        near, edge = {node}, {node}
        while edge and not edge & goals:
            edge = {target for node_id in edge for target in self._flow.exits[node_id].values()} - near - self._done
            near |= edge
        return bool(edge)

    def _missing(self) -> set[Exit]:
        return missing(self._flow, self._found, self._wanted)


def _moves(flow: Flow, told: Transcript) -> Iterable[str]:
    assert told.waits
    kind = flow.nodes[told.waits.node].kind if told.waits.node in flow.nodes else ""
    typed = TYPED.get(kind, ()) if told.waits.awaited is Awaited.KEY else ()
    stubborn = STUBBORN if told.waits.awaited is Awaited.KEY else ()
    return (*typed, *MOVES[told.waits.awaited], *stubborn)


def _state(told: Transcript) -> object:
    """Return what makes this place different from others."""
    assert told.waits
    node = told.waits.node
    here = list(takewhile(lambda step: step.node == node, reversed(told.steps)))
    done = sum(isinstance(step, Did) for step in here)
    said = tuple(heard.name or heard.text for heard in told.last_heard)
    return told.waits, said, min(done, AT_ONE_NODE)


def _wrong(told: Transcript, goodbyes: Collection[str]) -> str:
    """Return why a call must not go so; "" when it may."""
    if told.trouble:
        return told.trouble
    if told.ended is EndedBy.BOX:
        last = told.heard[-1] if told.heard else None
        if last is None or last.name.partition("@")[0] not in goodbyes or last.broken_by:
            return f"дзвінок завершено без прощання, останнє: {last.name if last else 'нічого'}"
    return ""
